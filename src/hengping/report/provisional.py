"""What keeps the results provisional (暂定结果): unconfirmed numbers, marks and vetoes that wait for people, doubts."""

from collections.abc import Iterator

import msgspec

from hengping.model.score import SiteScore
from hengping.report.blocks import Block, Paragraph
from hengping.report.view import SystemView, is_waiting, walk
from hengping.report.wording import sentence

UNCONFIRMED_TITLE = "待核定指标说明"
WAITING_TITLE = "待人工评定事项"


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that only a person can judge.

    Attributes:
        what: 人工评分 or 单项否决.
        marks: as printed; empty for a veto.
        sites: number of sites for which it is still open.
    """

    what: str
    title: str
    marks: str
    sites: int


def waiting(system: SystemView) -> tuple[Waiting, ...]:
    """Vetoes, then items, in the order of the system, that wait for a person on at least one site.

    Sites that are blocked or vetoed already wait for nothing.
    """
    found: dict[tuple[str, str], Waiting] = {}
    for score in system.system.scores:
        if score.state in {"blocked", "vetoed"}:
            continue
        for key, entry in _open(score):
            known = found.get(key)
            found[key] = entry if known is None else msgspec.structs.replace(known, sites=known.sites + 1)
    return tuple(entry for (kind, _), entry in sorted(found.items(), key=lambda pair: pair[0][0] != "veto"))


def _open(score: SiteScore) -> Iterator[tuple[tuple[str, str], Waiting]]:
    for veto in score.vetoes:
        if is_waiting(veto):
            yield ("veto", veto.veto_id), Waiting(what="单项否决", title=veto.title, marks="", sites=1)
    for node in walk(score.root) if score.root else ():
        if node.rule == "manual" and node.state == "not_tested":
            yield ("item", node.item_id), Waiting(what="人工评分", title=node.title, marks=f"{node.full:f}", sites=1)


def publication(system: SystemView) -> list[Block]:
    """The note before the text of results that must not be published yet, with the reason; else nothing."""
    if system.results.publishable:
        return []
    reason = sentence(system.results.unpublishable_reason) or "有得分为暂定。"
    return [Paragraph(lead="【暂不公布】", text=reason, indent=False)]


def statement(system: SystemView) -> list[Block]:
    """The sentence of the bulletin's first chapter; nothing when the results are final."""
    rows = waiting(system)
    items = sum(row.what == "人工评分" for row in rows)
    vetoes = len(rows) - items
    unconfirmed = len(system.system.unconfirmed)
    doubts = sum(score.open_doubts for score in system.system.scores if score.state not in {"blocked", "vetoed"})
    parts = []
    if unconfirmed:
        parts.append(
            f"指标体系中有{unconfirmed}项的官方分值或者条款尚未核实，按暂定数值评分（见附件“{UNCONFIRMED_TITLE}”）"
        )
    if rows:
        named = [f"{items}项须由人工评分"] * bool(items) + [f"{vetoes}项单项否决须由人工判定"] * bool(vetoes)
        parts.append(f"有{'、'.join(named)}，目前尚未评定，得分只反映自动检查所及的部分（见附件“{WAITING_TITLE}”）")
    if doubts:
        parts.append(f"有{doubts}处检查结果待人工确认")
    if not parts:
        return []
    if len(parts) > 1:
        parts = [f"{order}是{part}" for order, part in zip("一二三", parts, strict=False)]
    text = f"本通报所列得分、名次和结论为暂定结果：{'；'.join(parts)}。"
    if system.provisional:
        text += f"得分为暂定的网站共{system.provisional}个。"
    return [Paragraph(text=text)]
