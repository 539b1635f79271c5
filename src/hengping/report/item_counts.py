"""How many scoring items (评分点) the scores rest on, in words and as columns: scoring gives the counts."""

from collections.abc import Iterable

from hengping.model.score import ItemCount, SiteScore

ITEM_COUNTS = (
    ("applicable", "应评评分点"),
    ("checked", "已评"),
    ("partly", "部分已评"),
    ("blocked", "受阻"),
    ("errors", "工具故障"),
    ("waiting", "待评定"),
    ("untested", "未检查"),
)
"""Field of :class:`ItemCount` and its name in print; the first one is the sum of the others."""

_ALWAYS = frozenset({"applicable", "checked"})


def added(scores: Iterable[SiteScore]) -> ItemCount:
    """The counts of many sites together."""
    totals = dict.fromkeys((name for name, _ in ITEM_COUNTS), 0)
    for score in scores:
        for name in totals:
            totals[name] += getattr(score.items, name)
    return ItemCount(**totals)


def items_text(items: ItemCount) -> str:
    """``应评评分点103项，已评97项，受阻4项，工具故障2项``; what is none of is left out; empty without items."""
    if not items.applicable:
        return ""
    counts = [(name, title, getattr(items, name)) for name, title in ITEM_COUNTS]
    return "，".join(f"{title}{count}项" for name, title, count in counts if count or name in _ALWAYS)
