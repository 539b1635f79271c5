"""The labelled small sites: dealt evenly, the same every time, healthy but for what is planted, judged as real ones."""

from collections import Counter

import pytest

from hengping.checks.catalogue import catalogue
from hengping.demo.labelled.draft import Draft
from hengping.demo.labelled.judge import facts_of, findings_of
from hengping.demo.labelled.measure import PAGES, RECORDS, SITES, build, counted, level_of, measure
from hengping.demo.truth import MEASURED
from hengping.model.finding import Outcome

CHECKS = sorted({*PAGES, *RECORDS})


@pytest.fixture(scope="module")
def drafts() -> list[Draft]:
    """The whole set, built and not read."""
    return [build(number, SITES) for number in range(SITES)]


def test_every_check_has_labelled_truth_somewhere() -> None:
    assert set(CHECKS) <= set(catalogue())
    assert not set(PAGES) & set(RECORDS)
    assert set(catalogue()) - set(CHECKS) - MEASURED == set()


def test_faults_and_what_only_looks_so_are_planted_twenty_times_each(drafts: list[Draft]) -> None:
    faults = Counter(label.check for draft in drafts for label in draft.labels)
    decoys = Counter(label.check for draft in drafts for label in draft.decoys)
    assert {check: faults[check] for check in CHECKS if faults[check] < 20} == {}
    assert {check: decoys[check] for check in CHECKS if decoys[check] < 20} == {}


def test_nothing_is_said_twice_or_both_ways(drafts: list[Draft]) -> None:
    for draft in drafts:
        said = [(one.check, one.url, str(one.values)) for one in (*draft.labels, *draft.decoys)]
        assert [one for one, count in Counter(said).items() if count > 1] == []


def test_faults_of_two_checks_do_not_always_meet(drafts: list[Draft]) -> None:
    """Else one would be measured by the other."""
    with_fault = {check: {d.number for d in drafts if any(x.check == check for x in d.labels)} for check in CHECKS}
    independent = [check for check in CHECKS if check != "rebound"]
    for one in independent:
        for other in independent:
            if one < other and 0 < len(with_fault[one]) < SITES:
                assert with_fault[one] != with_fault[other], (one, other)


def test_the_same_number_gives_the_same_site(drafts: list[Draft]) -> None:
    again = build(7, SITES)
    assert {url: page.body for url, page in again.pages.items()} == {
        url: page.body for url, page in drafts[7].pages.items()
    }
    assert again.labels == drafts[7].labels


def test_a_site_is_read_whole(drafts: list[Draft]) -> None:
    facts = facts_of(drafts[8])
    assert facts.reachable
    assert not facts.partial_why
    assert facts.pages_read > 60
    assert [section.title for section in facts.sections if not section.readable] == []


def test_a_site_of_every_style_is_judged_without_an_error_of_ours(drafts: list[Draft]) -> None:
    for draft in drafts[10:15]:
        findings = findings_of(draft, CHECKS)
        assert {one.check for one in findings} == set(CHECKS)
        assert [one for one in findings if one.outcome is Outcome.ERROR] == []
        rows = {row.check: row for row in counted(draft.labels, draft.decoys, findings)}
        records = [rows[check] for check in RECORDS if check in rows]
        assert [(row.check, row.false, row.missed) for row in records if row.false or row.missed] == []


def test_counts_come_with_their_level_and_an_untouched_site_is_no_fault() -> None:
    rows = {row.check: row for row in measure(2)}
    assert {row.source for row in rows.values()} == {"simulated"}
    assert all(row.level == level_of(row.check) for row in rows.values())
    assert {row.level for row in rows.values()} == {"pages", "records"}
    assert all(row.version == catalogue()[row.check].version for row in rows.values())
