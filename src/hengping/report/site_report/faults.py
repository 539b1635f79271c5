"""Faults as printed in a site's report: what is wrong, where, what it costs, on which record it rests."""

from collections.abc import Mapping, Sequence

from hengping.model.evidence import EvidenceRef
from hengping.model.finding import Finding
from hengping.report.deductions import DeductionRow
from hengping.report.render.labels import local_time
from hengping.report.site_report.extras import EvidencePicture, SiteExtras
from hengping.report.site_report.model import FaultLine, Picture
from hengping.report.view import ReportView
from hengping.report.wording import cut, figure, official, short_figure

SHOWN = 5
"""Faults of one item that are printed in full; the others stand in the workbook and on the page."""
PICTURES_PER_ITEM = 2
PICTURES = 12
"""Pictures of one report at most."""
LONGEST_ADDRESS = 200
LONGEST_TEXT = 300
_LONGEST_LINE = 160
_LONGEST_CAPTION = 90


def of_deduction(row: DeductionRow, view: ReportView) -> FaultLine:
    """A charged fault."""
    charge = f"{figure(row.points)}分，实际扣分{figure(row.counted)}分"
    charge += f"（{official(row.reason)}）" if row.reason else ""
    charge += f"；采信情况说明，退还{short_figure(row.explained)}分" if row.explained else ""
    marks = ["已由他处扣分"] * bool(row.suppressed_by) + ["采信情况说明"] * bool(row.explained)
    facts = [
        ("对象", cut(row.subject_title, LONGEST_TEXT)),
        ("网址", address(row.url)),
        ("所在页面", address(row.found_on) if row.found_on != row.url else ""),
        ("扣分", charge),
        ("已扣于", row.suppressed_title or row.suppressed_by),
        *_evidence(row.evidence, row.site_code, view, len(row.more_evidence)),
        ("编号", row.finding_id),
    ]
    return _line(row.message or row.reason or row.item_title, facts, marks)


def of_finding(row: Finding, view: ReportView, *, brief: bool = False) -> FaultLine:
    """A finding that is not charged by itself; ``brief``: without the record it rests on."""
    source = row.values.get("source_url")
    facts = [
        ("对象", cut(row.subject.title, LONGEST_TEXT)),
        ("网址", address(row.subject.url)),
        ("所在页面", address(source) if isinstance(source, str) else ""),
        *_evidence(row.evidence[0] if row.evidence else None, row.site_code, view, len(row.evidence) - 1),
        ("编号", row.finding_id),
    ]
    return _line(f"{view.check_title(row.check)}：{row.messages.zh}", facts[:3] if brief else facts, ())


class Gallery:
    """The pictures of a report; each is shown once, where it is asked for first.

    Args:
        extras: what was handed over.
    """

    def __init__(self, extras: SiteExtras) -> None:
        self._left = dict(extras.pictures)

    def take(self, captions: Mapping[str, str]) -> tuple[Picture, ...]:
        """The pictures there are of some findings, in their order; captions by finding id."""
        found = ((self._left.pop(name, None), caption) for name, caption in captions.items())
        return tuple(_picture(each, caption) for each, caption in found if each is not None)


def shortened(url: str) -> str:
    """An address as the line above a picture shows it."""
    return cut(url, _LONGEST_LINE)


def address(url: str) -> str:
    """An address at a length that a page can show; the whole of it stands in the workbook."""
    return url if len(url) <= LONGEST_ADDRESS else f"{url[: LONGEST_ADDRESS - 1]}…（共{len(url)}个字符）"


def _line(what: str, facts: Sequence[tuple[str, str]], marks: Sequence[str]) -> FaultLine:
    return FaultLine(
        what=cut(official(what), LONGEST_TEXT), marks=tuple(marks), facts=tuple(fact for fact in facts if fact[1])
    )


def _evidence(ref: EvidenceRef | None, site_code: str, view: ReportView, more: int) -> list[tuple[str, str]]:
    if ref is None:
        return []
    entry = view.evidence(site_code, ref.record_id)
    when = f"，归档于{local_time(entry.fetched_at)}（北京时间）" if entry else ""
    others = f"，另有{more}条" if more > 0 else ""
    return [("佐证", f"{ref.record_id}{when}{others}"), ("校验值", ref.digest)]


def _picture(evidence: EvidencePicture, caption: str) -> Picture:
    if evidence.frame == "missing":
        remark = "虚线框内是应有的内容应当出现的位置。"
    elif evidence.frame == "none" and evidence.after:
        remark = "没有可以在页面上标出的位置：应有的内容没有出现，或者问题不在页面文字之中。"
    else:
        remark = ""
    return Picture(
        caption=cut(official(caption), _LONGEST_CAPTION),
        evidence=evidence,
        captured=local_time(evidence.captured_at),
        remark=remark,
    )
