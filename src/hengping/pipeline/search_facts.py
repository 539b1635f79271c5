"""What a site's search found (S07), worked out again from its archive and the sealed record of what was asked."""

from collections.abc import Sequence
from pathlib import Path

from hengping.collect.search_test_plan import read_plan
from hengping.evidence.archive import SiteArchive
from hengping.extract.site_search import search_tests
from hengping.model.content_facts import SearchTest
from hengping.model.evidence import Capture
from hengping.model.site_search import NoTest


def search_facts(
    evidence: Path, archive: SiteArchive, captures: Sequence[Capture]
) -> tuple[tuple[SearchTest, ...], NoTest]:
    """Results of the search test, and why there was none.

    Args:
        evidence: the site's evidence folder.
        archive: its archive.
        captures: its index, in order.

    Raises:
        EvidenceError: the evidence is damaged.
    """
    plan = read_plan(evidence)
    if plan is None:
        return (), ""
    if plan.not_tested:
        return (), plan.not_tested
    return search_tests(plan, captures, lambda capture: archive.read(capture).body), ""
