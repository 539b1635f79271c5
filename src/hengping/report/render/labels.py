"""Chinese names of states and ids, and how instants and flags are printed: shared by workbook and pages."""

from datetime import datetime
from zoneinfo import ZoneInfo

from hengping.model.finding import OUTCOME_ZH
from hengping.model.score import ScoreNode
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
    "ratio": "按比例得分",
    "bands": "分段计分",
    "levels": "按等次得分",
    "checklist": "按要点计分",
    "shares": "分项占比得分",
    "any_zeroes": "出现一次即不得分",
    "range_by_unit": "分值因单位而异",
    "mean_of": "多次得分取平均",
    "external": "外部数据",
    "normalised": "无量纲化",
    "feed": "下级得分计入",
}
METHOD_ZH = {
    "dense": "并列后名次顺延",
    "competition": "并列后空出位次",
    "ordinal": "不设并列",
    "unordered": "排名不分先后",
}
EXEMPT_ZH = {"topic_closed": "专题已结束", "states_nothing": "页面说明没有相关情况"}


_SECTION_CLASSES = {kind.value: name for kind, name in SECTION_CLASS_ZH.items()}
_OUTCOMES = {kind.value: name for kind, name in OUTCOME_ZH.items()}


def local_time(moment: datetime | None) -> str:
    """An instant as printed: Beijing time (officially used everywhere in China)."""
    return moment.astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S") if moment else ""


def raw_text(node: ScoreNode) -> str:
    """What was measured, as printed: 0.85; empty where it is a level's id, which the note names in words."""
    return "" if node.rule == "levels" else node.raw_value


def yes(value: bool) -> str:  # noqa: FBT001 - the value is what is printed
    """是 or nothing."""
    return "是" if value else ""


def section_class(text: str) -> str:
    """Chinese name of a section class id; the id itself when unknown."""
    return _SECTION_CLASSES.get(text, text)


def outcome(text: str) -> str:
    """Chinese name of an outcome id; the id itself when unknown."""
    return _OUTCOMES.get(text, text)
