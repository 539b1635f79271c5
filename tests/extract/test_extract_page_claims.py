"""What a page says of itself, and what it only seems to say: the official mark, a topic that is over."""

import pytest

from hengping.extract.page import read_page
from hengping.model.facts import PageFacts


def read(body: str) -> PageFacts:
    page = f"<html><head><title>云溪省人民政府</title></head><body>{body}</body></html>"
    return read_page(page.encode(), "http://www.yunxi.gov.cn/zt/a/")


@pytest.mark.parametrize(
    "other",
    [
        "<img src='/images/red.png'>",
        "<a href='/hongse/'><img src='/images/red.png' alt='红色云溪'></a>",
        "<img src='/skin/blue.png'>",
        "<a href='/1.html' title='关于党政机关停止新建楼堂馆所的通知'>关于党政机关停止新建楼堂馆所的通知</a>",
        "<img src='/1.jpg' alt='全市党政机关带头过紧日子'>",
        "<a href='/sydw/' title='事业单位招聘'>招聘</a>",
    ],
)
def test_pictures_and_titles_that_are_no_mark(other: str) -> None:
    assert not read(other).identity.party_gov_mark


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本专题已结束", True),
        ("该专题已归档，不再更新", True),
        ("本栏目自2024年1月起停止更新，请移步<a href='/n/'>新栏目</a>", True),
        ("本栏目内容已停止更新", True),
        ("历史专题", True),
        ("（已归档）", True),
        ("专题专栏", False),
        ("<a href='/1.html'>云溪市教育局关于停止更新官方微博的公告</a>", False),
        ("云溪市教育局关于停止更新官方微博的公告 2026-03-01", False),
        ("<a href='/zt/1/'>抗疫专题</a> <span>已归档</span>", False),
        ("<a href='/zt/'>历史专题</a>", False),
        ("“云溪发布”微信公众号停止更新", False),
        ("报名活动已结束", False),
        ("政务APP停止更新维护", False),
        ("<a href='/2.html'>本专题已结束</a>", False),
    ],
)
def test_finished_topic(text: str, expected: bool) -> None:  # noqa: FBT001
    assert read(f"<p>{text}</p>").topic_closed is expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("疫情防控专题（已归档）-云溪市人民政府", True),
        ("历史专题_云溪市人民政府", True),
        ("关于停止更新官方微博的公告-云溪市人民政府", False),
        ("专题专栏-云溪市人民政府", False),
    ],
)
def test_a_title_that_says_the_topic_is_finished(title: str, expected: bool) -> None:  # noqa: FBT001
    body = f"<html><head><title>{title}</title></head><body><ul><li>内容</li></ul></body></html>"
    assert read_page(body.encode(), "http://www.a.gov.cn/zt/a/").topic_closed is expected
