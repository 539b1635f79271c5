"""Section classes (栏目类别) and their update duties (更新时限)."""

from enum import StrEnum

from hengping.model.calendar import Window


class SectionClass(StrEnum):
    """Class ids of the contract."""

    DYNAMIC = "dynamic"
    NOTICE = "notice"
    POLICY = "policy"
    INTERPRETATION = "interpretation"
    PLAN = "plan"
    PERSONNEL = "personnel"
    STATISTICS = "statistics"
    BUDGET = "budget"
    SURVEY = "survey"
    INTERVIEW = "interview"
    OPEN_DATA = "open_data"
    MESSAGE = "message"
    GUIDE = "guide"
    ORGANISATION = "organisation"
    LEADER = "leader"
    OVERVIEW = "overview"
    DISCLOSURE = "disclosure"
    TOPIC = "topic"
    OTHER = "other"


SECTION_CLASS_ZH: dict[SectionClass, str] = {
    SectionClass.DYNAMIC: "动态要闻",
    SectionClass.NOTICE: "通知公告",
    SectionClass.POLICY: "政策文件",
    SectionClass.INTERPRETATION: "政策解读",
    SectionClass.PLAN: "规划计划",
    SectionClass.PERSONNEL: "人事信息",
    SectionClass.STATISTICS: "统计数据",
    SectionClass.BUDGET: "财政预决算",
    SectionClass.SURVEY: "征集调查",
    SectionClass.INTERVIEW: "在线访谈",
    SectionClass.OPEN_DATA: "数据开放",
    SectionClass.MESSAGE: "咨询留言",
    SectionClass.GUIDE: "办事服务",
    SectionClass.ORGANISATION: "机构职能",
    SectionClass.LEADER: "领导信息",
    SectionClass.OVERVIEW: "概况信息",
    SectionClass.DISCLOSURE: "信息公开",
    SectionClass.TOPIC: "专题专栏",
    SectionClass.OTHER: "其他",
}

_TWO_WEEKS = Window(days=14)
_HALF_YEAR = Window(months=6)
_YEAR = Window(months=12)

DEFAULT_DUTIES: dict[SectionClass, Window] = {
    SectionClass.DYNAMIC: _TWO_WEEKS,
    SectionClass.NOTICE: _HALF_YEAR,
    SectionClass.POLICY: _HALF_YEAR,
    SectionClass.INTERPRETATION: _HALF_YEAR,
    SectionClass.PLAN: _YEAR,
    SectionClass.PERSONNEL: _YEAR,
    SectionClass.STATISTICS: _YEAR,
    SectionClass.BUDGET: _YEAR,
    SectionClass.SURVEY: _YEAR,
    SectionClass.INTERVIEW: _YEAR,
    SectionClass.OPEN_DATA: _YEAR,
}
"""Default duties (contract; 2 weeks / 6 months / 1 year of the 2015 and 2019 tables). The other classes have none."""
