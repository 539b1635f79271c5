"""Wording errors of a site: counted where they are printed first-hand."""

from site_case import SiteCase, link, url_of

from hengping.model.content_facts import WordingHit


def hit(
    wrong: str = "布署", *, context: str = "", path: str = "", furniture: bool = False, sure: bool = True
) -> WordingHit:
    return WordingHit(
        wrong=wrong,
        right="部署",
        context=context or f"对工作进行{wrong}",
        link_url=url_of(path) if path else "",
        furniture=furniture,
        sure=sure,
    )


def found(case: SiteCase) -> set[tuple[str, str]]:
    return {(fact.url, one.wrong) for fact in case.facts.wording for one in fact.hits}


def test_an_article_with_an_error_is_named() -> None:
    case = SiteCase().home().article("/a.html", wording=(hit(),))
    assert found(case) == {(url_of("/a.html"), "布署")}


def test_a_title_in_a_list_counts_on_the_article() -> None:
    case = (
        SiteCase()
        .home(wording=(hit(path="/a.html"),), links=(link("/a.html"),))
        .page("/gzdt/", wording=(hit(path="/a.html"),), links=(link("/a.html"),))
        .article("/a.html", wording=(hit(), hit("按装")))
    )
    assert found(case) == {(url_of("/a.html"), "布署"), (url_of("/a.html"), "按装")}


def test_a_title_whose_article_was_not_read_counts_where_it_stands() -> None:
    case = SiteCase().home().page("/gzdt/", wording=(hit(path="/a.html"),), links=(link("/a.html"),))
    assert found(case) == {(url_of("/gzdt/"), "布署")}


def test_a_list_that_miswrites_a_right_title_is_itself_wrong() -> None:
    case = (
        SiteCase()
        .home()
        .page("/gzdt/", wording=(hit(path="/a.html"),), links=(link("/a.html"),))
        .article("/a.html", wording=(hit("按装"),))
    )
    assert found(case) == {(url_of("/gzdt/"), "布署"), (url_of("/a.html"), "按装")}


def test_the_beginning_of_an_article_in_a_list_counts_on_the_article() -> None:
    case = (
        SiteCase()
        .home()
        .page("/gzdt/", wording=(hit(context="昨日县领导对防汛工作进行布署并……"),), links=(link("/a.html"),))
        .article("/a.html", wording=(hit(context="昨日县领导对防汛工作进行布署并提出要求"),))
    )
    assert found(case) == {(url_of("/a.html"), "布署")}


def test_what_every_footer_says_counts_once() -> None:
    case = SiteCase().home(wording=(hit("人民政俯", furniture=True),))
    for name in "abc":
        case.article(f"/{name}.html", wording=(hit("人民政俯", furniture=True), hit(f"错{name}")))
    assert {url for url, wrong in found(case) if wrong == "人民政俯"} == {url_of("/")}
    assert len(found(case)) == 4


def test_a_certain_hit_goes_before_one_in_doubt() -> None:
    case = SiteCase().home().article("/a.html", wording=(hit(sure=False), hit(path="/b.html")))
    (fact,) = case.facts.wording
    assert [one.sure for one in fact.hits] == [True]
    assert fact.hits[0].link_url == ""


def test_pages_of_other_sites_are_left_out() -> None:
    case = SiteCase().home().page("http://other.gov.cn/a.html", "article", wording=(hit(),))
    assert found(case) == set()
