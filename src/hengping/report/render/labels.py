"""Chinese names of states and ids, and how instants and flags are printed: shared by workbook and pages."""

from datetime import datetime
from zoneinfo import ZoneInfo

from hengping.model.finding import OUTCOME_ZH
from hengping.model.sections import SECTION_CLASS_ZH

ZONE = ZoneInfo("Asia/Shanghai")

NODE_STATE_ZH = {
    "scored": "已评分",
    "not_applicable": "不适用",
    "not_tested": "未检查",
    "vetoed": "单项否决",
    "given": "外部给分",
}
NODE_KIND_ZH = {
    "system": "总分",
    "part": "部分",
    "dimension": "一级指标",
    "indicator": "指标",
    "item": "评分点",
}
RULE_ZH = {
    "per_hit": "按处扣分，扣完为止",
    "per_point": "按百分点扣分",
    "distinct": "按类扣分，同类只扣一次",
    "all_or_nothing": "出现即不得分",
    "count_up": "按次加分",
    "given": "外部给分",
    "manual": "人工评分",
}
EXEMPT_ZH = {"topic_closed": "专题已结束", "states_nothing": "页面说明没有相关情况"}


_SECTION_CLASSES = {kind.value: name for kind, name in SECTION_CLASS_ZH.items()}
_OUTCOMES = {kind.value: name for kind, name in OUTCOME_ZH.items()}


def local_time(moment: datetime | None) -> str:
    """An instant as printed: Beijing time (officially used everywhere in China)."""
    return moment.astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S") if moment else ""


def yes(value: bool) -> str:  # noqa: FBT001 - the value is what is printed
    """是 or nothing."""
    return "是" if value else ""


def section_class(text: str) -> str:
    """Chinese name of a section class id; the id itself when unknown."""
    return _SECTION_CLASSES.get(text, text)


def outcome(text: str) -> str:
    """Chinese name of an outcome id; the id itself when unknown."""
    return _OUTCOMES.get(text, text)
