"""The class of a section by its hints."""

import pytest

from hengping.extract.sections import class_of_title, class_of_url, lexicon, section_class
from hengping.model.sections import SectionClass

TITLES = {
    "政策解读": "interpretation",
    "政策文件解读": "interpretation",
    "政策文件": "policy",
    "规范性文件": "policy",
    "政策法规": "policy",
    "政策咨询": "message",
    "通知公告": "notice",
    "公示公告": "notice",
    "招标公告": "notice",
    "人事任免": "personnel",
    "人事信息": "personnel",
    "统计数据": "statistics",
    "统计局动态": "dynamic",
    "财政预决算": "budget",
    "部门预算公开": "budget",
    "规划计划": "plan",
    "十四五规划": "plan",
    "自然资源和规划局": None,
    "征集调查": "survey",
    "民意征集": "survey",
    "网上调查": "survey",
    "在线访谈": "interview",
    "领导之窗": "leader",
    "县长之窗": "leader",
    "领导活动": "dynamic",
    "机构职能": "organisation",
    "内设机构": "organisation",
    "走进云溪": "overview",
    "县情概况": "overview",
    "办事指南": "guide",
    "政务服务": "guide",
    "文件下载": "guide",
    "咨询投诉": "message",
    "局长信箱": "message",
    "领导信箱": "message",
    "互动交流": "message",
    "我要 留言": "message",
    "建言献策": "message",
    "网上信访": "other",
    "信访局动态": "dynamic",
    "纪检举报": "other",
    "12345政务服务便民热线": "other",
    "专题专栏": "topic",
    "乡村振兴专题": "topic",
    "政府信息公开": "disclosure",
    "信息公开年报": "disclosure",
    "依申请公开": "disclosure",
    "权责清单": "disclosure",
    "政务要闻": "dynamic",
    "图片新闻": "dynamic",
    "新闻发布会": "other",
    "数据开放": "open_data",
    "天气": None,
}


@pytest.mark.parametrize(("title", "expected"), TITLES.items())
def test_title(title: str, expected: str | None) -> None:
    assert class_of_title(title) == expected


@pytest.mark.parametrize(("column_type", "expected"), lexicon().column_types.items())
def test_official_column_type_comes_first(column_type: str, expected: SectionClass) -> None:
    assert section_class("县城风貌", column_type, "http://a.gov.cn/tzgg/", ["新闻中心"]) == expected


def test_column_type_beats_a_title_of_another_class() -> None:
    assert section_class("政策图解", "政策文件", "", []) is SectionClass.POLICY


def test_title_decides_a_class_the_official_list_has_no_word_for() -> None:
    assert section_class("通知公告", "工作动态", "", []) is SectionClass.NOTICE
    assert section_class("规划计划", "信息公开目录", "", []) is SectionClass.PLAN
    assert section_class("通知公告", "办事服务", "", []) is SectionClass.GUIDE


def test_column_type_outside_the_official_list_is_read_as_words() -> None:
    assert section_class("最新", "通知公告", "", []) is SectionClass.NOTICE


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/zwgk/tzgg/", "notice"),
        ("/zwgk/tzgg/index_3.html", "notice"),
        ("/ZCJD/list.shtml", "interpretation"),
        ("/xxgk/zcwj.htm", "policy"),
        ("/zcwj/2.htm", "policy"),
        ("/xwzx/gzdt/", "dynamic"),
        ("/col/col10023/index.html", None),
        ("/", None),
    ],
)
def test_address(path: str, expected: str | None) -> None:
    assert class_of_url(f"http://www.a.gov.cn{path}") == expected


def test_title_before_address_before_parent() -> None:
    assert section_class("通知公告", "", "http://a.gov.cn/gzdt/", ["政策文件"]) is SectionClass.NOTICE
    assert section_class("最新发布", "", "http://a.gov.cn/gzdt/", ["政策文件"]) is SectionClass.DYNAMIC
    assert section_class("乡镇风采", "", "http://a.gov.cn/c12/", ["新闻中心"]) is SectionClass.DYNAMIC


def test_a_container_hands_nothing_down() -> None:
    assert section_class("民政领域", "", "http://a.gov.cn/c12/", ["新闻中心", "互动交流"]) is SectionClass.DYNAMIC
    assert section_class("民政领域", "", "http://a.gov.cn/c12/", ["政府信息公开"]) is SectionClass.OTHER


def test_a_title_beats_a_column_type_outside_the_official_list() -> None:
    """Many sites print one word of their own on all pages; its words happen to be those of a class."""
    assert section_class("规划计划", "政务信息", "", []) is SectionClass.PLAN
    assert section_class("机构职能", "政务信息", "", []) is SectionClass.ORGANISATION
    assert section_class("最新", "政务信息", "/tzgg/", []) is SectionClass.DYNAMIC
