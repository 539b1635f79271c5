"""The chapter 主要成效: what the results show to be good, by rule; nothing is praised that was not measured."""

from decimal import Decimal

from hengping.model.numerals import chinese_numeral
from hengping.report.blocks import Block, Heading, Paragraph
from hengping.report.figures.query import Queries
from hengping.report.figures.text import Text, joined
from hengping.report.wording import sentence

HIGH_INDEX = Decimal("0.90")
"""A mean score index from which an indicator is named as good; published notices name 0.91 to 1."""
MOST_NAMED = 6
_MOST_FULL = 150
"""Full marks, with what is added on top, up to which a total of 90 is called high."""
LEAST_SHARE = Decimal("0.5")
"""Share of the scored sites on which an indicator must have been scored to be named."""
FEW_EXAMINED = 3
"""A check that so few sites had is no achievement of a whole round."""


def achievements(ask: Queries) -> list[Block]:
    """主要成效: checks without any fault, indicators with a high index, sites that reach a high line."""
    parts = [
        ("部分检查项未发现问题", _without_faults(ask)),
        ("部分指标得分指数较高", _high_indices(ask)),
        ("得分较高的网站", _high_totals(ask)),
    ]
    blocks: list[Block] = []
    told = [(title, text) for title, text in parts if text]
    for number, (title, text) in enumerate(told, start=1):
        blocks.append(Heading(level=2, text=f"（{chinese_numeral(number)}）{title}"))
        blocks.append(Paragraph(text=sentence(text)))
    return blocks


def _without_faults(ask: Queries) -> Text:
    examined = ask.view.clean_checks(ask.system)
    clean = [check for check, sites in examined.items() if len(sites) > FEW_EXAMINED][:MOST_NAMED]
    if not clean:
        return Text()
    named = [ask.text("{clean.title[$c]}（检查{clean.sites[$c]}个网站）", c=check) for check in clean]
    return ask.text("下列检查项未发现问题：{named}", named=joined(named, "、"))


def _high_indices(ask: Queries) -> Text:
    """Indicators with a high mean index that rests on enough of the round.

    A node is named only when it was scored on at least half of the sites that the mean of the whole tree rests on, and
    on more than three: what is not applicable to most sites, or waits for assessors on them, is no strength of all.
    """
    means, sites = ask.system.system.index_means.get("", {}), ask.system.system.index_sites
    root = next((score.root for score in ask.system.system.scores if score.root), None)
    if root is None:
        return Text()
    least = max(sites.get(root.item_id, 0) * LEAST_SHARE, Decimal(FEW_EXAMINED + 1))
    high = [
        item
        for item, value in means.items()
        if value >= HIGH_INDEX and item != root.item_id and sites.get(item, 0) >= least
    ]
    high = sorted(high, key=lambda item: -means[item])[:MOST_NAMED]
    if not high:
        return Text()
    named = [ask.text("{index.title[$i]}{index[$i]}", i=item) for item in high]
    return ask.text("平均得分指数较高的指标有：{named}", named=joined(named, "、"))


def _high_totals(ask: Queries) -> Text:
    system = ask.system
    # Where the lowest total is best a high one is no merit, and 90 means nothing where full marks are not about 100.
    if not system.has_one_scale or system.overall is None or any(track.best == "lowest" for track in system.tracks):
        return Text()
    if any(score.root is not None and score.root.full > _MOST_FULL for score in system.system.scores):
        return Text()
    for line in ("90", "85"):
        if int(ask("group.from", line).value):
            return ask.text("总分达到{line}分的网站有{group.from[$line]}个", line=line)
    return Text()
