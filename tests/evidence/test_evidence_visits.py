"""Visits on disk."""

import hashlib
from datetime import UTC, datetime

import msgspec
import pytest

from hengping.evidence.errors import EvidenceError
from hengping.evidence.visits import append_visit, read_visits, recover_visits, visit_lines
from hengping.model.availability import visit_ref
from hengping.model.evidence import FailureKind, Visit

AT = datetime(2026, 11, 20, tzinfo=UTC)
VISITS = [
    Visit(number=1, url="http://a.cn/", visited_at=AT, result="ok", status=200, elapsed_ms=12),
    Visit(number=2, url="http://a.cn/", visited_at=AT, result="failed", failure=FailureKind.REFUSED),
]


def test_visits_come_back_in_order(tmp_path):
    path = tmp_path / "site" / "visits.jsonl"
    assert read_visits(path) == []
    for visit in VISITS:
        append_visit(path, visit)
    assert read_visits(path) == VISITS


def test_a_torn_line_is_passed_over_then_cut(tmp_path):
    path = tmp_path / "visits.jsonl"
    append_visit(path, VISITS[0])
    with path.open("ab") as stream:
        stream.write(b'{"number":2,"url":"ht')
    assert read_visits(path) == VISITS[:1]
    assert recover_visits(path)
    append_visit(path, VISITS[1])
    assert read_visits(path) == VISITS


def test_a_whole_line_that_is_no_visit_is_damage(tmp_path):
    path = tmp_path / "visits.jsonl"
    append_visit(path, VISITS[0])
    with path.open("ab") as stream:
        stream.write(b"{}\n")
    with pytest.raises(EvidenceError, match=r"visits\.jsonl:2"):
        read_visits(path)


def test_the_pointer_names_number_and_line(tmp_path):
    path = tmp_path / "visits.jsonl"
    append_visit(path, VISITS[0])
    line = path.read_bytes().rstrip(b"\n")
    ref = visit_ref(VISITS[0])
    assert (ref.record_id, ref.digest) == ("visits:1", f"sha256:{hashlib.sha256(line).hexdigest()}")


def test_a_merged_file_does_not_depend_on_who_came_first():
    there = [msgspec.structs.replace(visit, vantage="south") for visit in VISITS]
    assert visit_lines(VISITS + there) == visit_lines(there[::-1] + VISITS[::-1])
    assert [line[:11] for line in visit_lines(VISITS + there).splitlines()] == [b'{"number":1'] * 2 + [
        b'{"number":2'
    ] * 2
