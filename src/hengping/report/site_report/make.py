"""A site's report from its diagnosis and what is handed over beside it."""

from collections.abc import Iterator

from hengping.report.diagnosis import Diagnosis, diagnosis
from hengping.report.site_report.extras import NOTHING, SiteExtras
from hengping.report.site_report.faults import PICTURES, PICTURES_PER_ITEM, Gallery, address
from hengping.report.site_report.model import CoverRow, SiteReport
from hengping.report.site_report.parts import findings_shown, system_part
from hengping.report.site_report.rectification import rectification
from hengping.report.view import ReportView, group_name
from hengping.report.wording import NONE, chinese_date, enumerated, sentence

KIND = "单站诊断报告"
_NOTES = {
    "初步": "本报告为初步结果，供被评单位核对和整改。对检查结果有异议的，请在规定期限内附证明材料提出；"
    "复查之前得分、名次和结论可能变化。",
    "正式": "本报告为正式结果，得分、名次和结论与通报一致。",
}


def site_report(
    view: ReportView, site_code: str, extras: SiteExtras = NOTHING, page: Diagnosis | None = None
) -> SiteReport:
    """The report of one site.

    Args:
        view: finished results.
        site_code: which site.
        extras: pictures, gains, trend; what is missing is left out.
        page: the site's diagnosis, when it is at hand.

    Raises:
        KeyError: the site is not on the roster.
    """
    page = page or diagnosis(view, site_code)
    status = "初步" if is_preliminary(page, extras) else "正式"
    gallery = Gallery(extras)
    rows, left_out = rectification(view, page)
    other, other_left = findings_shown(page.other_faults, view)
    return SiteReport(
        title=(view.inputs.campaign_title, f"{KIND}（{status}）"),
        name=page.site.name,
        status=status,
        status_note=_NOTES[status],
        cover=_cover(view, page, status),
        parts=tuple(system_part(view, part, extras, gallery) for part in page.systems),
        rectification=rows,
        rectification_left_out=left_out,
        other_faults=other,
        other_left_out=other_left,
        scope=_scope(view, page),
        open_faults=tuple((name, *findings_shown(found, view, brief=True)) for name, found in page.open_findings),
        digests=tuple(sorted(view.inputs.digests.items())),
        diagnosis=page,
    )


def is_preliminary(page: Diagnosis, extras: SiteExtras) -> bool:
    """Whether the report is one of results that may still change."""
    if extras.preliminary is not None:
        return extras.preliminary
    return any(not part.system.results.publishable or part.score.provisional for part in page.systems)


def wanted_pictures(page: Diagnosis) -> tuple[str, ...]:
    """Findings to show in pictures, at most :data:`PICTURES`: the most costly ones of every item, vetoes first."""
    chosen: dict[str, None] = {}
    for group in _groups(page):
        chosen |= dict.fromkeys(group[:PICTURES_PER_ITEM])
    return tuple(chosen)[:PICTURES]


def _groups(page: Diagnosis) -> Iterator[list[str]]:
    for part in page.systems:
        yield [row.finding_id for row in part.veto_findings]
    for part in page.systems:
        for item in part.lost:
            yield [row.finding_id for row in sorted(item.rows, key=lambda row: -row.counted) if row.finding_id]
    for part in page.systems:
        for measured in part.measured:
            yield [row.finding_id for row in measured.faults]


def _cover(view: ReportView, page: Diagnosis, status: str) -> tuple[CoverRow, ...]:
    site, inputs = page.site, view.inputs
    systems = enumerated([part.system.system.system_title for part in page.systems])
    rows = (
        ("网站名称", site.name),
        ("网站标识码", site.site_code if site.has_code else NONE),
        ("主办单位", site.unit or NONE),
        ("组别", group_name(site.group)),
        ("网址", address(site.url) or NONE),
        ("评估活动", inputs.campaign_title),
        ("组织单位", inputs.organiser or NONE),
        ("指标体系", systems or NONE),
        ("监测时间点", chinese_date(inputs.as_of)),
        ("结果性质", f"{status}结果"),
        ("评估编号", inputs.generated_for),
    )
    return tuple(CoverRow(label=label, text=text) for label, text in rows)


def _scope(view: ReportView, page: Diagnosis) -> tuple[str, ...]:
    if page.outcomes:
        counts = enumerated([f"{name}{count}条" for name, count in page.outcomes])
        first = f"共有检查结果：{counts}。只有“符合”“部分符合”“不符合”的结果计入得分。"
    else:
        first = "本网站没有检查结果。"
    return (first, *(sentence(note) for note in view.inputs.method_notes))
