"""Articles of a site with their sections, and which of them are younger than they claim."""

from datetime import date, timedelta
from typing import Any

from similar_case import prose
from site_case import AS_OF, SiteCase, block, days_ago, item, link, nav

from hengping.extract.similar.fingerprint import fingerprint
from hengping.extract.site_articles_before import first_seen_since, seen_before
from hengping.extract.site_articles_seen import seen_by_address
from hengping.model.content_facts import ArticleFact, FirstSeenFact
from hengping.model.evidence import EvidenceRef
from hengping.model.facts import SiteFacts

BEFORE = date(2026, 5, 20)


def case(*ages: int, more: Any = None, **facts: Any) -> SiteCase:
    """A site with one section, 工作动态, and an article of each age."""
    site = SiteCase().home(links=nav(工作动态="/gzdt/"))
    entries = [item(f"关于第{age}天工作的消息", f"/gzdt/a{age}.html", days_ago(age)) for age in ages]
    site.page("/gzdt/", title="工作动态", lists=(block(*entries),), links=more or ())
    for age in ages:
        site.article(f"/gzdt/a{age}.html", f"关于第{age}天工作的消息", days_ago(age), **facts)
    return site


def looked(site: SiteCase, day: date) -> SiteFacts:
    facts = site.facts
    return SiteFacts(**{name: getattr(facts, name) for name in facts.__struct_fields__} | {"as_of": day})


def since(now: SiteCase, then: SiteCase, day: date = BEFORE) -> dict[str, FirstSeenFact]:
    before = seen_before(looked(then, day))
    assert before is not None
    return {fact.url.rpartition("/")[2]: fact for fact in first_seen_since(now.facts, before)}


def test_an_article_belongs_to_the_section_that_lists_it() -> None:
    (article,) = case(3, fingerprint=fingerprint(prose(1)), source="本站").facts.articles
    assert article.section_id == case(3).section("/gzdt/").section_id
    assert (article.published_on, article.listed_on, article.seen_on) == (days_ago(3), days_ago(3), AS_OF)
    assert article.fingerprint == fingerprint(prose(1))


def test_a_list_read_to_its_end_is_known_from_its_beginning_one_that_goes_on_is_not() -> None:
    (whole,) = case(1, 5, 9).facts.listings
    assert whole.covered_from == date.min
    more = (link("/gzdt/index_2.html", "下一页"),)
    (short,) = case(1, 5, 9, more=more).facts.listings
    assert short.covered_from is None
    (part,) = case(1, 5, 9, 20, 30, 700, more=more).facts.listings
    assert part.covered_from == days_ago(20)  # two entries may be pinned to the head
    assert part.newest[:2] == (days_ago(1), days_ago(5))


def test_what_was_not_there_at_the_earlier_look_is_told() -> None:
    then = case(300, 250, 220)
    found = since(case(300, 250, 220, 240, 10), then)
    assert list(found) == ["a240.html"]
    fact = found["a240.html"]
    assert (fact.printed_on, fact.absent_on, fact.first_seen_on) == (days_ago(240), BEFORE, AS_OF)
    assert (fact.how, fact.doubt) == ("round", "")


def test_what_was_moved_renamed_or_listed_twice_was_there_before() -> None:
    text = {"fingerprint": fingerprint(prose(4))}
    then = case(300, 250, 240, **text)
    moved = case(300, 250)
    moved.article("/gzdt/new.html", "关于第240天工作的消息", days_ago(240))
    moved.article("/gzdt/renamed.html", "改了题目的消息", days_ago(241), **text)
    twice = case(300, 250, 240)
    twice.article("/gzdt/again.html", "关于第240天工作的消息", days_ago(240))
    for now, path in ((moved, "new"), (moved, "renamed"), (twice, "again")):
        entries = [item("消息", f"/gzdt/{path}.html", days_ago(240))]
        now.page(
            "/gzdt/",
            title="工作动态",
            lists=(block(*entries, *now.pages["http://www.yunxi.gov.cn/gzdt/"].lists[0].items),),
        )
        assert f"{path}.html" not in since(now, then)


def test_a_second_article_of_an_old_title_is_another_one() -> None:
    then = case(300, 250, 220)
    now = case(300, 250, 220)
    now.page(
        "/gzdt/",
        title="工作动态",
        lists=(
            block(item("x", "/gzdt/b.html", days_ago(230)), *now.pages["http://www.yunxi.gov.cn/gzdt/"].lists[0].items),
        ),
    )
    now.article("/gzdt/b.html", "关于第220天工作的消息", days_ago(230))
    assert list(since(now, then)) == ["b.html"]


def test_where_nobody_looked_nothing_was_absent() -> None:
    more = (link("/gzdt/index_2.html", "下一页"),)
    assert not since(case(300, 250, 220, 240), case(300, 250, 220, more=more))
    other = (
        SiteCase()
        .home(links=nav(概况="/gk/"))
        .page("/gk/", title="概况", lists=(block(item("云溪概况", "/gk/1.html")),))
    )
    assert {fact.doubt for fact in since(case(300, 250), other).values()} == {"new_section"}


def test_documents_of_long_ago_are_an_archive() -> None:
    assert since(case(300, 250, 3000), case(300, 250))["a3000.html"].doubt == "archive"


def test_many_at_once_are_a_move() -> None:
    ages = range(250, 290)
    assert {fact.doubt for fact in since(case(300, 299, *ages), case(300, 299)).values()} == {"bulk"}


def test_a_site_that_was_not_read_was_not_looked_at() -> None:
    assert seen_before(SiteCase().fails("/", "dns").facts) is None  # type: ignore[arg-type]


def entered(number: int, day: date, claimed: date | None = None, **facts: Any) -> ArticleFact:
    url = f"http://www.yunxi.gov.cn/gzdt/{day:%Y%m}/t{day:%Y%m%d}_{number}.html"
    return ArticleFact(
        url=url,
        title=f"消息{number}",
        published_on=claimed or day,
        url_dated_on=day,
        evidence=EvidenceRef("urn:1", "sha256:0"),
        **facts,
    )


def site_with(*odd: ArticleFact, honest: int = 20) -> tuple[FirstSeenFact, ...]:
    """A site whose articles are numbered as they are entered, one every third day, and some odd ones."""
    usual = [entered(1000 + 10 * n, days_ago(3 * (honest - n))) for n in range(honest)]
    return seen_by_address([*usual, *odd], AS_OF)


def test_the_address_tells_when_an_article_was_entered() -> None:
    (fact,) = site_with(entered(1171, days_ago(8), days_ago(50)))
    assert (fact.printed_on, fact.first_seen_on, fact.how) == (days_ago(50), days_ago(8), "address")
    assert fact.signs == ("address", "numbers")
    assert not fact.doubt


def test_without_other_signs_the_address_alone_says_little() -> None:
    (fact,) = site_with(entered(7, days_ago(8), days_ago(50)), honest=3)
    assert (fact.signs, fact.doubt) == ((), "single")


def plain(number: int, claimed: date, **facts: Any) -> ArticleFact:
    """An article whose address carries no date."""
    return ArticleFact(
        url=f"http://www.yunxi.gov.cn/info/1003/{number}.htm",
        title=f"消息{number}",
        published_on=claimed,
        evidence=EvidenceRef("urn:1", "sha256:0"),
        **facts,
    )


def tagged_site(*odd: ArticleFact) -> dict[str, tuple[str, str]]:
    """A site whose addresses carry numbers only, tags and headers as printed; what is told of the odd articles."""
    days = [days_ago(3 * (30 - n)) for n in range(30)]
    usual = [plain(1000 + 10 * n, day, tagged_on=day, served_on=day) for n, day in enumerate(days)]
    return {fact.title: (fact.how, fact.doubt) for fact in seen_by_address([*usual, *odd], AS_OF)}


def test_tags_and_numbers_tell_where_addresses_carry_no_date() -> None:
    late, claimed = days_ago(9), days_ago(60)
    assert tagged_site(plain(1268, claimed, tagged_on=late)) == {"消息1268": ("tag", "")}
    assert tagged_site(plain(1268, claimed, served_on=late)) == {"消息1268": ("header", "")}
    assert tagged_site(plain(1105, claimed, tagged_on=late)) == {"消息1105": ("tag", "single")}
    assert not tagged_site(plain(1105, claimed, served_on=late))  # written anew, as every correction does
    assert not tagged_site(plain(1268, claimed))


def test_tags_that_say_something_else_everywhere_tell_nothing() -> None:
    made = [plain(1000 + n, days_ago(3 * (40 - n)), tagged_on=AS_OF, served_on=AS_OF) for n in range(40)]
    assert not seen_by_address(made, AS_OF)


def test_a_page_generated_anew_or_corrected_is_not_younger() -> None:
    assert not site_with(entered(1005, days_ago(50), tagged_on=days_ago(1), served_on=days_ago(1)))


def test_a_file_that_stood_there_unchanged_was_there() -> None:
    assert not site_with(entered(1171, days_ago(8), days_ago(50), served_on=days_ago(50)))


def test_a_list_that_prints_the_later_date_claims_no_earlier_one() -> None:
    assert not site_with(entered(1171, days_ago(8), days_ago(50), listed_on=days_ago(8)))


def test_a_site_that_moved_has_one_day_in_all_addresses() -> None:
    moved = [entered(9000 + n, days_ago(8), days_ago(30 + n)) for n in range(40)]
    assert {fact.doubt for fact in site_with(*moved)} == {"bulk"}
    old = entered(1171, days_ago(8), days_ago(8) - timedelta(days=3000))
    assert [fact.doubt for fact in site_with(old)] == ["archive"]
