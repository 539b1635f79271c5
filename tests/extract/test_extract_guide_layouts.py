"""Guides in further layouts: labels without colons, in brackets, put together of known words, and what fills them."""

from datetime import date

import pytest

from hengping.extract.guide_words import classes_of
from hengping.extract.page import read_page
from hengping.model.facts import GUIDE_ELEMENTS, Guide

VALUES = {
    "许可事项": "取水许可",
    "政策法规依据": "《取水许可和水资源费征收管理条例》第二条",
    "申请资格": "利用取水工程直接取用水资源的单位和个人",
    "所需提交资料": "1.申请书（原件2份）；2.身份证明（复印件1份）",
    "受理窗口": "建设路10号政务服务中心二楼3号窗口",
    "窗口办公时间": "周一至周五 上午8:30—12:00",
    "业务咨询电话": "0879-2101100",
    "经办流程": "申请→受理→审查→决定→送达",
}
FOOT = "<div class='footer'>主办单位：乙县水务局 联系电话：0879-2105345 地址：人民路1号</div>"
LAYOUTS = {
    "spans": "<p><span class='k'>{name}</span><span class='v'>{value}</span></p>",
    "inline": "<div class='row'><label>{name}</label><em>{value}</em></div>",
    "brackets": "【{name}】{value}<br>",
    "bullets": "<p>◎{name}</p><p>{value}</p>",
    "panels": "<div class='p'><h3 class='t'>{name}</h3><div class='c'>{value}</div></div>",
    "buttons": "<div><button type='button'>{name}</button><div><p>{value}</p></div></div>",
    "rows": "<table><tr><th>{name}</th></tr><tr><td>{value}</td></tr></table>",
}


def read(body: str, title: str = "取水许可办事指南") -> Guide:
    main = f"<h1>{title}</h1><div class='main'>{body}</div>"
    page = f"<html><head><title>{title}</title></head><body>{main}{FOOT}</body></html>"
    guide = read_page(page.encode(), "http://www.b.gov.cn/bszn/1.html", as_of=date(2026, 11, 20)).guide
    assert guide is not None
    return guide


def laid_out(layout: str, values: dict[str, str]) -> Guide:
    return read("".join(LAYOUTS[layout].format(name=name, value=value) for name, value in values.items()))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_all_elements_are_found(layout: str) -> None:
    assert laid_out(layout, VALUES).present == GUIDE_ELEMENTS


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("placeholder", ["", "暂无", "——", "待补充", "&nbsp;"])
def test_empty_and_missing_elements_are_absent(layout: str, placeholder: str) -> None:
    values = {name: value for name, value in VALUES.items() if name != "申请资格"}
    guide = laid_out(layout, values | {"受理窗口": placeholder, "经办流程": placeholder})
    assert guide.absent == ("申请条件", "办理地点", "办理流程")


def test_a_flow_drawn_as_a_picture_is_there_and_another_picture_is_not_judged() -> None:
    picture = "<img src='/upload/4711.png' alt=''>"
    guide = laid_out("panels", VALUES | {"经办流程": picture, "所需提交资料": picture})
    assert "办理流程" in guide.present
    assert "办理材料" not in (*guide.present, *guide.absent)
    icon = "<img src='/images/icon_3.png' alt=''>"
    assert "办理流程" in laid_out("panels", VALUES | {"经办流程": icon}).absent


def test_a_heading_of_another_kind_ends_the_value_above_it() -> None:
    values = VALUES | {"经办流程": "", "温馨说明": "来之前请先预约，节假日不受理。"}
    assert laid_out("panels", values).absent == ("办理流程",)


def test_anchors_beside_the_sections_do_not_fill_them() -> None:
    values = VALUES | {"受理窗口": "暂无"}
    beside = "".join(f"<li><a href='#s{n}'>{name}</a></li>" for n, name in enumerate(values))
    sections = "".join(f"<div id='s{n}'><h4>{k}</h4><div>{v}</div></div>" for n, (k, v) in enumerate(values.items()))
    assert read(f"<div><ul>{beside}</ul></div><div>{sections}</div>").absent == ("办理地点",)


@pytest.mark.parametrize(
    ("name", "classes"),
    [
        ("行政许可办理依据", {"设定依据"}),
        ("窗口咨询电话", {"联系电话"}),
        ("办理时间、地点", {"办理时间", "办理地点"}),
        ("办理地点及方式", {"办理地点"}),
        ("网上办理流程", set()),
        ("办理时限", set()),
        ("监督电话", set()),
        ("收费依据", set()),
    ],
)
def test_labels_put_together_of_known_words(name: str, classes: set[str]) -> None:
    assert classes_of(name) == classes


@pytest.mark.parametrize("name", ["年检要求", "工作动态", "报名时间", "机构设置", "投资环境", "时间"])
def test_other_words_are_no_labels(name: str) -> None:
    assert classes_of(name) is None


FILED = (
    "<p>一、申报条件</p><p>在本县注册。</p><p>二、申报材料</p><p>申报书三份。</p><p>三、申报流程</p><p>申报、评审。</p>"
)


@pytest.mark.parametrize(
    ("section", "title", "is_guide"),
    [
        ("通知公告", "关于组织申报科技项目的通知", False),
        ("政策解读", "《高龄津贴管理办法》解读", False),
        ("咨询回复", "咨询科技项目怎么申报", False),
        ("信息公开指南", "甲县政府信息公开指南", False),
        ("通知公告", "科技项目申报办事指南", True),
        ("科技项目", "科技项目申报", True),
    ],
)
def test_conditions_and_papers_in_a_notice_make_no_guide(section: str, title: str, is_guide: bool) -> None:  # noqa: FBT001
    trail = f"<div class='position'>当前位置：<a href='/'>首页</a> &gt; <a href='/x/'>{section}</a> &gt; 正文</div>"
    line = "<p>发布时间：2026-05-06 来源：科技局</p>"
    body = f"{trail}<h1>{title}</h1>{line}{FILED}<p>联系电话：1</p>{FOOT}"
    page = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    facts = read_page(page.encode(), "http://www.b.gov.cn/x/1.html", as_of=date(2026, 11, 20))
    assert (facts.guide is not None) is is_guide


def test_a_poor_guide_among_guides_is_one_though_it_prints_its_date() -> None:
    trail = "<div class='position'>当前位置：<a href='/'>首页</a> &gt; <a href='/x/'>办事指南</a> &gt; 正文</div>"
    body = "<h1>高龄津贴发放</h1><p>发布时间：2026-05-06</p><p>办理条件：年满80周岁</p><p>办理地点：民政所</p>"
    facts = read_page(f"<body>{trail}{body}{FOOT}</body>".encode(), "http://www.b.gov.cn/x/1.html")
    assert facts.guide is not None
    assert facts.guide.present == ("事项名称", "申请条件", "办理地点")
