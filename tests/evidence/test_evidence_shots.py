"""Screenshots, accessibility results, and the index as other tools read it."""

import hashlib
import json

import pytest
from evidence_support import AT, fill

from hengping.evidence.archive import SiteArchive
from hengping.evidence.cdxj import cdxj_lines, sorted_lines, surt
from hengping.evidence.errors import EvidenceError
from hengping.evidence.shots import add_axe, add_shot, read_axe, read_shots


def _shot(folder, n, **more):
    more = {
        "url": f"http://a.cn/页 {n}/X",
        "width": 1366,
        "height": 900,
        "taken_at": AT,
        "record_id": f"urn:{n}",
        **more,
    }
    return add_shot(folder, b"jpeg %d" % n, **more)


def test_screenshots_are_kept_with_their_index(tmp_path):
    shots = [_shot(tmp_path, 1), _shot(tmp_path, 2, kind="full"), _shot(tmp_path, 3, url="x")]
    assert read_shots(tmp_path) == shots
    assert [shot.file for shot in shots] == ["1-a-cn-1-x.jpg", "2-a-cn-2-x.jpg", "3-page.jpg"]
    for n, shot in enumerate(shots, 1):
        data = (tmp_path / "shots" / shot.file).read_bytes()
        assert (data, shot.sha256) == (b"jpeg %d" % n, hashlib.sha256(data).hexdigest())
    first = json.loads((tmp_path / "shots" / "index.jsonl").read_bytes().splitlines()[0])
    assert list(first) == ["url", "file", "sha256", "width", "height", "taken_at", "record_id", "kind"]


def test_what_a_kill_left_is_replaced_under_the_same_number(tmp_path):
    first = _shot(tmp_path, 1)
    folder = tmp_path / "shots"
    (folder / "2-left.jpg").write_bytes(b"no line")
    with (folder / "index.jsonl").open("ab") as stream:
        stream.write(b'{"url":"torn')
    assert read_shots(tmp_path) == [first]
    second = _shot(tmp_path, 2)
    assert read_shots(tmp_path) == [first, second]
    assert sorted(path.name for path in folder.iterdir()) == [first.file, second.file, "index.jsonl"]


def test_accessibility_results_are_kept_likewise(tmp_path):
    assert read_axe(tmp_path) == []
    result = add_axe(tmp_path, b'{"violations":[]}', url="http://a.cn/", taken_at=AT, record_id="urn:1")
    assert read_axe(tmp_path) == [result]
    assert (tmp_path / "axe" / result.file).read_bytes() == b'{"violations":[]}'


def test_a_damaged_line_names_its_place(tmp_path):
    _shot(tmp_path, 1)
    (tmp_path / "shots" / "index.jsonl").write_bytes(b"{}\n")
    with pytest.raises(EvidenceError, match=r"index\.jsonl:1"):
        read_shots(tmp_path)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://www.a.gov.cn/", "cn,gov,a)/"),
        ("https://www2.a.gov.cn:8443/A/b?Z=1&y", "cn,gov,a:8443)/a/b?y&z=1"),
        ("http://wwwx.a.cn", "cn,a,wwwx)/"),
        ("http://127.0.0.1:8099/x", "1,0,0,127:8099)/x"),
        ("http://xn--zfr164b.xn--zfr164b/", "xn--zfr164b,xn--zfr164b)/"),
        ("urn:rendered:http://A.cn/", "urn:rendered:http://A.cn/"),
        ("http://a.cn/a b", "cn,a)/a%20b"),
        ("http://a.cn:99999/", "http://a.cn:99999/"),
        ("", ""),
    ],
)
def test_addresses_are_made_searchable(url, key):
    assert surt(url) == key


@pytest.mark.parametrize("count", [0, 1, 9, 10, 11, 30, 95])
def test_lines_are_sorted_with_few_in_memory(count):
    lines = [b"%d\n" % (n * 7919 % 1009) for n in range(count)]
    assert list(sorted_lines(lines, at_once=10)) == sorted(lines)


def test_every_answer_has_its_index_line(tmp_path):
    archive = SiteArchive(tmp_path)
    captures = fill(archive, [3, 1, 1])
    lines = [line.split(b" ", 2) for line in cdxj_lines(archive.iter_captures(), lambda name: f"x/{name}")]
    assert [key for key, _, _ in lines] == [b"cn,a)/3", b"cn,a)/1", b"cn,a)/1"]
    assert [stamp for _, stamp, _ in lines] == [b"20261120083000", b"20261120083001", b"20261120083002"]
    entries = [json.loads(text) for _, _, text in lines]
    assert [entry["mime"] for entry in entries] == ["text/html", "text/html", "warc/revisit"]
    assert {entry["filename"] for entry in entries} == {"x/00001.warc.gz"}
    assert [int(entry["offset"]) for entry in entries] == [capture.offset for capture in captures]
