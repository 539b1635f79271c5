"""Pages that were not received whole: what is missing from them proves nothing.

A body that broke off, was cut at the limit or unpacked to more than the limit may lack its list, its footer, its reply.
Such a page is no section, no home page and no guide to be judged: it counts as not read. Of a single article the part
that came still tells what other pages do not, its publication date and its links; that much is kept.
"""

from collections.abc import Mapping, Sequence

from msgspec import structs

from hengping.extract.site_index import damaged
from hengping.model.evidence import FAILURES, Capture
from hengping.model.facts import PageFacts


def provable(
    pages: Mapping[str, PageFacts], captures: Sequence[Capture]
) -> tuple[dict[str, PageFacts], frozenset[str]]:
    """The pages that may be judged by, and the addresses that only a part was read of.

    Args:
        pages: as read, by address.
        captures: the site's evidence; a page's capture is known by its record.

    Returns:
        Whole pages, and damaged articles reduced to their date and links; and the addresses of all damaged pages.
    """
    faulty = {capture.record_id: capture for capture in captures if capture.failure is not None}
    kept: dict[str, PageFacts] = {}
    partial: set[str] = set()
    for url, page in pages.items():
        capture = faulty.get(page.evidence.record_id)
        if capture is None or _whole(capture):
            kept[url] = page
        elif damaged(capture):
            partial.add(url)
            if page.kind == "article":
                kept[url] = structs.replace(page, lists=(), messages=(), guide=None)
    return kept, frozenset(partial)


def _whole(capture: Capture) -> bool:
    """Whether the fault stands beside an answer that was received in full (a certificate that is not valid)."""
    if capture.failure is None:
        return True
    policy = FAILURES[capture.failure]
    return policy.answered and not policy.turned_away and not damaged(capture)
