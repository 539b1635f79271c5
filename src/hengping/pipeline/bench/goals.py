"""Goals of the benchmarks: what is wanted, where it is written, and whether it was reached; never passed unmeasured."""

from collections.abc import Sequence
from statistics import median as middle

import msgspec


class Goal(msgspec.Struct, frozen=True, kw_only=True):
    """One goal: what was measured, what it should be, and whether it is.

    Attributes:
        measured: None when it was not measured.
        cpu: the same from processor time, which other programs on the machine disturb less; None where it says nothing.
    """

    name: str
    measured: float | None
    goal: float
    unit: str
    at_most: bool = True
    cpu: float | None = None

    @property
    def met(self) -> bool:
        """Whether the goal is met; what was not measured is not."""
        if self.measured is None:
            return False
        return self.measured <= self.goal if self.at_most else self.measured >= self.goal

    @property
    def verdict(self) -> str:
        """达到, 未达到 or 未测."""
        if self.measured is None:
            return "未测"
        return "达到" if self.met else "未达到"


def median(values: Sequence[float]) -> float | None:
    """The middle value; None of nothing."""
    return middle(values) if values else None


def missed(goals: Sequence[Goal]) -> bool:
    """Whether a goal was measured and not reached."""
    return any(goal.measured is not None and not goal.met for goal in goals)


def unmeasured(goals: Sequence[Goal]) -> bool:
    """Whether a goal was not measured."""
    return any(goal.measured is None for goal in goals)


CRAWL_RATIOS = {
    "scrapy_idiomatic": 8.0,
    "scrapy_tuned": 2.0,
    "wget_warc": 2.5,
    "linkchecker": 15.0,
    "linkinator": 4.0,
    "spider_rs": 1.5,
    "lychee": 1.0,
}
"""How many times as fast as each peer the whole crawl is to be, in pages a second on one core."""
SECOND_CORE = 1.7
TREE_MB = 300.0
BYTES_PER_URL = 200.0
FLAT_GROWTH = 1.10
FETCH_OF_WRK = 0.30
HANDSHAKES_PER_SLOT = 1.0
ARCHIVE_RATIO = 5.0
ARCHIVE_SIZE = 1.08
MEMBERS_PER_RECORD = 1.0
READ_OF_PARSE = 0.30
READ_CHECKED_OF_PARSE = 0.12
READ_OF_LXML = 2.0
READ_OF_TRAFILATURA = 10.0
"""Reading a page, in pages a second of processor time: with all facts, with every check, links and text, main text."""
SIMILAR_RATIO = 20.0
SIMILAR_RECALL_LOSS = 2.0
SIMILAR_PAIRS_S = 10.0
SIMILAR_MB = 1_200.0
"""Fingerprints against datasketch, and the pairs among a million articles on one core."""
REPORT_SITES_S = 300.0
REPORT_CPU_S = 1.2
REPORT_MB = 1_500.0
REPORT_COUNTRY_S = 120.0
"""500 reports of single sites on two cores, processor time of one of them, memory of all processes; bulletin and
workbook of 14,000 sites."""
WORDING_RATIO = 10.0
"""Looking for 20,000 phrases against pyahocorasick."""
EVALUATION_OF_CRAWL = 2.0
SECOND_OF_CRAWL = 0.05
"""A whole evaluation, and a second one over the same evidence, as multiples of the crawl alone."""
WEB_P95_MS = 300.0
WEB_PUBLIC_PER_S = 500.0
"""The platform with 14,000 × 150 on PostgreSQL: 95 % of pages for 50 users at once; public pages a second."""
