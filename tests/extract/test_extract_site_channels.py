"""What a site offers behind a login, on other sites, or under another name; and lists that do not tell a state."""

import pytest
from site_case import SiteCase, block, days_ago, item, link, message, nav, url_of

from hengping.model.facts import Guide, SectionFact


def _section(case: SiteCase, path: str) -> SectionFact:
    return next(section for section in case.facts.sections if section.url == url_of(path))


def test_a_channel_behind_a_login_is_no_missing_channel_and_no_empty_section() -> None:
    case = SiteCase().home(links=nav(在线咨询="/zx/")).page("/zx/", title="在线咨询", asks_login=True)
    assert case.facts.services.message_channel_url == url_of("/zx/")
    assert _section(case, "/zx/").items
    framed = SiteCase().home(links=nav(在线咨询="/zx/"), asks_login=True)
    framed.page("/zx/", title="在线咨询", asks_login=True)  # every page has the box
    assert not framed.facts.services.message_channel_url
    assert not _section(framed, "/zx/").items


def test_a_page_that_leads_to_a_form_is_not_empty() -> None:
    case = SiteCase().home(links=nav(互动交流="/hd/"))
    case.page("/hd/", title="互动交流", links=(link("/hd/write.html", "县长信箱"),))
    assert not _section(case, "/hd/").items
    case.page("/hd/write.html", "other", title="县长信箱", submit_form=True)
    assert _section(case, "/hd/").items
    assert case.facts.services.message_channel_url


@pytest.mark.parametrize(("links", "items"), [(0, 0), (1, 0), (3, 1)])
def test_entries_to_services_of_other_sites_are_content(links: int, items: int) -> None:
    outside = tuple(link(f"http://zwfw.x.cn/{n}", f"事项{n}", kind="external") for n in range(links))
    case = SiteCase().home(links=nav(便民服务="/bm/")).page("/bm/", title="便民服务", links=outside)
    assert _section(case, "/bm/").items == items


def test_what_stands_on_every_page_does_not_fill_a_section() -> None:
    outside = tuple(link(f"http://www.x.cn/{n}", f"友情链接{n}", kind="external") for n in range(4))
    case = SiteCase().home(links=(*nav(便民服务="/bm/"), *outside))
    case.page("/bm/", title="便民服务", links=outside)
    assert not _section(case, "/bm/").items


def test_a_notice_on_how_to_apply_is_no_guide() -> None:
    entries = (
        item("关于申报科技项目的通知", "/tz/1.html", days_ago(3)),
        item("关于高龄津贴的公告", "/tz/2.html", days_ago(9)),
    )
    case = (
        SiteCase()
        .home(links=nav(通知公告="/tz/", 办事指南="/bs/"))
        .page("/tz/", title="通知公告", lists=(block(*entries),))
    )
    for path in ("/tz/1.html", "/tz/2.html"):
        case.page(path, "guide", title="怎样申报", guide=Guide(title="怎样申报", absent=("联系电话",)))
    assert not case.facts.guides
    case.page("/bs/", title="办事指南", lists=(block(item("高龄津贴", "/tz/2.html"), item("身份证", "/bs/3.html")),))
    assert [guide.url for guide in case.facts.guides] == [url_of("/tz/2.html")]


def test_a_list_that_tells_no_state_does_not_say_that_a_message_waits() -> None:
    rows = [message(str(n), asked_on=days_ago(200), state_told=False, title=f"第{n}件事") for n in (1, 2)]
    case = SiteCase().home(links=nav(县长信箱="/xx/")).page("/xx/", "messages", title="县长信箱", messages=tuple(rows))
    assert [fact.own_page_unread for fact in case.facts.messages] == [True, True]
