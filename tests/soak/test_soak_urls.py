"""Very many addresses: memory stays flat, every page is fetched and archived once, also when killed again and again.

Quick by default. ``make soak-urls`` takes a million addresses (URLS=… for another number) and half an hour to an hour.
"""

import os
import random  # noqa: TID251 - seeded, to choose moments of kills
import sys

import pytest
from soak_support import soaking

pytestmark = [pytest.mark.slow, pytest.mark.timeout(6 * 3600)]

URLS = int(os.environ.get("HENGPING_SOAK_URLS", "5000"))
KILLS = int(os.environ.get("HENGPING_SOAK_KILLS", "3"))
WARM_SHARE = 0.1
"""From so much on memory has to be flat: 100,000 of a million."""
FLAT = 1.1
ENOUGH_URLS = 100_000
"""With fewer, memory says nothing: caches have not filled."""
MOST_TWICE = 0.001
UNDER_WAY = 16
"""Requests under way at once; a kill may lose so many, and a batch that was not yet written."""
BATCH = 16


def _report(text: str) -> None:
    sys.stderr.write(text + "\n")


def test_memory_is_flat_and_every_page_is_fetched_once(tmp_path):
    with soaking(URLS, tmp_path) as soak:
        soak.collect()
        asked, archived = soak.asked(), soak.archived()
    assert len(archived) == soak.wanted + 1  # and robots.txt
    assert set(archived.values()) == {1}
    assert asked.keys() == archived.keys()
    assert asked["/"] == 2  # crawled, and followed by the probe of its spellings
    assert asked.total() == len(asked) + asked["/robots.txt"] - 1 + asked["/"] - 1
    samples = [sample for sample in soak.samples if sample["what"] == "sample"]
    warm = [sample for sample in samples if sample["pages"] >= WARM_SHARE * URLS]
    for process in ("child_mb", "parent_mb"):
        first, most = warm[0][process], max(sample[process] for sample in warm)
        _report(f"{process}: {first:.1f} at {warm[0]['pages']}, at most {most:.1f} ({most / first - 1:+.1%})")
        assert URLS < ENOUGH_URLS or most <= FLAT * first
    end = soak.samples[-1]
    _report(f"parent peak, account and second look included: {end['parent_peak_mb']:.1f}")
    assert URLS < ENOUGH_URLS or end["parent_peak_mb"] <= FLAT * warm[0]["parent_mb"]


def test_killed_again_and_again_hardly_a_page_is_fetched_twice(tmp_path):
    at = random.Random(4)  # noqa: S311 - reproducible, not secret
    kills = sorted(at.randrange(URLS // 20, URLS * 19 // 20) for _ in range(KILLS))
    with soaking(URLS, tmp_path) as soak:
        soak.collect(kills)
        asked, archived = soak.asked(), soak.archived()
    assert soak.kills == KILLS
    assert len(archived) == soak.wanted + 1
    assert set(archived.values()) == {1}
    del asked["/robots.txt"]
    twice = asked.total() - len(asked)
    _report(f"{soak.kills} kills, {twice} of {len(asked)} fetched again ({twice / len(asked):.4%})")
    assert twice <= soak.kills * (UNDER_WAY + BATCH)
    assert URLS < ENOUGH_URLS or twice < MOST_TWICE * len(asked)
