"""The disk is full: one clear error, nothing half-written that counts, and the next start goes on from there."""

import errno
import os
import resource

import pytest
from collect_support import crawl, html, redirect, result_set

import hengping.evidence.files
import hengping.evidence.writing
from hengping.collect.account import read_account
from hengping.collect.frontier_store import FrontierStore
from hengping.collect.run import IN_PROCESS, collect_sites
from hengping.evidence.archive import SiteArchive
from hengping.evidence.errors import EvidenceError
from hengping.evidence.visits import read_visits
from hengping.model.campaign import VisitSettings

VISITS = 6


@pytest.fixture
def small(server, settings):
    """Settings for a site of some thirty addresses, some of them broken."""
    server.routes["/"] = html(*[f"/{n}.html" for n in range(12)], "/r", "/404.html", "http://ext.example/1")
    for number in range(12):
        server.routes[f"/{number}.html"] = html(f"/{(number * 5) % 12}.html", f"/{number}.pdf", text=f"页{number}")
    server.routes |= {"/r": redirect("/r2"), "/r2": redirect("/3.html")}
    visits = VisitSettings(count=VISITS, interval_s=0.01, timeout_s=5)
    return settings.model_copy(update={"visits": visits, "retries": 0})


def _collect(site, folder, settings):
    """All of it: crawl, visits, probes, second look, account."""
    done = []
    collect_sites(
        [site], lambda _site: folder, settings, done.append, workers=IN_PROCESS, frontiers=folder.parent / "frontier"
    )
    assert done == [site]


def _refuse(at):
    """Fails for good from the ``at``-th call on, as a disk does that has no room; before that nothing happens."""
    calls = 0

    def check() -> bool:
        nonlocal calls
        calls += 1
        return calls >= at

    return check


def _full_writing(monkeypatch, suffix, at):
    """Writing to files of this name takes half of the bytes, then fails."""
    is_full, write_all = _refuse(at), hengping.evidence.writing._write_all

    def write(stream, data):
        if str(stream.name).endswith(suffix) and is_full():
            write_all(stream, bytes(data)[: len(data) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write_all(stream, data)

    monkeypatch.setattr(hengping.evidence.writing, "_write_all", write)


def _full_frontier(monkeypatch, at):
    """The frontier's file must not grow any more from a commit on."""
    is_full, commit = _refuse(at), FrontierStore.commit

    def limited(store):
        if is_full():
            store._run("PRAGMA max_page_count=1")
            for number in range(200):
                store.put("later", -number, bytes(4096))
        commit(store)

    monkeypatch.setattr(FrontierStore, "commit", limited)


def _full_sync(monkeypatch, at):
    """Lines of visits are written in part and cannot be forced to disk."""
    is_full, sync = _refuse(at), hengping.evidence.files.sync

    def full(stream):
        if is_full():
            stream.flush()
            stream.truncate(stream.tell() - 10)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sync(stream)

    monkeypatch.setattr(hengping.evidence.files, "sync", full)


def _full_account(monkeypatch, _at):
    """Small whole files cannot be written."""

    def full(*_args):
        raise OSError(errno.EDQUOT, os.strerror(errno.EDQUOT))

    monkeypatch.setattr("pathlib.Path.replace", full)


FAULTS = {
    "warc": lambda patch, at: _full_writing(patch, ".warc.gz", at),
    "index": lambda patch, at: _full_writing(patch, "index.jsonl", at),
    "frontier": _full_frontier,
    "visits": _full_sync,
    "account": _full_account,
}


@pytest.mark.parametrize("at", [1, 2, 4])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_full_disk_is_one_clear_error_and_the_next_start_goes_on(
    server, small, site, tmp_path, monkeypatch, fault, at
):
    whole, folder = tmp_path / "whole" / "e", tmp_path / "full" / "e"
    _collect(site, whole, small)
    with monkeypatch.context() as patch:
        FAULTS[fault](patch, at)
        with pytest.raises(EvidenceError) as raised:
            _collect(site, folder, small)
    assert raised.value.remedy
    assert str(tmp_path / "full") in raised.value.where
    assert not (folder / "account.json").exists()
    before = SiteArchive(folder).captures()
    lines = read_visits(folder / "visits.jsonl")
    server.asked.clear()
    _collect(site, folder, small)
    captures = SiteArchive(folder).captures()
    assert captures[: len(before)] == before
    assert result_set(captures) == result_set(SiteArchive(whole).captures())
    assert len({capture.record_id for capture in captures}) == len(captures) == len(SiteArchive(whole).captures())
    for capture in captures:
        SiteArchive(folder).read(capture)
    visits = read_visits(folder / "visits.jsonl")
    assert visits[: len(lines)] == lines
    assert [visit.number for visit in visits] == list(range(1, VISITS + 1))
    assert _figures(folder) == _figures(whole)
    assert not [path for path in folder.rglob("*") if path.name.endswith(".part")]
    archived = {capture.url.removeprefix("http://") for capture in before if capture.look == 1} - {"www.a.gov.cn/"}
    assert not archived & {url for url in server.asked if not url.endswith(("404.html", "/1", ".pdf"))}


def _figures(folder):
    account = read_account(folder)
    assert account is not None
    return account.pages, account.checks, account.second_looks, account.statuses, account.failures, account.left_out


def test_a_limit_on_file_sizes_is_no_crash(server, small, site, tmp_path):
    """``ulimit -f`` ends in the same way as a full disk: an error, then a new start."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    folder = tmp_path / "e"
    resource.setrlimit(resource.RLIMIT_FSIZE, (9_000, hard))
    try:
        with pytest.raises(EvidenceError, match="File too large"):
            crawl(site, folder, small)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    before = SiteArchive(folder).captures()
    captures = crawl(site, folder, small)
    assert captures[: len(before)] == before
    assert result_set(captures) == result_set(crawl(site, tmp_path / "whole", small))
