"""Slogans of intruders, and pages that only tell of such deeds."""

import pytest
from site_case import HOME, SiteCase, url_of

from hengping.extract.page import read_page
from hengping.model.content_facts import Defacement

URL = "http://www.yunxi.gov.cn/a/"


def defacement(title: str, body: str = "") -> Defacement | None:
    html = f"<html><head><meta charset=utf-8><title>{title}</title></head><body>{body}</body></html>"
    return read_page(html.encode(), URL).defacement


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Hacked By r00t", "<h1>greetz to all</h1>"),
        ("云溪市人民政府", "<h1>HACKED BY Anonymous Team</h1>"),
        ("首页", "<p>此站已被黑</p>"),
        ("Defaced by X", ""),
    ],
)
def test_slogans(title, body):
    found = defacement(title, body)
    assert found is not None
    assert found.sure


def test_words_that_may_mean_something_else_are_for_a_person():
    found = defacement("index", "<p>hacker was here</p>")
    assert found is not None
    assert not found.sure
    assert defacement("index", "<p>hacker</p>") is None


ARTICLE = (
    '<div class="nav"><a href="/">首页</a></div><h1>{0}</h1><p>发布时间：2026-01-02 来源：云溪市公安局</p>'
    "<div class='TRS_Editor'>"
    + "<p>近日，云溪市公安局网络安全保卫部门组织开展检查，网站被黑客入侵的单位应当及时报告。</p>" * 8
    + "</div>"
)


@pytest.mark.parametrize(
    "title",
    [
        "公安机关破获一起黑客入侵案",
        "如何防范网站被黑客入侵",
        "一网站已被黑客入侵公安提醒",
        "网络安全宣传周：黑客入侵演练",
        "云溪市举办黑客马拉松",
        "黑客与画家",
    ],
)
def test_articles_about_such_deeds(title):
    assert defacement(title, ARTICLE.format(title)) is None
    assert defacement(title, f"<p>{title}</p>") is None


def test_a_bare_page_at_the_address_of_an_article_is_none_of_the_site():
    html = "<html><head><meta charset=utf-8><title>index</title></head><body><h1>本站已被黑</h1>{}</body></html>"
    url = "http://www.yunxi.gov.cn/xw/202605/t20260518_1.html"
    bare = read_page(html.format("<p>管理员请修补漏洞</p>").encode(), url).defacement
    assert bare is not None
    assert bare.sure
    linked = '<p>发布时间：2026-05-18</p><p>一网站页面出现以上字样。</p><a href="/">首页</a>'
    assert read_page(html.format(linked).encode(), url).defacement is None


def test_ordinary_pages():
    assert defacement("云溪市人民政府", "<p>网络安全</p>") is None


def test_pages_of_the_site_by_address():
    sure = Defacement(words=("hacked by",), sure=True)
    case = SiteCase().page("/b/", title="b", defacement=sure).home(title="a", defacement=sure).page("/c/")
    facts = case.facts.defaced
    assert [(fact.url, fact.on_home) for fact in facts] == [(HOME, True), (url_of("/b/"), False)]
    assert case.page("http://far.example.com/", "other", defacement=sure).facts.defaced == facts
