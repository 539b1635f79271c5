"""Killed with SIGKILL and started again: the same as never killed."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from collect_support import HOME, crawl, html, redirect, result_set, slow

from hengping.collect.run import collect_sites
from hengping.evidence.archive import SiteArchive
from hengping.evidence.errors import EvidenceError
from hengping.evidence.visits import read_visits
from hengping.model.campaign import VisitSettings
from hengping.model.site import Site

CHILD = """
import sys
from pathlib import Path
from hengping.collect.run import collect_sites
from hengping.model.campaign import CollectSettings
from hengping.model.site import Site
settings = CollectSettings.model_validate_json(sys.argv[1])
site = Site(site_code="1", name="n", url=sys.argv[2])
collect_sites([site], lambda _site: Path(sys.argv[3]), settings, lambda _site: print("done", flush=True))
"""


def _site(server):
    """Forty pages, redirects, attachments, dead ends."""
    server.routes["/"] = html(*[f"/{n}.html" for n in range(8)], "/r", "/404.html", "http://ext.example/1")
    for number in range(40):
        links = (f"/{(number * 3 + k) % 40}.html" for k in range(3))
        server.routes[f"/{number}.html"] = slow(0.005, html(*links, f"/{number}.pdf", text=f"页{number}"))
    server.routes |= {
        "/r": redirect("/r2"),
        "/r2": redirect("/39.html"),
        "/robots.txt": "User-agent: *\nDisallow: /7.html\n",
    }


def _start(settings, folder):
    command = [sys.executable, "-c", CHILD, settings.model_dump_json(), HOME, str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _finish(process):
    out, error = process.communicate(timeout=60)
    assert (process.returncode, out) == (0, "done\n"), error


@pytest.fixture
def paced(settings):
    return settings.model_copy(update={"visits": VisitSettings(count=12, interval_s=0.02, timeout_s=5), "retries": 0})


@pytest.mark.slow
def test_killed_at_many_points_the_result_is_the_same(server, settings, paced, site, tmp_path):
    _site(server)
    unbroken = crawl(site, tmp_path / "whole", settings.model_copy(update={"retries": 0}))
    folder = tmp_path / "killed"
    for point in (1, 3, 10, 25, 40, 60):
        server.asked.clear()
        process = _start(paced, folder)
        server.on_request = lambda count, process=process, point=point: (
            os.kill(process.pid, signal.SIGKILL) if count == point else None
        )
        process.wait(60)
        process.communicate()
    server.on_request = lambda _count: None
    _finish(_start(paced, folder))
    captures = [capture for capture in SiteArchive(folder).captures() if capture.look == 1]
    assert len(captures) == len(unbroken) > 80
    assert result_set(captures) == result_set(unbroken)
    assert [v.number for v in read_visits(folder / "visits.jsonl")] == list(range(1, 13))
    for capture in captures:
        SiteArchive(folder).read(capture)


def _cut_to(source: Path, folder: Path, captures: int, *, torn: bytes, tail: bytes) -> None:
    """A copy of the evidence as a kill would have left it after some captures."""
    archive = SiteArchive(source)
    last = archive.captures()[captures - 1]
    (folder / "warc").mkdir(parents=True)
    data = (archive.warc_dir / last.warc).read_bytes()[: last.offset + last.length]
    (folder / "warc" / last.warc).write_bytes(data + tail)
    lines = archive.index_path.read_bytes().split(b"\n")[:captures]
    (folder / "index.jsonl").write_bytes(b"\n".join(lines) + b"\n" + torn)


def test_from_every_cut_the_rest_and_only_the_rest_is_asked_for(server, settings, site, tmp_path):
    _site(server)
    once = settings.model_copy(update={"retries": 0})
    unbroken = crawl(site, tmp_path / "whole", once)
    for count in range(1, len(unbroken) + 1, 6):
        folder = tmp_path / str(count)
        _cut_to(tmp_path / "whole", folder, count, torn=b'{"record_id":', tail=b"\x1f\x8b\x08 torn")
        server.asked.clear()
        captures = crawl(site, folder, once)
        assert result_set(captures) == result_set(unbroken)
        assert [c.url for c in captures[:count]] == [c.url for c in unbroken[:count]]
        kept = {c.url.removeprefix("http://") for c in unbroken[:count]}
        assert not kept & set(server.asked)
        assert len(server.asked) == len(set(server.asked))


def test_a_finished_site_is_not_asked_again(server, settings, site, tmp_path):
    _site(server)
    crawl(site, tmp_path, settings)
    server.asked.clear()
    before = (tmp_path / "index.jsonl").read_bytes()
    crawl(site, tmp_path, settings)
    assert server.asked == []
    assert (tmp_path / "index.jsonl").read_bytes() == before


def test_ctrl_c_closes_everything_in_order_and_a_new_start_goes_on(server, settings, site, tmp_path):
    _site(server)
    folder = tmp_path / "stopped"
    process = _start(settings, folder)
    server.on_request = lambda count: process.send_signal(signal.SIGINT) if count == 12 else None
    _, error = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "KeyboardInterrupt" in error
    assert "never retrieved" not in error
    server.on_request = lambda _count: None
    index = (folder / "index.jsonl").read_bytes()
    assert index.endswith(b"\n")
    last = json.loads(index.splitlines()[-1])
    assert (folder / "warc" / last["warc"]).stat().st_size == last["offset"] + last["length"]
    captures = crawl(site, folder, settings)
    assert result_set(captures) == result_set(crawl(site, tmp_path / "whole", settings))


def test_many_sites_each_done_once_with_its_evidence_there(server, settings, tmp_path):
    server.routes |= {"/": html("/a.html"), "/a.html": html()}
    sites = [Site(site_code=f"x-{n}", name="n", url=f"http://s{n}.gov.cn/") for n in range(9)]
    some = settings.model_copy(update={"visits": VisitSettings(count=2, interval_s=0.01, timeout_s=1)})
    done, counts = [], {}

    def on_done(site):
        folder = tmp_path / site.site_code
        done.append((site.site_code, len(SiteArchive(folder).captures()), len(read_visits(folder / "visits.jsonl"))))

    collect_sites(
        sites,
        lambda site: tmp_path / site.site_code,
        some,
        on_done,
        lambda site, what, count: counts.__setitem__((site.site_code, what), count),
        skip=lambda site: site.site_code == "x-3",
    )
    assert sorted(done) == [(f"x-{n}", 3, 2) for n in range(9) if n != 3]
    assert counts["x-0", "pages"] == 2
    assert counts["x-0", "visits"] == 2
    assert not (tmp_path / "x-3").exists()


def test_our_own_fault_ends_the_collection_with_one_clear_error(server, settings, tmp_path):
    server.routes["/"] = html()
    (tmp_path / "x-1").write_bytes(b"a file where a folder should be")
    sites = [Site(site_code=f"x-{n}", name="n", url=f"http://s{n}.gov.cn/") for n in range(3)]
    with pytest.raises(EvidenceError, match="x-1"):
        collect_sites(sites, lambda site: tmp_path / site.site_code, settings, lambda _site: None)
