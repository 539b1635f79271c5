"""The package, read by someone who knows only the published profile (WACZ 1.1.1, CDXJ 0.1.0)."""

import gzip
import hashlib
import io
import json
import re
import zipfile
from datetime import datetime

import pytest
from evidence_support import AT, HTML, answer, asked, fill, page, require_sound
from warcio.archiveiterator import ArchiveIterator

from hengping.evidence.archive import SiteArchive
from hengping.evidence.errors import EvidenceError
from hengping.evidence.wacz import WaczInfo, WaczSite, write_wacz
from hengping.model.evidence import FailureKind

TITLES = {"http://www.a.gov.cn/": "云溪市政府门户"}
INFO = WaczInfo(title="评估", description="佐证", software="hengping", created_at=AT, more={"evaluation": "yunxi"})


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    """A site with a redirecting home page, failures, a revisit, a rendered page and several WARC files; and another."""
    folder = tmp_path_factory.mktemp("evidence")
    archive = SiteArchive(folder / "one", max_warc_bytes=4000)
    with archive.open_writer() as writer:
        writer.add_response(asked("http://www.a.gov.cn/robots.txt", purpose="robots"), answer(b"User-agent: *"))
        moved = answer(b"", (("Location", "/index.html"),), status=302)
        writer.add_response(asked("http://www.a.gov.cn/old", purpose="home"), moved, location="http://www.a.gov.cn/")
        for n in range(20):
            writer.add_response(asked(f"http://www.a.gov.cn/{n}?b=2&a=1", seconds=n), answer(page(n)))
        home = writer.add_response(asked("http://www.a.gov.cn/", purpose="home", seconds=30), answer(page(99)))
        writer.add_response(asked("http://www.a.gov.cn/Copy", seconds=31), answer(page(3)))
        writer.add_rendered(home, page(98), taken_at=AT)
        writer.add_failure(asked("http://www.a.gov.cn/gone", purpose="link"), FailureKind.DNS)
    fill(SiteArchive(folder / "two"), range(3))
    sites = [
        WaczSite(folder=folder / "one", prefix="1", title="甲", title_of=lambda url: TITLES.get(url, "")),
        WaczSite(folder=folder / "two", prefix="2", title="乙"),
    ]
    out = folder / "out" / "evidence.wacz"
    result = write_wacz(out, sites, INFO)
    return out, result, archive


@pytest.fixture(scope="module")
def names(packed):
    with zipfile.ZipFile(packed[0]) as wacz:
        return {info.filename: info for info in wacz.infolist()}


@pytest.fixture(scope="module")
def content(packed):
    with zipfile.ZipFile(packed[0]) as wacz:
        assert wacz.testzip() is None
        return {name: wacz.read(name) for name in wacz.namelist()}


@pytest.fixture(scope="module")
def package(content):
    return json.loads(content["datapackage.json"])


@pytest.fixture(scope="module")
def cdxj(content):
    lines = gzip.decompress(content["indexes/index.cdx.gz"]).splitlines()
    return [(key, stamp, json.loads(text)) for key, stamp, text in (line.decode().split(" ", 2) for line in lines)]


def test_the_file_ends_in_wacz_and_nothing_is_left_beside_it(packed):
    assert [path.name for path in packed[0].parent.iterdir()] == ["evidence.wacz"]
    assert packed[0].stat().st_size == packed[1].size


def test_the_directories_hold_what_the_profile_names_and_nothing_else(names):
    assert sorted({name.split("/")[0] for name in names}) == [
        "archive",
        "datapackage-digest.json",
        "datapackage.json",
        "indexes",
        "pages",
    ]
    assert all(re.fullmatch(r"archive/[^/]+\.warc\.gz", name) for name in names if name.startswith("archive/"))
    assert sum(name.startswith("archive/") for name in names) > 3
    assert {name for name in names if name.startswith("indexes/")} == {"indexes/index.cdx.gz", "indexes/index.idx"}
    assert {name for name in names if name.startswith("pages/")} == {"pages/pages.jsonl"}


def test_compressed_files_are_stored_for_random_access(names):
    assert {info.compress_type for name, info in names.items() if name.endswith(".gz")} == {zipfile.ZIP_STORED}


def test_the_package_says_profile_version_and_context(package):
    assert package["profile"] == "data-package"
    assert package["wacz_version"] == "1.1.1"
    assert (package["title"], package["description"], package["software"]) == ("评估", "佐证", "hengping")
    assert datetime.fromisoformat(package["created"]) == AT
    assert datetime.fromisoformat(package["modified"]) == AT
    assert package["mainPageUrl"] == "http://www.a.gov.cn/"
    assert datetime.fromisoformat(package["mainPageDate"]) > AT
    assert package["evaluation"] == "yunxi"


def test_every_file_is_a_resource_with_its_size_and_hash(package, content):
    resources = {resource["path"]: resource for resource in package["resources"]}
    assert len(resources) == len(package["resources"])
    assert resources.keys() == content.keys() - {"datapackage.json", "datapackage-digest.json"}
    for path, resource in resources.items():
        assert resource["hash"] == f"sha256:{hashlib.sha256(content[path]).hexdigest()}"
        assert resource["bytes"] == len(content[path])
        assert resource["name"] == path.rpartition("/")[2].lower()
        assert re.fullmatch(r"[a-z0-9._-]+", resource["name"])
    assert len({resource["name"] for resource in package["resources"]}) == len(resources)


def test_the_digest_file_fixes_the_package(packed, content):
    digest = json.loads(content["datapackage-digest.json"])
    expected = f"sha256:{hashlib.sha256(content['datapackage.json']).hexdigest()}"
    assert digest == {"path": "datapackage.json", "hash": expected}
    assert packed[1].digest == expected


def test_pages_have_a_header_then_the_home_page_then_the_others(packed, content):
    header, *pages = map(json.loads, content["pages/pages.jsonl"].splitlines())
    assert header == {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
    assert pages[0]["url"] == "http://www.a.gov.cn/"
    assert pages[0]["title"] == "云溪市政府门户"
    assert len(pages) == packed[1].pages == 20 + 1 + 1 + 3
    assert len({entry["id"] for entry in pages}) == len(pages)
    for entry in pages:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", entry["ts"])
        assert not entry["url"].endswith(("robots.txt", "old", "gone"))


def test_every_page_is_found_in_the_index_at_its_instant(content, cdxj):
    found = {(entry["url"], stamp) for _, stamp, entry in cdxj}
    for line in content["pages/pages.jsonl"].splitlines()[1:]:
        entry = json.loads(line)
        assert (entry["url"], re.sub(r"\D", "", entry["ts"])) in found


def test_index_lines_are_sorted_and_complete(packed, content, cdxj):
    lines = gzip.decompress(content["indexes/index.cdx.gz"]).splitlines()
    assert lines == sorted(lines)
    assert len(lines) == packed[1].records
    for _, stamp, entry in cdxj:
        assert re.fullmatch(r"\d{14}", stamp)
        assert entry.keys() >= {"url", "digest", "mime", "filename", "offset", "length", "status"}
        assert f"archive/{entry['filename']}" in content


def test_addresses_are_searchable_as_viewers_search(cdxj):
    keys = {entry["url"]: key for key, _, entry in cdxj}
    assert keys["http://www.a.gov.cn/"] == "cn,gov,a)/"
    assert keys["http://www.a.gov.cn/7?b=2&a=1"] == "cn,gov,a)/7?a=1&b=2"
    assert keys["http://www.a.gov.cn/Copy"] == "cn,gov,a)/copy"
    assert keys["http://a.cn/2"] == "cn,a)/2"
    assert keys["urn:rendered:http://www.a.gov.cn/"] == "urn:rendered:http://www.a.gov.cn/"
    assert "http://www.a.gov.cn/gone" not in keys


def test_the_block_list_leads_to_blocks_that_open_alone(content):
    index = content["indexes/index.cdx.gz"]
    meta, *blocks = content["indexes/index.idx"].decode().splitlines()
    assert meta.startswith("!meta 0 ")
    assert json.loads(meta.removeprefix("!meta 0 ")) == {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}
    end = 0
    for line in blocks:
        key, stamp, text = line.split(" ", 2)
        place = json.loads(text)
        assert (place["offset"], place["filename"]) == (end, "index.cdx.gz")
        end += place["length"]
        data = index[place["offset"] : end]
        assert place["digest"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert gzip.decompress(data).startswith(f"{key} {stamp} ".encode())
    assert end == len(index)


def test_every_index_line_resolves_to_its_record(content, cdxj):
    kinds = []
    for _, stamp, entry in cdxj:
        start = int(entry["offset"])
        data = content[f"archive/{entry['filename']}"][start : start + int(entry["length"])]
        record = next(iter(ArchiveIterator(io.BytesIO(data), check_digests="raise")))
        kinds.append(record.rec_type)
        headers = record.rec_headers
        assert headers["WARC-Target-URI"] == entry["url"].removeprefix("urn:rendered:")
        assert headers["WARC-Payload-Digest"] == entry["digest"]
        assert re.sub(r"\D", "", headers["WARC-Date"])[:14] == stamp
        if record.rec_type == "revisit":
            assert entry["mime"] == "warc/revisit"
            original = [e for _, _, e in cdxj if e["url"] == headers["WARC-Refers-To-Target-URI"]]
            assert [e["digest"] for e in original] == [entry["digest"]]
        if record.http_headers:
            assert record.http_headers.get_statuscode() == entry["status"]
    assert sorted(set(kinds)) == ["conversion", "response", "revisit"]


def test_all_warc_files_pass_independent_readers(content, tmp_path):
    for name, data in content.items():
        if name.startswith("archive/"):
            path = tmp_path / name.rpartition("/")[2]
            path.write_bytes(data)
            assert require_sound(path)[0] == "warcinfo"


def test_a_large_index_is_cut_into_blocks(tmp_path, monkeypatch):
    monkeypatch.setattr("hengping.evidence.wacz._BLOCK_LINES", 4)
    fill(SiteArchive(tmp_path / "site"), range(10))
    write_wacz(tmp_path / "x.wacz", [WaczSite(folder=tmp_path / "site", prefix="s", title="站")], INFO)
    with zipfile.ZipFile(tmp_path / "x.wacz") as wacz:
        blocks = wacz.read("indexes/index.idx").decode().splitlines()[1:]
        assert [line.split(" ")[0] for line in blocks] == ["cn,a)/0", "cn,a)/4", "cn,a)/8"]
        test_the_block_list_leads_to_blocks_that_open_alone({name: wacz.read(name) for name in wacz.namelist()})


def test_nothing_collected_and_a_site_being_collected_are_refused(tmp_path):
    site = WaczSite(folder=tmp_path / "site", prefix="s", title="站")
    out = tmp_path / "x.wacz"
    with pytest.raises(EvidenceError, match="nothing was collected"):
        write_wacz(out, [site], INFO)
    with SiteArchive(tmp_path / "site").open_writer() as writer:
        writer.add_response(asked(), answer(page(1), HTML))
        with pytest.raises(EvidenceError, match="being collected"):
            write_wacz(out, [site], INFO)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site"]
    assert write_wacz(out, [site], INFO).pages == 1
