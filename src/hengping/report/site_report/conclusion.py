"""The conclusion on one site in sentences (评估结论): score, place, tier, vetoes, coverage, where points are lost."""

from hengping.report.diagnosis import SystemDiagnosis
from hengping.report.item_counts import items_text
from hengping.report.site_report.extras import RankInterval, SystemExtras
from hengping.report.view import group_name, standing_reasons
from hengping.report.wording import cut, enumerated, figure, official, printed, rate, sentence, short_figure

_MAIN_LOSSES = 3
"""Items named as those that lost most."""
_LONGEST_REASON = 300


def conclusion(part: SystemDiagnosis, extras: SystemExtras) -> tuple[str, ...]:
    """The sentences, each with its full stop, in the order of print."""
    found = (
        *_result(part),
        _place(part, extras.interval),
        _verdict(part),
        _coverage(part),
        _open(part),
        _losses(part),
    )
    return tuple(text for text in found if text)


def _result(part: SystemDiagnosis) -> list[str]:
    score = part.score
    if score.state == "blocked":
        why = _reasons(part)
        return [f"网站未能读取{why}，不评分、不排名，也不作为否决的依据。请允许评估采集地址访问后申请补充评估。"]
    if score.state == "not_ranked":
        return [f"不参加排名，不列得分{_reasons(part)}。"]
    total = "不列得分"
    if score.total is not None:
        total = f"得分{figure(score.total)}分（满分{short_figure(score.full)}分）"
    index = score.root.index_value if score.root else None
    if score.total is not None and index is not None and score.state == "ranked":
        total += f"，得分指数{printed(index, score.index_digits, score.rounding_mode)}"
    fired = [veto for veto in score.vetoes if veto.fired]
    if score.state != "vetoed" or not fired:
        return [f"{total}。"]
    titles = enumerated([f"“{veto.title}”" for veto in fired])
    causes = [_stripped(veto.reason) for veto in fired if veto.reason]
    why = f"：{'；'.join(causes)}" if causes else ""
    return [f"触发单项否决{titles}{why}。", f"按指标体系的规定，{total}，以下各指标的扣分供整改使用。"]


def _place(part: SystemDiagnosis, interval: RankInterval | None) -> str:
    score, row = part.score, part.rank
    group = group_name(score.group)
    if row is None or row.rank is None:
        if score.group in part.system.unordered_groups and score.state == "ranked":
            return f"“{group}”组排名不分先后，不列名次。"
        return "" if score.state in {"blocked", "not_ranked"} else "不列名次。"
    text = f"在“{group}”组参加排名的{part.ranked_peers}个网站中列第{row.rank}名"
    sharing = sum(other.rank == row.rank for other in part.system.ranked_groups.get(score.group, ())) - 1
    if row.tied and sharing > 0:
        text += f"，与另外{sharing}个网站并列"
    if interval is not None:
        span = f"第{interval.best}名" + (f"至第{interval.worst}名" if interval.worst != interval.best else "")
        text += f"；考虑权重和检查误差的影响，名次的{interval.percent}区间为{span}"
    return f"{text}。"


def _verdict(part: SystemDiagnosis) -> str:
    score = part.score
    tier = part.rank.tier if part.rank else ""
    said = [f"档级为{tier}"] if tier else []
    if score.passed is not None:
        why = _reasons(part) if score.passed is False and score.state == "ranked" else ""
        said.append(f"结论为{'合格' if score.passed else '不合格'}{why}")
    return sentence("，".join(said))


def _coverage(part: SystemDiagnosis) -> str:
    score = part.score
    if score.state == "blocked":
        return ""
    counted = items_text(score.items)
    text = f"评估覆盖率{rate(score.coverage)}"
    return f"{text}：{counted}；没有评定的评分点不作为扣分的依据。" if counted else f"{text}。"


def _open(part: SystemDiagnosis) -> str:
    score = part.score
    said = []
    if score.open_doubts:
        said.append(f"有{score.open_doubts}处检查结果待人工确认")
    if score.manual_items > score.manual_marked:
        said.append(f"人工评分{score.manual_items}项，已评{score.manual_marked}项")
    if not part.system.results.publishable:
        said.append("本次评估结果暂不公布")
    return f"{'，'.join(said)}，目前为暂定结果。" if said else ""


def _losses(part: SystemDiagnosis) -> str:
    costly = [item for item in part.lost if item.gain > 0][:_MAIN_LOSSES]
    if not costly:
        return ""
    named = [f"{item.item_title}（{item.text.title}{len(item.rows)}处，扣{figure(item.gain)}分）" for item in costly]
    return f"失分{'主要' if len(part.lost) > len(costly) else ''}在{enumerated(named)}。"


def _reasons(part: SystemDiagnosis) -> str:
    reasons = [_stripped(reason) for reason in standing_reasons(part.score)]
    return f"（{'；'.join(reasons)}）" if reasons else ""


def _stripped(reason: str) -> str:
    return cut(official(reason), _LONGEST_REASON).strip().rstrip("。；;.")
