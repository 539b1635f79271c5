"""Innovation cases (创新案例): what units sent in or were singled out for, beside the scores."""

import msgspec


class InnovationCase(msgspec.Struct, frozen=True, kw_only=True):
    """One case.

    Attributes:
        number: in the order of the table, from 1; the table's own numbers are only held against it.
        title: of the case.
        category: as the organiser groups them.
        unit: whose it is.
        site_code: of the unit's site, when the table gives one.
        award: 十佳, 二十佳 …; empty: listed without one.
        summary: a few sentences.
        url: where it can be seen.
    """

    number: int
    title: str
    category: str
    unit: str
    site_code: str = ""
    award: str = ""
    summary: str = ""
    url: str = ""
