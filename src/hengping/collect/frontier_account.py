"""What the frontier counts: the account of one site, and the counters kept with each commit."""

import msgspec


class SectionCount(msgspec.Struct, frozen=True):
    """Pages of one section: asked for, and left."""

    section: str
    taken: int
    left: int


class FrontierSummary(msgspec.Struct, frozen=True, kw_only=True):
    """The account of one site's queue.

    Attributes:
        pages_taken, checks_taken: given out, redirect targets not counted.
        pages_left, checks_left: known and not given out.
        sitemap_left: addresses of sitemaps that were not looked at; some may be known as pages.
        left_out: see :attr:`Frontier.left_out`.
        traps: addresses left out, by rule (:class:`~hengping.collect.traps.TrapRule` in lower case).
        trap_examples: some of them, as rule and address.
        sections: by section, the biggest first.
    """

    pages_taken: int
    pages_left: int
    checks_taken: int
    checks_left: int
    sitemap_left: int
    left_out: dict[str, int]
    traps: dict[str, int]
    trap_examples: tuple[tuple[str, str], ...]
    sections: tuple[SectionCount, ...]


class FrontierState(msgspec.Struct, array_like=True):
    """Counters kept with each commit."""

    handled: int = 0
    number: int = 0
    known: int = 0
    forgotten: int = 0
    pages_taken: int = 0
    checks_taken: int = 0
    checks_put: int = 0
    checks_over: int = 0
    checks_waiting: int = 0
    hops_waiting: int = 0
    first_waiting: int = 0
    later: int = 0
    later_put: int = 0
    sitemaps: int = 0
    now: list[int] = msgspec.field(default_factory=lambda: [0, 0])
    taken: list[int] = msgspec.field(default_factory=lambda: [0, 0])
    last_kind: int = 1
    traps: dict[int, int] = msgspec.field(default_factory=dict)
    examples: list[tuple[int, str]] = msgspec.field(default_factory=list)
