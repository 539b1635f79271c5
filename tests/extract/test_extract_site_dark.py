"""Dark links of a site: one fact per target, the first page that carries it, and what its target turned into."""

from hypothesis import given
from hypothesis import strategies as st
from site_case import AS_OF, HOME, SiteCase, link, url_of

from hengping.extract.page import read_page
from hengping.extract.site import assemble
from hengping.model.content_facts import HiddenLink
from hengping.model.evidence import FailureKind

FAR = "http://far.example.com/"


def hidden(url: str = FAR, **more) -> HiddenLink:
    return HiddenLink(url=url, how=more.pop("how", ("display_none",)), **more)


def facts_of(case: SiteCase, landings: dict[str, str] | None = None):
    return assemble(
        case.site, AS_OF, case.captures, case.pages, case.visits, case.challenges, landings=landings or {}
    ).dark_links


def test_one_fact_per_target_and_the_home_page_is_its_source():
    case = (
        SiteCase()
        .page("/a/", hidden_links=(hidden(text="甲", position="p:nth-child(1)"),))
        .home(hidden_links=(hidden(text="甲", position="p:nth-child(2)"),))
        .page("/b/", hidden_links=(hidden(), hidden("http://near.example.com/")))
    )
    far, near = facts_of(case)
    assert (far.source_url, far.source_count, far.on_home) == (HOME, 3, True)
    assert (far.evidence.record_id, far.evidence.position) == ("urn:/", "p:nth-child(2)")
    assert (near.link.url, near.source_url, near.on_home) == ("http://near.example.com/", url_of("/b/"), False)


def test_where_it_says_more_against_itself_is_its_source():
    case = (
        SiteCase()
        .home(hidden_links=(hidden(switchable=True),))
        .page("/a/", hidden_links=(hidden(how=("vocabulary",), vocabulary=("葡京",)),))
    )
    (fact,) = facts_of(case)
    assert (fact.source_url, fact.link.switchable, fact.source_count) == (url_of("/a/"), False, 2)


def test_links_of_a_frame_are_those_of_the_page_that_shows_it():
    case = (
        SiteCase().home(frames=("/foot.html",)).page("/foot.html", "other", purpose="frame", hidden_links=(hidden(),))
    )
    (fact,) = facts_of(case)
    assert (fact.source_url, fact.evidence.record_id) == (HOME, "urn:/foot.html")


def test_pages_of_others_are_no_matter_of_the_site():
    case = SiteCase().home().page("http://far.example.com/a/", "other", hidden_links=(hidden("http://x.example.com/"),))
    assert facts_of(case) == ()


def test_addresses_of_the_site_are_none_of_it():
    own = hidden(url_of("/x.html"))
    title = hidden(url_of("/a/"), how=("title_tag",))
    case = SiteCase().home(hidden_links=(own,)).page("/a/", hidden_links=(title,))
    assert [fact.link.how for fact in facts_of(case)] == [("title_tag",)]


def test_what_targets_turned_into():
    case = (
        SiteCase()
        .home(
            links=(
                link(FAR, "招商会", kind="external"),
                link("http://b.example.com/", "论坛", kind="external"),
                link("http://c.example.com/", "日报", kind="external"),
            )
        )
        .answer(FAR, 200, "link")
        .redirect("http://b.example.com/", "http://sale.example.net/")
        .answer("http://sale.example.net/", 200, "link")
        .answer("http://c.example.com/", 200, "link")
    )
    found = facts_of(case, {FAR: "vocabulary", "http://sale.example.net/": "for_sale"})
    assert [(fact.link.url, fact.landing, fact.link.text, fact.source_url) for fact in found] == [
        ("http://b.example.com/", "for_sale", "论坛", HOME),
        (FAR, "vocabulary", "招商会", HOME),
    ]
    assert found[1].landing_evidence.record_id == f"urn:{FAR}"
    assert found[1].evidence.record_id == "urn:/"
    assert facts_of(case) == ()


def test_a_domain_that_is_gone_is_said_of_hidden_links_only():
    gone = "http://gone.example.com/"
    case = SiteCase().home(links=(link(gone, "协会", kind="external"),)).fails(gone, FailureKind.DNS, purpose="link")
    assert facts_of(case) == ()
    (fact,) = facts_of(case.page("/a/", hidden_links=(hidden(gone),)))
    assert fact.landing == "gone"


def test_a_damaged_or_challenged_page_says_nothing():
    case = SiteCase().home().page("/a/", hidden_links=(hidden(),)).challenge("/a/")
    assert facts_of(case) == ()


@given(st.permutations(range(5)))
def test_the_order_of_pages_makes_no_difference(order):
    parts = [
        ("/", {"hidden_links": (hidden(switchable=True),)}),
        ("/a/", {"hidden_links": (hidden(), hidden("http://b.example.com/"))}),
        ("/b/", {"hidden_links": (hidden(how=("tiny",)),)}),
        ("/c/", {"hidden_links": (hidden("http://b.example.com/", doubt="list"),)}),
        ("/d/", {}),
    ]
    case = SiteCase()
    for place in order:
        path, facts = parts[place]
        case.page(path, "home" if path == "/" else "section", **facts)
    first, second = facts_of(case)
    assert (first.link.url, first.link.doubt, first.source_url) == ("http://b.example.com/", "", url_of("/a/"))
    assert (second.source_url, second.source_count) == (url_of("/a/"), 3)


def test_from_bytes_to_the_fact():
    body = f'<div style="display:none"><a href="{FAR}">词</a></div><a href="{FAR}" class="x">词</a>'
    html = f"<html><body>{body}</body></html>"
    page = read_page(html.encode(), HOME, home=True)
    case = SiteCase().home()
    case.pages[HOME] = page
    (fact,) = facts_of(case)
    assert fact.link.position == "body:nth-child(2)>div:nth-child(1)>a:nth-child(1)"
