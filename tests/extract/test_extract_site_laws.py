"""Laws that hold for any site."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from site_case import AS_OF, HOME, SITE, days_ago

from hengping.extract.site import assemble
from hengping.model import codec
from hengping.model.evidence import Capture, FailureKind, Visit
from hengping.model.facts import Guide, ItemList, Link, ListItem, Message, PageFacts

URLS = [
    HOME,
    "http://www.yunxi.gov.cn/index.html",
    "http://www.yunxi.gov.cn/zwgk/",
    "http://www.yunxi.gov.cn/zwgk/tzgg/",
    "http://www.yunxi.gov.cn/zwgk/tzgg/index_1.html",
    "http://www.yunxi.gov.cn/list.htm",
    "http://www.yunxi.gov.cn/list2.htm",
    "http://www.yunxi.gov.cn/xx/?page=2",
    "http://www.yunxi.gov.cn/t/t20260102_1.html",
    "https://yunxi.gov.cn/",
    "http://zwfw.example.cn/a",
]
TEXTS = ["", "首页", "通知公告", "政务公开", "县长信箱", "办事指南", "网上信访", "下一页", "2", "工作动态_云溪"]

url = st.sampled_from(URLS)
text = st.sampled_from(TEXTS)
day = st.none() | st.integers(-400, 900).map(days_ago)
links = st.builds(
    Link,
    url=url,
    text=text,
    kind=st.sampled_from(["internal", "external", "attachment", "image"]),
    place=st.sampled_from(["nav", "breadcrumb", "list", "body", "footer"]),
)
items = st.builds(ListItem, title=text, url=url | st.just(""), dated_on=day)
lists = st.builds(ItemList, name=text, items=st.lists(items, max_size=3).map(tuple), more_url=url | st.just(""))
messages = st.builds(Message, message_id=text, url=url | st.just(""), title=text, asked_on=day, replied=st.booleans())


def few(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(strategy, max_size=4).map(tuple)


def page_at(address: str) -> st.SearchStrategy[PageFacts]:
    kinds = ["home", "section", "article", "messages", "guide", "search", "challenge", "other"]
    return st.builds(
        PageFacts,
        url=st.just(address),
        kind=st.sampled_from(kinds),
        title=text,
        published_on=day,
        meta=st.dictionaries(st.sampled_from(["ColumnName", "columntype", "ArticleTitle"]), text, max_size=2),
        lists=few(lists),
        messages=few(messages),
        guide=st.none() | st.just(Guide(title="甲")),
        links=few(links),
        frames=few(url),
        breadcrumb=few(text),
        submit_form=st.booleans(),
        scripted=st.booleans(),
        text_length=st.sampled_from([0, 100, 1000]),
    )


@st.composite
def captures(draw: Callable[..., object]) -> list[Capture]:
    asked = draw(st.lists(url, max_size=12))
    moment = datetime(2026, 11, 20, tzinfo=UTC)
    return [
        Capture(
            record_id=f"urn:{number}",
            digest="sha256:0",
            url=address,
            purpose=draw(st.sampled_from(["home", "page", "frame", "link", "attachment", "image", "robots"])),
            status=draw(st.sampled_from([0, 200, 301, 302, 304, 400, 403, 404, 500])),
            failure=draw(st.none() | st.sampled_from(list(FailureKind))),
            location=draw(url | st.just("")),
            fetched_at=moment + timedelta(seconds=draw(st.integers(0, 3))),
        )
        for number, address in enumerate(asked)
    ]


pages = st.lists(url, unique=True).flatmap(lambda found: st.fixed_dictionaries({one: page_at(one) for one in found}))
visits = st.lists(
    st.builds(
        Visit,
        number=st.integers(1, 3),
        url=st.just(HOME),
        visited_at=st.just(datetime(2026, 11, 20, tzinfo=UTC)),
        result=st.sampled_from(["ok", "failed", "blocked", "own_fault"]),
    ),
    max_size=3,
)
challenges = st.dictionaries(url, st.just("wzws"), max_size=2)


@settings(max_examples=60, deadline=None)
@given(captures=captures(), pages=pages, visits=visits, challenges=challenges, data=st.data())
def test_any_site_can_be_assembled(
    captures: list[Capture],
    pages: dict[str, PageFacts],
    visits: list[Visit],
    challenges: dict[str, str],
    data: st.DataObject,
) -> None:
    facts = assemble(SITE, AS_OF, captures, pages, visits, challenges)

    addresses = [fact.url for fact in facts.links]
    assert len(addresses) == len(set(addresses)), "one fact per target"
    ids = [section.section_id for section in facts.sections]
    assert len(ids) == len(set(ids)), "one row per section"
    for section in facts.sections:
        assert section.undated <= section.items
        assert section.readable == (not section.unreadable_why)
        assert section.newest_on is None or section.oldest_on <= section.newest_on <= AS_OF
    if facts.blocked_by or not facts.reachable:
        assert (facts.sections, facts.links, facts.messages, facts.guides) == ((), (), (), ())

    shuffled = data.draw(st.permutations(captures))
    turned = dict(reversed(list(pages.items())))
    again = assemble(SITE, AS_OF, shuffled, turned, visits, challenges)
    assert codec.encode(again) == codec.encode(facts), "order makes no difference"
