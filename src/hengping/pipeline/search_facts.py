"""What a site's search found (S07), worked out again from its archive and the sealed record of what was asked."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from hengping.collect.search_test_plan import read_plan
from hengping.evidence.archive import SiteArchive
from hengping.extract.site_search import search_tests
from hengping.model.content_facts import SearchTest
from hengping.model.evidence import Capture
from hengping.model.site_search import NoTest
from hengping.pipeline.page_faults import NO_PAGE_FAULTS, PageFaults


def search_facts(
    evidence: Path, archive: SiteArchive, captures: Sequence[Capture], faults: PageFaults
) -> tuple[tuple[SearchTest, ...], NoTest]:
    """Results of the search test, and why there was none.

    Args:
        evidence: the site's evidence folder.
        archive: its archive.
        captures: its index, in order.
        faults: takes the answer that our readers fail at; then nothing is told of the search.

    Raises:
        EvidenceError: the evidence is damaged.
    """
    plan = read_plan(evidence)
    if plan is None:
        return (), ""
    if plan.not_tested:
        return (), plan.not_tested
    last: Capture | None = None

    def read(capture: Capture) -> bytes:
        nonlocal last
        last = capture
        return archive.read(capture).body

    try:
        return search_tests(plan, captures, read), ""
    except NO_PAGE_FAULTS:
        raise
    except Exception as error:
        if last is None:
            raise
        faults.note(last, error)
        return search_tests(msgspec.structs.replace(plan, boxes=()), (), read), ""
