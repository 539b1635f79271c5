"""Parts of a site's report under one indicator system: vetoes, score tree, gains, lost points, rates."""

from collections.abc import Sequence
from decimal import Decimal

from hengping.model.finding import Finding
from hengping.model.score import ScoreNode, SiteScore
from hengping.report.charts import for_site
from hengping.report.diagnosis import LostItem, MeasuredItem, SystemDiagnosis, TreeRow
from hengping.report.render.labels import NODE_STATE_ZH, raw_text
from hengping.report.site_report.conclusion import conclusion
from hengping.report.site_report.extras import FixGain, SiteExtras, SystemExtras
from hengping.report.site_report.faults import LONGEST_TEXT, SHOWN, Gallery, of_deduction, of_finding
from hengping.report.site_report.model import (
    FaultLine,
    GainLine,
    LostPart,
    MeasuredPart,
    Picture,
    SystemPart,
    TreeLine,
    TrendLine,
    VetoLine,
)
from hengping.report.site_report.places import percent, strip_of
from hengping.report.view import ReportView, is_waiting
from hengping.report.wording import NONE, cut, enumerated, figure, official, printed, short_figure

GAIN_CAPTION = "按整改后可以挽回的分数由高到低排列"
_TITLES_SHOWN = 3


def system_part(view: ReportView, part: SystemDiagnosis, extras: SiteExtras, gallery: Gallery) -> SystemPart:
    """Everything on one system, as printed; its pictures are taken from the gallery."""
    more = extras.systems.get(part.system.system_id, SystemExtras())
    trend = more.trend
    charged = {row.finding_id for item in part.lost for row in item.rows}
    only_veto = tuple(row for row in part.veto_findings if row.finding_id not in charged)
    veto_faults, veto_left = findings_shown(only_veto, view)
    lost = tuple(_lost(view, item, gallery) for item in part.lost)
    measured = tuple(_measured(view, part.score, item, gallery) for item in part.measured if item.faults)
    return SystemPart(
        title=part.system.system.system_title,
        conclusion=conclusion(part, more),
        vetoes=tuple(_vetoes(part.score)),
        veto_ways=tuple(_ways(more)),
        veto_faults=veto_faults,
        veto_left_out=veto_left,
        veto_charged=len(part.veto_findings) - len(only_veto),
        veto_pictures=pictures_of(only_veto, view, gallery),
        tree=tuple(_tree_line(row, part.score) for row in part.tree),
        gains=tuple(_gains(part, more)),
        gain_caption=GAIN_CAPTION + ("；预计名次假定其他网站的得分不变" if more.gains else ""),
        gain_notes=tuple(_gain_notes(more)),
        lost=lost,
        nothing_lost=_nothing_lost(part),
        measured=measured,
        strip=strip_of(part),
        trend=tuple(TrendLine(title=at.title, total=at.total, rank=at.rank) for at in trend.points) if trend else (),
        trend_sentences=trend.sentences if trend else (),
        charts=for_site(
            part.system,
            part.score.site_code,
            history=[(at.title, at.total) for at in trend.points] if trend else (),
        ),
    )


def findings_shown(
    rows: Sequence[Finding], view: ReportView, *, brief: bool = False
) -> tuple[tuple[FaultLine, ...], int]:
    """The first findings as printed, and how many more there are."""
    return tuple(of_finding(row, view, brief=brief) for row in rows[:SHOWN]), max(0, len(rows) - SHOWN)


def pictures_of(rows: Sequence[Finding], view: ReportView, gallery: Gallery) -> tuple[Picture, ...]:
    """The pictures there are of findings."""
    return gallery.take({row.finding_id: f"{view.check_title(row.check)}：{row.messages.zh}" for row in rows})


def _vetoes(score: SiteScore) -> list[VetoLine]:
    lines = []
    for veto in score.vetoes:
        outcome, tone = "未触发", ""
        if veto.fired:
            outcome, tone = "触发", "bad"
        elif is_waiting(veto):
            outcome, tone = "待人工判定", "warn"
        elif veto.state == "not_tested":
            outcome, tone = "未能检查", "warn"
        lines.append(
            VetoLine(
                title=veto.title,
                outcome=outcome,
                tone=tone,
                count=str(veto.count) if veto.threshold else NONE,
                threshold=str(veto.threshold) if veto.threshold else NONE,
                reason=cut(official(veto.reason), LONGEST_TEXT) or NONE,
                unconfirmed=veto.status == "unconfirmed",
            )
        )
    return lines


def _ways(more: SystemExtras) -> list[str]:
    found = []
    for way in more.gains.vetoes if more.gains else ():
        if way.needed:
            found.append(f"“{way.title}”涉及{way.faults}处，至少整改{way.needed}处，经复查确认后可以解除。")
        else:
            found.append(f"“{way.title}”须经人工复核后解除。")
    return found


def _tree_line(row: TreeRow, score: SiteScore) -> TreeLine:
    node = row.node
    hidden = row.depth == 0 and score.state == "not_ranked"
    index = node.index_value is not None and not hidden
    marks = ["待核定"] * (node.status == "unconfirmed") + ["扣完为止"] * node.cap_reached
    return TreeLine(
        depth=row.depth,
        title=node.title,
        marks=tuple(marks),
        raw=raw_text(node),
        note="不参加排名，不列总分" if hidden else official(node.note),
        score=NONE if hidden else node_score(node, score),
        full=short_figure(node.full),
        index=printed(node.index_value, score.index_digits, score.rounding_mode) if index else NONE,
        bar=percent(node.index_value) if index else "",
        checked=f"{node.checked}/{node.checkable}" if node.checkable else NONE,
    )


def node_score(node: ScoreNode, score: SiteScore) -> str:
    """A node's score as printed; 不适用 and 未检查 in words."""
    if node.state in {"not_applicable", "not_tested"}:
        return NODE_STATE_ZH[node.state]
    return printed(node.score, score.digits, score.rounding_mode)


def _gains(part: SystemDiagnosis, more: SystemExtras) -> list[GainLine]:
    """By item where the gains were worked out; else by item and check, with the points that count."""
    if more.gains is None:
        return [
            GainLine(
                item=item.item_title,
                problems=item.text.title,
                faults=str(len(item.rows)),
                lost=f"{figure(item.gain)}分",
                gain=f"{figure(item.gain)}分",
                total="",
                rank="",
            )
            for item in part.lost
        ]
    lines = [_gain_line(part, gain) for gain in more.gains.items]
    if more.gains.together is not None and len(lines) > 1:
        lines.append(_gain_line(part, more.gains.together))
    return lines


def _gain_line(part: SystemDiagnosis, gain: FixGain) -> GainLine:
    charged = [item for item in part.lost if item.item_id == gain.item_id]
    titles = list(dict.fromkeys(item.text.title for item in charged))
    lost = sum((item.gain for item in charged), Decimal(0))
    rank = f"第{gain.rank}名{'（并列）' if gain.tied else ''}" if gain.rank is not None else NONE
    points = NONE if gain.points is None else f"{printed(gain.points, part.score.digits, part.score.rounding_mode)}分"
    return GainLine(
        item=gain.item_title,
        problems=enumerated(titles[:_TITLES_SHOWN]) + ("等" if len(titles) > _TITLES_SHOWN else "") if titles else NONE,
        faults=str(gain.faults) if gain.faults else NONE,
        lost=f"{figure(lost)}分" if charged else NONE,
        gain=points + ("，解除否决" if gain.clears_veto else ""),
        total=NONE if gain.total is None else figure(gain.total),
        rank=rank,
    )


def _nothing_lost(part: SystemDiagnosis) -> str:
    """No fault was charged; points may be lost all the same, in marks that people or a table gave."""
    score = part.score
    if score.total is None or score.total >= score.full:
        return "没有扣分。"
    return "没有逐处的扣分。没有得满的分数在人工评分、外部数据或者给定的得分中，见“指标得分”。"


def _gain_notes(more: SystemExtras) -> list[str]:
    if more.gains is None:
        return []
    notes = ["可挽回的分数由整改后重新计分得出；受扣完为止、重复扣分和单项否决的影响，不一定等于各处扣分之和。"]
    if more.gains.left_out:
        notes.append(f"另有{more.gains.left_out}个失分较少的指标没有列出。")
    return notes


def _lost(view: ReportView, item: LostItem, gallery: Gallery) -> LostPart:
    rows = sorted(item.rows, key=lambda row: -row.counted)
    notes = ["本指标的官方数值或者条款待核定，暂行评分。"] * item.unconfirmed
    notes += ["本指标已扣完为止，只整改其中一处不一定增加得分。"] * item.cap_reached
    shown = gallery.take({row.finding_id: row.message or row.item_title for row in rows})
    basis = list(dict.fromkeys(text for text in (item.text.basis, rows[0].basis) if text))
    return LostPart(
        key=(item.item_id, item.check),
        heading=f"{item.item_title}：{item.text.title}（{len(item.rows)}处，实际扣{figure(item.gain)}分）",
        why=official(item.text.why),
        remedy=official(item.text.remedy),
        basis="；".join(basis),
        notes=tuple(notes),
        faults=tuple(of_deduction(row, view) for row in rows[:SHOWN]),
        left_out=max(0, len(rows) - SHOWN),
        pictures=shown,
        unpictured=len(rows) - len(shown),
    )


def _measured(view: ReportView, score: SiteScore, item: MeasuredItem, gallery: Gallery) -> MeasuredPart:
    node = item.node
    raw = raw_text(node)
    said = [f"原始数据：{raw}"] * bool(raw) + [official(node.note)] * bool(node.note)
    faults, left_out = findings_shown(item.faults, view)
    shown = pictures_of(item.faults, view, gallery)
    counts = f"有问题的{len(item.faults)}条，符合的{len(item.others)}条。"
    return MeasuredPart(
        item_id=node.item_id,
        heading=f"{node.title}（得{node_score(node, score)}分，分值{short_figure(node.full)}分）",
        note=("，".join(said) + "。" if said else "") + counts,
        faults=faults,
        left_out=left_out,
        pictures=shown,
        unpictured=len(item.faults) - len(shown),
    )
