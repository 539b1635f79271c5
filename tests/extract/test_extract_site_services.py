"""Messages, guides, services and tags of a site."""

import pytest
from site_case import SiteCase, block, days_ago, item, link, message, nav, news, url_of

from hengping.model.evidence import FailureKind
from hengping.model.facts import Guide


def mailbox(*messages: object, title: str = "县长信箱", path: str = "/xx/", **facts: object) -> SiteCase:
    case = SiteCase().home(links=nav(**{title: path}))
    return case.page(path, "messages", title=title, messages=messages, **facts)


def test_the_message_page_wins_over_the_list() -> None:
    case = mailbox(message("1001", "/xx/1.html", asked_on=days_ago(100), title="路灯"), message("1002", "/xx/2.html"))
    own = message("1001", asked_on=days_ago(102), replied_on=days_ago(99), replied=True, title="路灯不亮")
    case.page("/xx/1.html", "messages", title="路灯不亮", messages=(own,))
    facts = case.facts
    assert len(facts.messages) == 2
    joined = case.message("1001")
    assert (joined.asked_on, joined.replied_on, joined.replied) == (days_ago(102), days_ago(99), True)
    assert (joined.url, joined.title, joined.section_title) == (url_of("/xx/1.html"), "路灯不亮", "县长信箱")
    assert joined.evidence.record_id == "urn:/xx/1.html"


def test_a_list_without_addresses_joins_by_number() -> None:
    case = mailbox(message("1001", asked_on=days_ago(100)), message("1002", asked_on=days_ago(9)))
    case.page("/m?id=7", "messages", messages=(message("1001", replied=True),))
    assert {fact.message_id: (fact.asked_on, fact.replied) for fact in case.facts.messages} == {
        "1001": (days_ago(100), True),
        "1002": (days_ago(9), False),
    }


def test_the_printed_number_is_kept() -> None:
    case = mailbox(message("9", "/xx/9.html"), message("8", "/xx/8.html"))
    case.page("/xx/9.html", "messages", messages=(message("XJ2026-77"),))
    assert [fact.message_id for fact in case.facts.messages] == ["8", "XJ2026-77"]


def test_a_position_is_no_printed_number() -> None:
    case = mailbox(message("1001", "/v?id=9", asked_on=days_ago(9)), message("8", "/xx/8.html"))
    case.page("/v?id=9", "messages", messages=(message("body>table:1", title="留言内容", valid=False),))
    joined = case.message("1001")
    assert (joined.title, joined.asked_on, joined.valid) == ("咨询一事", days_ago(9), False)


def test_one_message_on_two_list_pages_is_one() -> None:
    case = mailbox(message("1", "/xx/1.html"), message("2", "/xx/2.html"))
    case.page(
        "/xx/index_1.html", "messages", title="县长信箱", messages=(message("2", "/xx/2.html"), message("3", "/xx/3"))
    )
    assert [fact.message_id for fact in case.facts.messages] == ["1", "2", "3"]


@pytest.mark.parametrize("title", ["在线访谈", "意见征集", "网上调查", "网上信访", "纪检举报"])
def test_sections_that_need_no_answer_are_left_out(title: str) -> None:
    case = mailbox(message("1", "/xx/1.html"), message("2", "/xx/2.html"), title=title)
    case.page("/xx/1.html", "messages", messages=(message("1"),), breadcrumb=("首页", title))
    assert not case.facts.messages
    assert case.facts.services.message_channel_url == ""


def test_complaints_beside_questions_need_an_answer() -> None:
    case = mailbox(message("1", "/xx/1.html"), message("2", "/xx/2.html"), title="投诉举报")
    assert len(case.facts.messages) == 2
    assert case.facts.services.message_channel_url == url_of("/xx/")


def test_channel_by_form_or_published_messages() -> None:
    assert mailbox(submit_form=True).facts.services.message_channel_url == url_of("/xx/")
    assert mailbox(message("1", "/xx/1")).facts.services.message_channel_url == url_of("/xx/")
    assert mailbox().facts.services.message_channel_url == ""


def test_channel_outside_the_site_or_not_to_be_read() -> None:
    outside = link("http://12345.gx.cn/zx", "在线咨询", place="nav", kind="external")
    case = SiteCase().home(links=(outside, link("http://xf.cn/", "网上信访", kind="external")))
    assert case.facts.services.message_channel_url == outside.url
    case.answer(outside.url, 404, purpose="link")
    assert case.facts.services.message_channel_url == ""
    assert SiteCase().home(links=nav(互动交流="/hd/")).answer("/hd/", 403).facts.services.message_channel_url
    script = SiteCase().home(links=nav(互动交流="/hd/")).page("/hd/", "other", title="互动", scripted=True)
    assert script.facts.services.message_channel_url == url_of("/hd/")


def test_a_headline_about_messages_is_no_channel() -> None:
    headline = link("http://a.cn/1", "县政府召开会议研究网民留言办理工作", kind="external", place="list")
    assert SiteCase().home(links=(headline,)).facts.services.message_channel_url == ""


def test_service_entry() -> None:
    section = SiteCase().home(links=nav(办事服务="/bs/")).page("/bs/", title="办事服务", lists=(news("/bs/", 1),))
    assert section.facts.services.service_url == url_of("/bs/")
    hall = link("http://zwfw.gx.gov.cn/yunxi", "政务服务", place="nav", kind="external")
    assert SiteCase().home(links=(hall,)).answer(hall.url, 200, purpose="link").facts.services.service_url == hall.url
    assert SiteCase().home(links=(hall,)).answer(hall.url, 403, purpose="link").facts.services.service_url == hall.url
    assert not SiteCase().home(links=(hall,)).answer(hall.url, 404, purpose="link").facts.services.service_url
    assert not SiteCase().home(links=nav(工作动态="/dt/")).facts.services.service_url


def test_guides() -> None:
    case = SiteCase().home(links=nav(办事指南="/bs/"))
    case.page("/bs/", title="办事指南", lists=(block(item("甲", "/bs/1.html")),))
    case.page(
        "/bs/1.html", "guide", title="页", guide=Guide(title="身份证办理", present=("事项名称",), absent=("联系电话",))
    )
    case.page("/bs/2.html", "guide", title="户口迁移", guide=Guide(title=""))
    facts = case.facts
    assert [(guide.title, guide.absent) for guide in facts.guides] == [("身份证办理", ("联系电话",)), ("户口迁移", ())]
    assert facts.services.guides == 2
    assert not any(page.url == url_of("/bs/1.html") for page in facts.pages)


def test_a_site_with_guides_alone_offers_services() -> None:
    case = SiteCase().home().page("/g.html", "guide", title="甲", guide=Guide(title="甲"))
    assert case.facts.services.service_url == url_of("/g.html")


def test_tags_of_home_section_and_article() -> None:
    case = SiteCase().home(meta={"SiteName": "云溪县人民政府"}, title="云溪县人民政府")
    case.page("/dt/", title="动态", meta={"ColumnName": "工作动态"}, lists=(news("/dt/", 1),))
    case.page("/dt/index_1.html", title="动态", meta={"ColumnName": "工作动态"}, lists=(news("/dt/", 30),))
    case.article("/dt/1.html", "某消息", meta={"ArticleTitle": "某消息"})
    case.page("/so", "search").page("/x", "other").page("/m/1", "messages", messages=(message("1"),))
    pages = [(page.page_type, page.title, page.tags) for page in case.facts.pages]
    assert pages == [
        ("home", "云溪县人民政府", {"SiteName": "云溪县人民政府"}),
        ("section", "动态", {"ColumnName": "工作动态"}),
        ("article", "某消息", {"ArticleTitle": "某消息"}),
    ]


def test_a_channel_that_failed_for_our_own_fault_is_not_missing() -> None:
    case = SiteCase().home(links=nav(在线咨询="/zx/")).fails("/zx/", FailureKind.BUDGET)
    assert case.facts.services.message_channel_url == url_of("/zx/")
