"""A site's report as data (单站诊断报告): every cell printed already, so that PDF and page show the same."""

import msgspec

from hengping.report.blocks import Chart
from hengping.report.diagnosis import Diagnosis
from hengping.report.site_report.extras import EvidencePicture


class _Part(msgspec.Struct, frozen=True, kw_only=True):
    """Base: immutable, keyword-only."""


class CoverRow(_Part, frozen=True, kw_only=True):
    """A line of the cover block."""

    label: str
    text: str


class VetoLine(_Part, frozen=True, kw_only=True):
    """A veto as printed; ``tone``: bad, warn or empty."""

    title: str
    outcome: str
    tone: str
    count: str
    threshold: str
    reason: str
    unconfirmed: bool


class TreeLine(_Part, frozen=True, kw_only=True):
    """A node of the score tree as printed.

    Attributes:
        depth: 0 for the total.
        marks: 待核定, 扣完为止.
        raw, note: what was measured, and what a reader must know.
        score, full, index: as printed; ``bar``: the index as a width between 0 and 100, empty without one.
        checked: subjects checked of those that should be.
    """

    depth: int
    title: str
    marks: tuple[str, ...]
    raw: str
    note: str
    score: str
    full: str
    index: str
    bar: str
    checked: str


class GainLine(_Part, frozen=True, kw_only=True):
    """What mending an item brings, as printed."""

    item: str
    problems: str
    faults: str
    lost: str
    gain: str
    total: str
    rank: str


class FaultLine(_Part, frozen=True, kw_only=True):
    """One fault as printed; ``facts``: label and text, addresses cut to a length that a page can show."""

    what: str
    marks: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]


class Picture(_Part, frozen=True, kw_only=True):
    """A picture of evidence with its caption and what is said below it."""

    caption: str
    evidence: EvidencePicture
    captured: str
    remark: str


class LostPart(_Part, frozen=True, kw_only=True):
    """Everything charged under one item by one check.

    Attributes:
        key: item and check.
        faults: the most costly ones; ``left_out``: how many more there are.
        pictures: of the most costly ones; ``unpictured``: faults without one.
    """

    key: tuple[str, str]
    heading: str
    why: str
    remedy: str
    basis: str
    notes: tuple[str, ...]
    faults: tuple[FaultLine, ...]
    left_out: int
    pictures: tuple[Picture, ...]
    unpictured: int


class MeasuredPart(_Part, frozen=True, kw_only=True):
    """An item that is scored by a rate or a level, and the faults behind it."""

    item_id: str
    heading: str
    note: str
    faults: tuple[FaultLine, ...]
    left_out: int
    pictures: tuple[Picture, ...]
    unpictured: int


class Strip(_Part, frozen=True, kw_only=True):
    """Totals of the group on a line from 0 to the full marks; places between 0 and 100, the site's own last."""

    others: tuple[str, ...]
    own: str
    note: str


class TrendLine(_Part, frozen=True, kw_only=True):
    """A round as printed."""

    title: str
    total: str
    rank: str


class SystemPart(_Part, frozen=True, kw_only=True):
    """The site under one indicator system.

    Attributes:
        veto_faults: findings behind the fired vetoes that are not charged as well, with ``veto_left_out`` more;
            ``veto_charged``: how many are, and so stand among the lost points.
        gains: what mending brings; ``gain_notes`` say how that was found.
        nothing_lost: what is said where ``lost`` is empty.
        charts: score indices beside the means of the group.
    """

    title: str
    conclusion: tuple[str, ...]
    vetoes: tuple[VetoLine, ...]
    veto_ways: tuple[str, ...]
    veto_faults: tuple[FaultLine, ...]
    veto_left_out: int
    veto_charged: int
    veto_pictures: tuple[Picture, ...]
    tree: tuple[TreeLine, ...]
    gains: tuple[GainLine, ...]
    gain_caption: str
    gain_notes: tuple[str, ...]
    lost: tuple[LostPart, ...]
    nothing_lost: str
    measured: tuple[MeasuredPart, ...]
    strip: Strip | None
    trend: tuple[TrendLine, ...]
    trend_sentences: tuple[str, ...]
    charts: tuple[Chart, ...] = ()


class RectificationRow(_Part, frozen=True, kw_only=True):
    """A line of the rectification table (整改台账); the columns for people stay empty."""

    number: str
    problem: str
    place: str
    measure: str


class SiteReport(_Part, frozen=True, kw_only=True):
    """The whole report.

    Attributes:
        title: lines of the title; ``status``: 初步 or 正式; ``status_note`` says what it means.
        parts: the site under every system that judged it.
        rectification: what is to be mended; ``rectification_left_out``: lines that did not fit.
        scope: paragraphs on what was checked; ``open_faults``: heading and faults of doubts, never charged.
        digests: name and digest of what the run was made from.
        diagnosis: the same as results, for what a page shows beyond print.
    """

    title: tuple[str, ...]
    name: str
    status: str
    status_note: str
    cover: tuple[CoverRow, ...]
    parts: tuple[SystemPart, ...]
    rectification: tuple[RectificationRow, ...]
    rectification_left_out: int
    other_faults: tuple[FaultLine, ...]
    other_left_out: int
    scope: tuple[str, ...]
    open_faults: tuple[tuple[str, tuple[FaultLine, ...], int], ...]
    digests: tuple[tuple[str, str], ...]
    diagnosis: Diagnosis
