"""Reading of real pages against hand labels; run with ``-s`` to see the table per field."""

import json

import pytest
from labelled import PAGES, score_mirrors, score_pages

from hengping.extract.challenge import challenge_kind

needs_pages = pytest.mark.skipif(
    not (PAGES / "labels.jsonl").exists(), reason=f"labelled pages not found: set HENGPING_PAGES (looked in {PAGES})"
)


@needs_pages
def test_captured_pages_are_read_as_labelled() -> None:
    tally = score_pages(PAGES)
    print("\n" + tally.table())  # noqa: T201 - the table is what this test is run for
    identity = [name for name in tally.labelled if name.startswith("identity.")]
    assert tally.labelled["title"] >= 10
    assert tally.rate("title", "published_on", "encoding", *identity) >= 0.95
    assert tally.rate("title", "published_on") >= 0.97
    assert tally.rate(*identity) >= 0.98
    assert tally.rate("list.count", "list.newest", "list.oldest") >= 0.95


@needs_pages
def test_mirrored_pages_are_read_as_labelled() -> None:
    tally = score_mirrors(PAGES / "mirrors")
    print("\n" + tally.table())  # noqa: T201 - the table is what this test is run for
    assert tally.labelled["list.count"] >= 30
    assert tally.rate("list.count", "list.newest", "list.oldest") >= 0.92
    assert tally.rate("letters.count", "letters.asked_on", "letters.replied_on", "letters.replied") >= 0.92
    assert tally.rate("guide.none") == 1.0
    assert tally.rate("blank") >= 0.92


@needs_pages
def test_only_the_challenge_page_is_taken_for_one() -> None:
    for folder in (PAGES, PAGES / "mirrors"):
        for line in (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines():
            label = json.loads(line)
            expected = "challenge" if label.get("other", {}).get("waf") else ""
            assert challenge_kind((folder / label["file"]).read_bytes(), 200) == expected, label["file"]
