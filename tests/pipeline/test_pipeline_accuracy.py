"""Measured precision: counting against labels and against people, intervals, and the table that is stored."""

import math
import shutil
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from hengping.checks.catalogue import catalogue
from hengping.model import codec
from hengping.model.errors import InputError
from hengping.model.finding import Finding, Outcome, Subject
from hengping.model.review import Review
from hengping.model.text import Text
from hengping.pipeline.accuracy import Label, against_labels, from_cases, from_folder, from_run, table_of
from hengping.pipeline.accuracy_table import Counted, pooled, read_measured, wilson
from hengping.pipeline.context import Run, open_run
from hengping.pipeline.review_deciding import record_sample
from hengping.pipeline.review_tasks import Sample
from hengping.pipeline.stage_check import read_findings

FAULTS = {Outcome.FAIL, Outcome.PARTLY}


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998), table I, method 3
        (81, 263, "0.2553", "0.3662"),
        (15, 148, "0.0624", "0.1605"),
        (0, 20, "0.0000", "0.1611"),
        (1, 29, "0.0061", "0.1718"),
    ],
)
def test_intervals_are_those_of_the_literature(hits, of, low, high):
    found = wilson(hits, of)
    assert abs(found[0] - Decimal(low)) <= Decimal("0.0001")
    assert abs(found[1] - Decimal(high)) <= Decimal("0.0001")


def test_intervals_hold_the_share_and_shrink_with_the_number():
    for of in (1, 2, 7, 40, 1000):
        for hits in {0, of // 3, of // 2, of}:
            low, high = wilson(hits, of)
            assert 0 <= low <= Decimal(hits) / of <= high <= 1
            assert math.isclose(float(low), 1 - float(wilson(of - hits, of)[1]), abs_tol=2e-4)
    widths = [wilson(of * 9 // 10, of)[1] - wilson(of * 9 // 10, of)[0] for of in (10, 100, 1000, 10_000)]
    assert widths == sorted(widths, reverse=True)
    assert wilson(0, 0) == (0, 1)


def _finding(check: str, url: str, outcome: Outcome = Outcome.FAIL, **values: object) -> Finding:
    return Finding(
        finding_id=f"{check}-{url}-{values}",
        site_code="1",
        check=check,
        version=3,
        outcome=outcome,
        subject=Subject(kind="page", url=url),
        values=values,
        evidence=(),
        as_of=date(2026, 11, 20),
        messages=Text("", ""),
    )


def test_findings_are_counted_against_labels():
    labels = [
        Label(check="dark_link", site_code="1", url="http://a/1"),
        Label(check="dark_link", site_code="1", url="http://a/2"),
        Label(check="meta_missing", site_code="1", url="http://a/", values={"tag": "SiteName"}),
        Label(check="never_run", site_code="1", url="http://a/"),
    ]
    findings = [
        _finding("dark_link", "http://A/1"),
        _finding("dark_link", "http://a/3"),
        _finding("dark_link", "http://a/2", Outcome.CANNOT_TELL),
        _finding("meta_missing", "http://a/", tag="SiteName"),
        _finding("meta_missing", "http://a/", tag="ColumnName"),
        _finding("unlabelled", "http://a/"),
    ]
    rows = {row.check: (row.version, row.hits, row.false, row.missed) for row in against_labels(labels, findings, "t")}
    assert rows == {"dark_link": (3, 1, 1, 1), "meta_missing": (3, 1, 1, 0), "never_run": (0, 0, 0, 1)}


def test_doubts_and_decoys_are_counted_beside():
    labels = [Label(check="dark_link", site_code="1", url=f"http://a/{number}") for number in (1, 2, 3)]
    decoys = [Label(check="dark_link", site_code="1", url="http://a/9"), Label(check="other", site_code="1", url="")]
    findings = [
        _finding("dark_link", "http://a/1"),
        _finding("dark_link", "http://a/2", Outcome.CANNOT_TELL),
        _finding("dark_link", "http://a/9", Outcome.CANNOT_TELL),
        _finding("dark_link", "http://a/9"),
    ]
    (row,) = against_labels(labels, findings, "t", decoys=decoys, level="pages")
    assert (row.hits, row.false, row.missed, row.doubted, row.decoys, row.level) == (1, 1, 2, 1, 1, "pages")
    found = pooled([row, Counted(check="dark_link", version=3, source="demo", hits=1, decoys=4, level="end_to_end")])
    assert (found["dark_link", 3].doubted, found["dark_link", 3].decoys) == (1, 5)
    assert found["dark_link", 3].levels == ("pages", "end_to_end")


def test_which_page_shows_a_fault_of_the_whole_site_is_no_matter():
    labels = [Label(check="time_format_irregular", site_code="1", url="http://a/")]
    (row,) = against_labels(labels, [_finding("time_format_irregular", "http://a/7.html")], "t")
    assert (row.hits, row.false, row.missed) == (1, 0, 0)


def test_an_earlier_version_that_was_measured_is_told():
    rows = [Counted(check="c", version=version, source="demo", hits=version) for version in (1, 2)]
    table = table_of([*rows, Counted(check="c", version=3, source="cases", hits=9)])
    assert table.of("c", 3) is None
    older = table.before("c", 3)
    assert older is not None
    assert older.version == 2
    assert table.before("c", 1) is None
    assert table.before("d", 3) is None


def test_sources_are_added_and_examples_left_out():
    rows = [
        Counted(check="c", version=1, source="demo", hits=9, false=1, missed=2),
        Counted(check="c", version=1, source="run:x", hits=1),
        Counted(check="c", version=2, source="demo", hits=5),
        Counted(check="c", version=1, source="cases", hits=100),
    ]
    found = pooled(rows)
    assert (found["c", 1].hits, found["c", 1].reported, found["c", 1].present) == (10, 11, 12)
    assert found["c", 1].precision == Decimal("0.9090")
    assert found["c", 1].sources == ("demo", "run:x")
    assert found["c", 2].precision == 1
    assert pooled(rows, cases=True)["c", 1].hits == 110


def test_examples_of_every_check_come_out_right():
    rows = from_cases()
    assert {row.check for row in rows} == set(catalogue())
    assert [row.check for row in rows if row.false or row.missed] == []
    assert all(row.hits or row.check == "blocked" for row in rows)


def test_a_stored_table_is_read_again_and_a_damaged_one_refused(tmp_path):
    table = table_of([Counted(check="c", version=1, source="demo", hits=3)])
    path = tmp_path / "t.json"
    path.write_bytes(codec.encode_pretty(table))
    assert read_measured(path)[0] == table
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match="不是准确率表"):
        read_measured(path)
    with pytest.raises(InputError, match="无法读取"):
        read_measured(tmp_path / "none.json")


def _certain(run: Run) -> tuple[list[Finding], Finding]:
    """Faults of one automatic check, two at least, and something that it passed."""
    findings = [one for site in run.sites for one in read_findings(run.folder, site.site_code)]
    automatic = [one for one in findings if catalogue()[one.check].mode == "automatic"]
    counts = Counter(one.check for one in automatic if one.outcome in FAULTS)
    passed = {one.check: one for one in automatic if one.outcome is Outcome.PASS}
    check = next(check for check, count in sorted(counts.items()) if count > 1 and check in passed)
    return [one for one in automatic if one.check == check and one.outcome in FAULTS], passed[check]


def test_a_labelled_folder_is_counted(small_run, tmp_path):
    (tmp_path / "lab").mkdir()
    (tmp_path / "lab" / "run").symlink_to(small_run.path, target_is_directory=True)
    claimed, _ = _certain(open_run(small_run.path))
    known = [
        Label(check=one.check, site_code=one.site_code, url=one.subject.url, values=one.values) for one in claimed[1:]
    ]
    known.append(Label(check=claimed[0].check, site_code="9", url="http://gone/"))
    (tmp_path / "lab" / "truth.jsonl").write_bytes(codec.encode_lines(known))
    (row,) = from_folder(tmp_path / "lab")
    assert (row.source, row.hits, row.false, row.missed) == ("labelled:lab", len(claimed) - 1, 1, 1)
    with pytest.raises(InputError, match=r"truth\.jsonl"):
        from_folder(small_run.path)


def _review(finding: Finding, outcome: Outcome) -> Review:
    return Review(
        site_code=finding.site_code,
        finding_id=finding.finding_id,
        outcome=outcome,
        actor="张某",
        decided_at=datetime(2026, 11, 22, tzinfo=UTC),
        reason="看过",
    )


def test_what_people_said_of_a_real_round_is_counted(small_run, tmp_path):
    path = tmp_path / "run"
    shutil.copytree(small_run.path, path)
    run = open_run(path)
    faults, passed = _certain(run)
    reviews = [_review(faults[0], Outcome.FAIL), _review(faults[1], Outcome.PASS), _review(passed, Outcome.FAIL)]
    run.folder.reviews_dir.mkdir()
    (run.folder.reviews_dir / "a.jsonl").write_bytes(codec.encode_lines(reviews))
    (row,) = from_run(path)
    assert (row.source, row.hits, row.false, row.missed) == (f"run:{run.info.settings.id}", 1, 1, 1)
    record_sample(run, Sample(seed="s", rate="1/20", findings=(faults[0].finding_id,), of=len(faults)))
    (row,) = from_run(path)
    assert (row.hits, row.false) == (1, 0)  # an appeal that succeeded is no part of the sample
