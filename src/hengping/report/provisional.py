"""What keeps the results provisional (暂定结果): unconfirmed numbers, marks and vetoes that wait for people, doubts."""

from hengping.report.blocks import Block, Paragraph
from hengping.report.figures.query import Queries
from hengping.report.figures.text import Text, bound, joined
from hengping.report.provisional_counts import open_doubts, waiting
from hengping.report.wording import sentence

UNCONFIRMED_TITLE = "待核定指标说明"
WAITING_TITLE = "待人工评定事项"


def publication(ask: Queries) -> list[Block]:
    """The note before the text of results that must not be published yet, with the reason; else nothing."""
    results = ask.system.results
    if results.publishable:
        return []
    return [Paragraph(lead="【暂不公布】", text=sentence(ask.text("{publication.reason}")), indent=False)]


def statement(ask: Queries) -> list[Block]:
    """The sentence of the bulletin's first chapter; nothing when the results are final."""
    rows = waiting(ask.system)
    parts: list[Text] = []
    if ask.system.system.unconfirmed:
        parts.append(
            ask.text(
                "指标体系中有{unconfirmed.count}项的官方分值或者条款尚未核实，按暂定数值评分（见附件“{title}”）",
                title=UNCONFIRMED_TITLE,
            )
        )
    if rows:
        named = [ask.text("{waiting.items}项须由人工评分")] * any(row.what == "人工评分" for row in rows)
        named += [ask.text("{waiting.vetoes}项单项否决须由人工判定")] * any(row.what != "人工评分" for row in rows)
        parts.append(
            ask.text(
                "有{named}，目前尚未评定，得分只反映自动检查所及的部分（见附件“{title}”）",
                named=joined(named, "、"),
                title=WAITING_TITLE,
            )
        )
    if open_doubts(ask.system):
        parts.append(ask.text("有{doubts.scored}处检查结果待人工确认"))
    if not parts:
        return []
    if len(parts) > 1:
        parts = [bound(f"{order}是") + part for order, part in zip("一二三", parts, strict=False)]
    text = ask.text("本通报所列得分、名次和结论为暂定结果：{parts}。", parts=joined(parts, "；"))
    if ask.system.provisional:
        text += ask.text("得分为暂定的网站共{provisional.count}个。")
    return [Paragraph(text=text)]
