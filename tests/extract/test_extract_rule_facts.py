"""Facts behind single rules: survey periods and results, interviews, disclosure platform, site reports, and others."""

from datetime import date

import pytest
from site_case import HOME, SiteCase, block, days_ago, item, link, nav, news, url_of

from hengping.extract.page import read_page
from hengping.extract.printed_time import elderly_entry
from hengping.extract.site_surveys import alike, subject_of
from hengping.extract.survey_period import period_of
from hengping.model.rule_facts import Period

PUBLISHED = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("征集时间：2026年3月1日至2026年4月1日", date(2026, 3, 1), date(2026, 4, 1)),
        ("投票时间：2026.3.1-2026.3.20", date(2026, 3, 1), date(2026, 3, 20)),
        ("意见征集起止时间：2026-03-01 00:00 至 2026-04-01 23:59", date(2026, 3, 1), date(2026, 4, 1)),
        ("征求意见时间：2026年12月20日—1月10日", date(2026, 12, 20), date(2027, 1, 10)),
        ("征求意见，请于2026年6月5日前将意见反馈至邮箱", None, date(2026, 6, 5)),
        ("征求意见，请于1月5日前将修改建议发送至邮箱", None, date(2027, 1, 5)),
        ("征集意见自公告发布之日起30日内", None, date(2026, 4, 1)),
        ("征集意见自公告之日起30个工作日内", None, date(2026, 5, 1)),
        ("问卷调查截止日期：2026-03-20", None, date(2026, 3, 20)),
        ("问卷，即日起至2026年5月1日", None, date(2026, 5, 1)),
    ],
)
def test_the_end_of_a_survey_is_read(text: str, start: date | None, end: date) -> None:
    assert period_of(text, date(2026, 5, 20), PUBLISHED) == Period(started_on=start, ended_on=end)


@pytest.mark.parametrize(
    "text",
    [
        "申报截止日期：2026-03-20",  # no survey
        "关于开展调查的通知。各单位于2026年5月1日前完成登记。",
        "征集意见。结果反馈：暂无",
        "征集意见，截止日期：2099-01-01",
    ],
)
def test_other_days_are_no_end_of_a_survey(text: str) -> None:
    assert period_of(text, date(2026, 5, 20), PUBLISHED) is None


def test_a_result_on_the_own_page_is_seen() -> None:
    said = "关于征集意见的公告\n征集结果：共收到意见建议12条，采纳5条，其余作了解释。"
    assert period_of(said) == Period(result=True)


def test_subjects_of_survey_and_result_are_compared() -> None:
    survey = subject_of("关于《防汛备汛实施方案（征求意见稿）》公开征求意见的公告")
    assert alike(survey, subject_of("《防汛备汛实施方案》意见采纳情况的反馈"))
    assert not alike(survey, subject_of("关于公园建设方案征集结果的公告"))
    assert not alike("", subject_of("征集结果公告"))


def surveys() -> SiteCase:
    site = SiteCase().home(links=nav(意见征集="/yjzj/"), lists=(news("/xw/", 1, 2, 3),))
    site.page(
        "/yjzj/",
        title="意见征集",
        lists=(
            block(
                item("关于公园改造方案征求意见的公告", "/yjzj/1.html", days_ago(90)),
                item("关于公交线路调整征集意见的公告", "/yjzj/2.html", days_ago(80)),
                item("公园改造方案征求意见结果反馈", "/yjzj/3.html", days_ago(40)),
                item("食堂满意度调查问卷", "/yjzj/4.html", days_ago(30)),
            ),
        ),
    )
    site.article("/yjzj/1.html", "关于公园改造方案征求意见的公告", days_ago(90), period=Period(ended_on=days_ago(60)))
    site.article("/yjzj/2.html", "关于公交线路调整征集意见的公告", days_ago(80), period=Period(ended_on=days_ago(50)))
    site.article("/yjzj/3.html", "公园改造方案征求意见结果反馈", days_ago(40))
    site.article("/yjzj/4.html", "食堂满意度调查问卷", days_ago(30), links=(link("/yjzj/4r.html", "查看调查结果"),))
    return site


def test_surveys_and_their_results_are_joined() -> None:
    found = {fact.url: fact for fact in surveys().facts.surveys}
    assert set(found) == {url_of("/yjzj/1.html"), url_of("/yjzj/2.html"), url_of("/yjzj/4.html")}
    park, bus, canteen = (found[url_of(f"/yjzj/{number}.html")] for number in (1, 2, 4))
    assert (park.ended_on, park.result_on, park.result_url) == (days_ago(60), days_ago(40), url_of("/yjzj/3.html"))
    assert (bus.started_on, bus.result_url) == (days_ago(80), "")
    assert canteen.result_url == url_of("/yjzj/4r.html")


def test_the_day_of_a_result_is_that_of_the_page_behind_its_link() -> None:
    site = surveys()
    site.article("/yjzj/4.html", "食堂满意度调查问卷", days_ago(30), period=Period(result=True))
    site.article(
        "/yjzj/2.html",
        "关于公交线路调整征集意见的公告",
        days_ago(80),
        period=Period(ended_on=days_ago(50), result=True),
        links=(link("/yjzj/3.html", "结果反馈"),),
    )
    found = {fact.url: fact for fact in site.facts.surveys}
    bus, canteen = found[url_of("/yjzj/2.html")], found[url_of("/yjzj/4.html")]
    assert (bus.result_url, bus.result_on) == (url_of("/yjzj/3.html"), days_ago(40))
    assert (canteen.result_url, canteen.result_on) == (url_of("/yjzj/4.html"), None)


def test_interviews_are_entries_of_their_sections() -> None:
    site = SiteCase().home(links=nav(在线访谈="/zxft/"), lists=(news("/xw/", 1, 2, 3),))
    site.page("/zxft/", title="在线访谈", lists=(news("/zxft/", 5, 40, 400),))
    assert {fact.held_on for fact in site.facts.interviews} == {days_ago(400), days_ago(40), days_ago(5)}


def test_the_disclosure_platform_and_its_parts_are_found_by_name() -> None:
    parts = {"政府信息公开指南": "/zn/", "政府信息公开制度": "/zd/", "法定主动公开内容": "/nr/", "依申请公开": "/sq/"}
    site = SiteCase().home(links=nav(政府信息公开="/zfxxgk/"), lists=(news("/xw/", 1, 2, 3),))
    site.page("/zfxxgk/", title="政府信息公开", links=nav(**parts), search_form=True)
    facts = site.facts.disclosure
    assert facts is not None
    assert (facts.url, facts.read, facts.search) == (url_of("/zfxxgk/"), True, True)
    assert {part.part: part.url for part in facts.parts} == {
        "guide": url_of("/zn/"),
        "rules": url_of("/zd/"),
        "content": url_of("/nr/"),
        "request": url_of("/sq/"),
    }


def test_a_catalogue_is_the_platform_only_where_nothing_else_is() -> None:
    site = SiteCase().home(links=nav(信息公开="/gk/", 政府信息公开目录="/ml/"), lists=(news("/xw/", 1, 2, 3),))
    assert site.facts.disclosure is not None
    assert site.facts.disclosure.url == url_of("/gk/")
    only = SiteCase().home(links=nav(政府信息公开目录="/ml/"), lists=(news("/xw/", 1, 2, 3),))
    assert only.facts.disclosure is not None
    assert only.facts.disclosure.url == url_of("/ml/")


def test_a_platform_drawn_by_script_was_not_read() -> None:
    site = SiteCase().home(links=nav(政府信息公开="/zfxxgk/"), lists=(news("/xw/", 1, 2, 3),))
    site.page("/zfxxgk/", title="政府信息公开", scripted=True)
    facts = site.facts.disclosure
    assert facts is not None
    assert not facts.read


def test_annual_site_reports_are_found_with_their_years() -> None:
    site = SiteCase().home(
        links=(link("/ndbb/", "政府网站年度报表"), link("/xxgk/nb.html", "2025年政府信息公开年度报告")),
        lists=(news("/xw/", 1, 2, 3),),
    )
    site.page(
        "/ndbb/",
        title="政府网站年度报表",
        lists=(block(item("云溪县人民政府网站工作年度报表（2025年度）", "/ndbb/1.html", days_ago(300))),),
    )
    found = [(fact.url, fact.year, fact.on_home) for fact in site.facts.site_reports]
    assert found == [(url_of("/ndbb/"), None, True), (url_of("/ndbb/1.html"), 2025, False)]


def test_interpretations_and_policies_lead_to_each_other() -> None:
    site = SiteCase().home(links=nav(政策文件="/zcwj/", 政策解读="/zcjd/"), lists=(news("/xw/", 1, 2, 3),))
    site.page(
        "/zcwj/",
        title="政策文件",
        lists=(block(item("甲办法", "/zcwj/1.html", days_ago(9)), item("乙办法", "/zcwj/2.html", days_ago(9))),),
    )
    site.page(
        "/zcjd/",
        title="政策解读",
        lists=(block(*(item(f"第{n}篇解读", f"/zcjd/{n}.html", days_ago(8)) for n in (1, 2, 3))),),
    )
    site.article("/zcwj/1.html", "甲办法", days_ago(9), links=(link("/zcjd/1.html", "相关解读"),))
    site.article("/zcwj/2.html", "乙办法", days_ago(9))
    site.article("/zcjd/1.html", "第1篇解读", days_ago(8), links=(link("/zcwj/1.html", "点击查看"),))
    site.article("/zcjd/2.html", "第2篇解读", days_ago(8), links=(link("/zcwj/2.html", "《乙办法》"),))
    site.article("/zcjd/3.html", "第3篇解读", days_ago(8), links=(link("/zcjd/2.html", "《乙办法》解读"),))
    found = [(fact.policy_urls, fact.linked_back) for fact in site.facts.interpretations]
    assert found == [((url_of("/zcwj/1.html"),), True), ((url_of("/zcwj/2.html"),), False), ((), None)]


def test_time_formats_are_counted_once_each() -> None:
    site = SiteCase().home(lists=(news("/xw/", 1, 2, 3),))
    for number, printed in enumerate(["2026-11-01", "2026-11-02", "2026-11-02 10:20"]):
        site.article(f"/xw/{number}.html", printed_time=printed)
    assert [(fact.form, fact.count) for fact in site.facts.time_formats] == [("0000-00-00", 2), ("0000-00-00 00:00", 1)]


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("发布时间：2026-05-06 10:20 来源：县政府办", "2026-05-06 10:20"),
        ("来源：县政府办 发布日期：2026年5月6日", "2026年5月6日"),
        ("时间：2026-05-06 来源：县政府办", "2026-05-06"),
        ("<span>发布时间：</span><span>2026-05-06</span> <span>10:20:30</span>", "2026-05-06 10:20:30"),
        ("成文日期：2026-05-06", ""),
    ],
)
def test_the_printed_time_is_kept_as_it_stands(line: str, printed: str) -> None:
    text = "正文。" * 80
    body = f"<html><title>关于某事的通知</title><body><h1>关于某事的通知</h1><p>{line}</p><p>{text}</p></body></html>"
    page = read_page(body.encode(), f"{HOME}a/1.html", content_type="text/html; charset=utf-8", as_of=date(2026, 5, 20))
    assert page.printed_time == printed


@pytest.mark.parametrize(
    "html", ['<a href="#">长者版</a>', '<img alt="无障碍浏览">', '<script src="/js/wza.js">', "<a>关怀模式</a>"]
)
def test_aids_for_the_elderly_are_seen_however_they_are_drawn(html: str) -> None:
    assert elderly_entry(html)


def test_words_about_the_elderly_are_no_aid() -> None:
    assert not elderly_entry("<a>老年大学招生</a><a>养老服务</a><a>困难老人补贴</a>")


def test_entries_of_the_navigation_that_leave_the_site() -> None:
    site = SiteCase().home(
        links=(
            link("http://topic.example.com/", "主题教育", kind="external", place="nav"),
            link("http://other.example.com/", "友情链接", kind="external", place="footer"),
        ),
        lists=(news("/xw/", 1, 2, 3),),
    )
    assert [entry.url for entry in site.facts.entries_elsewhere] == ["http://topic.example.com/"]


def test_a_link_by_itself_in_a_banner_is_no_entry_of_the_navigation() -> None:
    entries = [link(f"/{name}/", name, place="nav", position=f"body>div>ul>li:nth-child({name})>a") for name in "123"]
    away = link("http://a.example.com/", "主题教育", kind="external", place="nav", position="body>div>ul>li>a")
    banner = link("http://b.example.com/", "新品上市", kind="external", place="nav", position="body>p>i>b>div>a")
    site = SiteCase().home(links=(*entries, away, banner), lists=(news("/xw/", 1, 2, 3),))
    assert [entry.url for entry in site.facts.entries_elsewhere] == ["http://a.example.com/"]


def test_days_of_the_home_page_are_each_entry_once() -> None:
    site = SiteCase().home(lists=(news("/xw/", 1, 2, 20), news("/xw/", 2, 3, 4)))
    assert site.facts.home.days == tuple(map(days_ago, (1, 2, 3, 4, 20)))
