"""Reprints among sites: copies found with their originals, and everything that only looks like one left alone."""

from datetime import date, timedelta
from random import Random  # noqa: TID251 - seeded: the same seed makes the same texts

import pytest
from similar_case import BUREAU, COUNTY, PORTAL, SITES, STOCK, article, on, prose, stock

from hengping.extract.similar.copies import Compared, reprints_among
from hengping.model import codec
from hengping.model.content_facts import ReprintFact

DAY = date(2026, 11, 3)
LATER = DAY + timedelta(days=4)
TITLE = "云溪省启动冬春水利建设现场推进活动"


def only(*sites: Compared) -> dict[str, ReprintFact]:
    """Facts by address over all sites."""
    return {fact.url: fact for facts in reprints_among(sites).values() for fact in facts}


def two(text: str, other: str, **facts: object) -> dict[str, ReprintFact]:
    """An article on the portal, a later one on the county's site."""
    first = article(PORTAL, 1, text, DAY, title=facts.pop("title", TITLE))
    second = article(COUNTY, 2, other, LATER, title=facts.pop("other_title", TITLE), **facts)
    return only(on(PORTAL, first), on(COUNTY, second))


def edited(text: str) -> str:
    """The text with another beginning and end, a sentence less, and words changed."""
    lines = text.replace("全省", "全县").split("\n")
    return "\n".join(["本网讯 " + lines[0], *lines[1:3], *lines[4:], "下一步，将持续跟踪，确保取得实效。"])


def test_a_copy_names_its_original() -> None:
    found = two(prose(1), prose(1))
    (fact,) = found.values()
    assert fact.url == "http://www.qinghe.gov.cn/art/2.html"
    assert (fact.original_url, fact.original_site_code) == ("http://www.yunxi.gov.cn/art/1.html", PORTAL.site_code)
    assert (fact.similarity, fact.declared, fact.doubt) == ("1.00", False, "")


@pytest.mark.parametrize("title", [TITLE, "我县贯彻全省冬春水利建设现场推进活动精神", "水利建设掀起新高潮"])
def test_a_light_edit_and_another_title_hide_no_copy(title: str) -> None:
    (fact,) = two(prose(2, 14), edited(prose(2, 14)), other_title=title).values()
    assert fact.url.startswith(COUNTY.url)
    assert 0.7 < float(fact.similarity) < 1


@pytest.mark.parametrize("kept", [10, 11, 13])
def test_a_shortened_copy_under_another_title_is_found(kept: int) -> None:
    whole = prose(11, 15)
    shortened = "\n".join(whole.split("\n")[:kept])
    (fact,) = two(whole, shortened, other_title="水利建设掀起新高潮").values()
    assert (fact.url, fact.original_url) == (f"{COUNTY.url}art/2.html", f"{PORTAL.url}art/1.html")


def test_two_articles_with_most_of_their_text_in_common_are_not_one_under_other_titles() -> None:
    lines, own = prose(12, 12).split("\n"), prose(13, 6).split("\n")
    assert not two("\n".join([*lines, *own[:3]]), "\n".join([*lines, *own[3:]]), other_title="水利建设掀起新高潮")


def test_a_copy_within_stock_phrases_is_found_by_its_title() -> None:
    rest = [article(site, 100 + seed, stock(seed), DAY) for seed, site in enumerate(SITES * 10)]
    text = stock(3) + "\n" + prose(4, 2)
    rest += [article(PORTAL, 1, text, DAY, title=TITLE), article(COUNTY, 2, text, LATER, title=TITLE)]
    sites = [on(site, *(one for one in rest if one.url.startswith(site.url))) for site in SITES]
    assert list(only(*sites)) == ["http://www.qinghe.gov.cn/art/2.html"]


def test_a_copy_made_of_set_phrases_alone_is_found_when_no_other_article_is_nearly_as_like() -> None:
    pool = prose(14, 40).split("\n")
    rng = Random(15)  # noqa: S311 - texts, no secrets
    rest = [article(site, 100 + n, "\n".join(rng.sample(pool, 12)), DAY) for n, site in enumerate(SITES * 12)]
    lines = rng.sample(pool, 12)
    rest.append(article(PORTAL, 1, "\n".join(lines), DAY, title=TITLE))
    rest.append(article(COUNTY, 2, "\n".join(lines[:9]), LATER, title=f"关于{TITLE}的报道"))
    sites = [on(site, *(one for one in rest if one.url.startswith(site.url))) for site in SITES]
    assert list(only(*sites)) == [f"{COUNTY.url}art/2.html"]


@pytest.mark.parametrize(
    ("one", "other", "title", "other_title"),
    [
        pytest.param(prose(5), prose(6), TITLE, TITLE, id="same title, another text"),
        pytest.param(prose(7)[:90], prose(7)[:90], TITLE, TITLE, id="short notice"),
        pytest.param(
            "县教育局定于3月5日至3月18日受理教师资格认定，咨询电话8812345，地点在政务大厅2楼12号窗口。\n"
            + STOCK[0]
            + STOCK[1],
            "县教育局定于4月9日至4月22日受理教师资格认定，咨询电话6650099，地点在政务大厅5楼31号窗口。\n"
            + STOCK[0]
            + STOCK[1],
            "关于受理教师资格认定的公告",
            "关于受理教师资格认定的公告",
            id="same form, other figures",
        ),
    ],
)
def test_what_only_looks_alike_is_none(one: str, other: str, title: str, other_title: str) -> None:
    assert not two(one, other, title=title, other_title=other_title)


def test_articles_made_of_stock_phrases_are_no_copies_of_each_other() -> None:
    rng = Random(1)  # noqa: S311 - texts, no secrets
    titles = [
        f"{place}召开{matter}会议" for place in ("我县", "我局", "全省") for matter in ("防火", "安全", "振兴", "环境")
    ]
    articles = {
        site: [article(site, n, stock(rng.randrange(10**6)), DAY, title=rng.choice(titles)) for n in range(40)]
        for site in SITES
    }
    assert not only(*(on(site, *mine) for site, mine in articles.items()))


def test_one_text_under_all_titles_says_nothing() -> None:
    same = "\n".join(STOCK)
    titles = [f"{verb}{matter}" for verb in ("召开", "部署", "推进") for matter in ("防火工作", "安全生产", "污染防治")]
    sites = [on(site, *(article(site, n, same, DAY, title=title) for n, title in enumerate(titles))) for site in SITES]
    assert not only(*sites)


def test_a_form_is_left_to_a_person() -> None:
    text = prose(8, 10)
    other = "\n".join([*text.split("\n")[:8], prose(9, 2)])
    (fact,) = two(text, other, title="关于拟任职人选的公示", other_title="关于拟任职人选的公示").values()
    assert fact.doubt == "template"


def test_one_site_has_no_reprint_of_itself() -> None:
    mine = on(PORTAL, article(PORTAL, 1, prose(1), DAY, title=TITLE), article(PORTAL, 2, prose(1), LATER, title=TITLE))
    assert not only(mine)
    assert not only(mine, on(COUNTY))


def test_the_source_named_is_the_original_even_when_dated_later() -> None:
    first = article(PORTAL, 1, prose(1), LATER, title=TITLE)
    second = article(COUNTY, 2, prose(1), DAY, title=TITLE, source="云溪省人民政府网站")
    (fact,) = only(on(PORTAL, first), on(COUNTY, second)).values()
    assert (fact.url, fact.declared, fact.source) == (second.url, True, "云溪省人民政府网站")


@pytest.mark.parametrize(
    ("source", "declared"),
    [
        ("清河县人民政府", False),
        ("本站", False),
        ("互联网", False),
        ("", False),
        ("云溪日报", True),
        ("云溪省人民政府", True),
    ],
)
def test_a_source_is_declared_when_it_names_somebody_else(source: str, *, declared: bool) -> None:
    (fact,) = two(prose(1), prose(1), source=source).values()
    assert fact.declared is declared


def test_of_one_day_the_printed_time_decides_else_nobody() -> None:
    def at(clock: str, other: str) -> dict[str, ReprintFact]:
        one = article(PORTAL, 1, prose(1), DAY, title=TITLE, printed_time=f"2026-11-03 {clock}")
        two = article(COUNTY, 2, prose(1), DAY, title=TITLE, printed_time=f"2026-11-03 {other}")
        return only(on(PORTAL, one), on(COUNTY, two))

    assert list(at("09:15", "17:40")) == ["http://www.qinghe.gov.cn/art/2.html"]
    assert list(at("17:40:11", "9:15:22")) == ["http://www.yunxi.gov.cn/art/1.html"]
    assert {fact.doubt for fact in at("00:00", "17:40").values()} == {"order"}
    assert len(at("08:00", "08:00")) == 2


def test_of_many_copies_each_names_the_first() -> None:
    sites = [
        on(PORTAL, article(PORTAL, 1, prose(1), DAY, title=TITLE)),
        on(COUNTY, article(COUNTY, 2, prose(1), LATER, title=TITLE)),
        on(BUREAU, article(BUREAU, 3, prose(1), LATER, title=TITLE)),
    ]
    assert {fact.original_site_code for fact in only(*sites).values()} == {PORTAL.site_code}
    assert len(only(*sites)) == 2


def test_an_official_document_is_known_by_its_title() -> None:
    title = "云溪省人民政府办公厅关于印发冬春水利建设实施方案的通知"
    (fact,) = two(prose(1), prose(1), title=title, other_title=title).values()
    assert fact.document
    (plain,) = two(prose(1), prose(1)).values()
    assert not plain.document


@pytest.mark.parametrize(
    "title", ["中华人民共和国政府信息公开条例", "云溪省节约用水办法（修订）", "《国务院关于促进就业的意见》"]
)
def test_laws_are_documents(title: str) -> None:
    (fact,) = two(prose(1), prose(1), title=title, other_title=title).values()
    assert fact.document


@pytest.mark.parametrize("title", ["我市出台电动自行车管理办法", "清河县贯彻落实节约用水条例"])
def test_news_about_a_law_is_none(title: str) -> None:
    (fact,) = two(prose(1), prose(1), title=title, other_title=title).values()
    assert not fact.document


@pytest.mark.parametrize("title", ["网站声明", "隐私保护说明", "政府信息公开指南"])
def test_pages_of_the_site_itself_are_alike_everywhere(title: str) -> None:
    assert not two(prose(1), prose(1), title=title, other_title=title)


def test_a_date_that_only_the_list_prints_counts() -> None:
    one = article(PORTAL, 1, prose(1), None, title=TITLE, listed_on=DAY)
    other = article(COUNTY, 2, prose(1), None, title=TITLE, listed_on=LATER)
    (fact,) = only(on(PORTAL, one), on(COUNTY, other)).values()
    assert (fact.url, fact.published_on, fact.original_on) == (other.url, LATER, DAY)


def test_of_undated_pages_nobody_can_say_which_was_first() -> None:
    one, other = (article(site, 1, prose(1), None, title=TITLE) for site in (PORTAL, COUNTY))
    assert not only(on(PORTAL, one), on(COUNTY, other))


def test_the_order_of_sites_and_articles_makes_no_difference() -> None:
    rng = Random(3)  # noqa: S311 - texts, no secrets
    texts = [prose(seed, 5) for seed in range(12)] + [stock(seed) for seed in range(20)]
    pool = {
        site: [
            article(
                site, n, rng.choice(texts), DAY + timedelta(days=rng.randrange(9)), title=f"{TITLE}{rng.randrange(6)}"
            )
            for n in range(30)
        ]
        for site in SITES
    }
    outputs = set()
    for _ in range(4):
        order = rng.sample(SITES, 3)
        found = reprints_among([on(site, *rng.sample(pool[site], 30)) for site in order])
        outputs.add(codec.encode(dict(sorted(found.items()))))
    assert len(outputs) == 1
    assert b"original_url" in outputs.pop()
