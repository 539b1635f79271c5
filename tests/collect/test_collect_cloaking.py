"""The home page asked for both ways over a real server, archived, and read as faces."""

from datetime import date

from aiohttp import web

from hengping.checks.runner import run_checks
from hengping.collect import cloaking
from hengping.collect.cloaking import SEARCH_ENGINE
from hengping.collect.run import IN_PROCESS, collect_sites
from hengping.evidence.archive import SiteArchive
from hengping.pipeline.site_reading import site_facts

AS_OF = date(2026, 11, 20)
HOME = (
    "<html><head><title>甲市人民政府</title></head><body><ul><li><a href='/1.html'>要闻一则</a></li></ul></body></html>"
)
PLANTED = (
    "<html><head><title>百家乐_真人娱乐</title></head><body><a href='http://far.example.com/'>新葡京</a></body></html>"
)


def collect(site, folder, settings, **changes):
    collect_sites(
        [site],
        lambda _site: folder,
        settings.model_copy(update={"cloaking": True, **changes}),
        lambda _site: None,
        workers=IN_PROCESS,
    )
    return SiteArchive(folder).captures()


def faces_of(site, folder):
    facts = site_facts(folder, site, AS_OF)
    (finding,) = run_checks(facts, only=["cloaking"])
    return {face.client: face for face in facts.faces}, finding


def _answer(body):
    return web.Response(text=body, content_type="text/html", charset="utf-8")


def test_the_same_for_everybody(server, settings, site, tmp_path):
    server.routes = {"/": HOME, "/1.html": HOME}
    captures = collect(site, tmp_path / "a", settings)
    asked = [one for one in captures if one.purpose == "cloaking"]
    assert [(one.source_url, one.profile, one.look) for one in asked] == [
        ("", "browser", 1),
        (SEARCH_ENGINE, "browser", 1),
    ]
    assert sum(headers.get("Referer") == SEARCH_ENGINE for headers in server.headers) == 1
    faces, finding = faces_of(site, tmp_path / "a")
    assert sorted(faces) == ["collector", "search", "visitor"]
    assert {face.title for face in faces.values()} == {faces["collector"].title}
    assert finding.outcome == "pass"


def test_another_page_for_those_whom_a_search_engine_led(server, settings, site, tmp_path):
    async def home(request):
        return _answer(PLANTED if "baidu" in request.headers.get("Referer", "") else HOME)

    server.routes = {"/": home, "/1.html": HOME}
    collect(site, tmp_path / "a", settings)
    faces, finding = faces_of(site, tmp_path / "a")
    assert faces["visitor"].words == ()
    assert "新葡京" in faces["search"].words
    assert (finding.outcome, finding.values["client"]) == ("fail", "search")
    assert len(finding.evidence) == 2


def test_led_away_and_not_followed(server, settings, site, tmp_path):
    async def home(request):
        if "baidu" in request.headers.get("Referer", ""):
            raise web.HTTPFound("http://far.example.com/")
        return _answer(HOME)

    server.routes = {"/": home, "/1.html": HOME}
    collect(site, tmp_path / "a", settings)
    faces, finding = faces_of(site, tmp_path / "a")
    assert faces["search"].led_away_to == "http://far.example.com/"
    assert finding.outcome == "fail"
    assert not any(asked.startswith("far.example.com") for asked in server.asked)


def test_a_refusal_says_nothing(server, settings, site, tmp_path):
    async def home(request):
        return web.Response(status=403) if request.headers.get("Referer") else _answer(HOME)

    server.routes = {"/": home, "/1.html": HOME}
    collect(site, tmp_path / "a", settings)
    faces, finding = faces_of(site, tmp_path / "a")
    assert not faces["search"].readable
    assert finding.outcome == "not_tested"


def test_switched_off_or_without_a_home_page_nobody_asks(server, settings, site, tmp_path):
    server.routes = {"/": HOME, "/1.html": HOME}
    captures = collect(site, tmp_path / "a", settings, cloaking=False)
    assert not [one for one in captures if one.purpose == "cloaking"]
    assert faces_of(site, tmp_path / "a")[1].outcome == "not_tested"
    server.routes = {"/": 404}
    captures = collect(site, tmp_path / "b", settings)
    assert not [one for one in captures if one.purpose == "cloaking"]


def test_what_was_asked_is_not_asked_again(server, settings, site, tmp_path):
    server.routes = {"/": HOME, "/1.html": HOME}
    collect(site, tmp_path / "a", settings)
    before = len(server.asked)
    captures = collect(site, tmp_path / "a", settings)
    assert len([one for one in captures if one.purpose == "cloaking"]) == 2
    assert sum(asked.startswith("www.a.gov.cn/") for asked in server.asked[before:]) == 0


def test_the_faces_are_no_pages_of_the_site(server, settings, site, tmp_path):
    async def home(request):
        return _answer(PLANTED if "baidu" in request.headers.get("Referer", "") else HOME)

    server.routes = {"/": home, "/1.html": HOME}
    collect(site, tmp_path / "a", settings)
    facts = site_facts(tmp_path / "a", site, AS_OF)
    assert facts.dark_links == ()
    assert {link.url for link in facts.links} == {"http://www.a.gov.cn/1.html"}


def test_a_splash_page_is_compared_with_itself(server, settings, site, tmp_path):
    splash = '<html><head><meta http-equiv="refresh" content="0;url=/index.html"></head><body></body></html>'
    server.routes = {"/": splash, "/index.html": PLANTED, "/1.html": HOME}
    collect(site, tmp_path / "a", settings)
    faces, finding = faces_of(site, tmp_path / "a")
    assert {face.url for face in faces.values()} == {"http://www.a.gov.cn/"}
    assert finding.outcome == "pass"


def test_a_visit_cut_off_at_a_redirect_is_made_again(server, settings, site, tmp_path, monkeypatch):
    async def home(request):
        if request.headers.get("Referer"):
            raise web.HTTPFound("/index.html")
        return _answer(HOME)

    server.routes = {"/": home, "/index.html": PLANTED, "/1.html": HOME}
    with monkeypatch.context() as patched:
        patched.setattr(cloaking, "_MAX_HOPS", 0)  # as if it was killed after the first answer
        collect(site, tmp_path / "a", settings)
    assert faces_of(site, tmp_path / "a")[0]["search"].words == ()
    captures = collect(site, tmp_path / "a", settings)
    led = [one.url for one in captures if one.purpose == "cloaking" and one.source_url]
    assert led[-1] == "http://www.a.gov.cn/index.html"
    assert "新葡京" in faces_of(site, tmp_path / "a")[0]["search"].words
    before = len(captures)
    assert len(collect(site, tmp_path / "a", settings)) == before
