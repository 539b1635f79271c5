"""The walk through one site."""

import asyncio
import gzip
from random import Random  # noqa: TID251 - seeded; the server's delays

import msgspec
import pytest
from aiohttp import web
from collect_support import HOME, answer, crawl, html, redirect, result_set

from hengping.evidence.archive import SiteArchive
from hengping.extract.outlinks import read_outlinks
from hengping.model.evidence import FailureKind

EXT = "http://other.example/"


def _by_path(captures):
    return {capture.url.removeprefix(HOME): capture for capture in captures if capture.purpose != "robots"}


def test_home_first_then_pages_then_checks_each_once(server, settings, site, tmp_path):
    server.routes |= {
        "/": html("/a.html", "/b.html", "/f.pdf", EXT, "/a.html#x") + '<img src="/i.png">',
        "/a.html": html("/c.html", "/b.html", "/f.pdf", EXT),
        "/b.html": html("/", "http://a.gov.cn/w.html"),
        "/c.html": html(),
        "a.gov.cn/w.html": html(),
        "/f.pdf": answer(body=b"%PDF" + b"x" * 200_000, content_type="application/pdf"),
        "/i.png": answer(body=b"\x89PNG" + b"x" * 200_000, content_type="image/png"),
        "other.example/": html("/never"),
    }
    captures = crawl(site, tmp_path, settings)
    assert [(c.purpose, c.url.removeprefix(HOME)) for c in captures if c.purpose != "robots"] == [
        ("home", ""),
        ("page", "a.html"),
        ("page", "b.html"),
        ("page", "c.html"),
        ("page", "http://a.gov.cn/w.html"),
        ("attachment", "f.pdf"),
        ("link", EXT),
        ("image", "i.png"),
    ]
    found = _by_path(captures)
    assert (found["c.html"].source_url, found["c.html"].depth) == (HOME + "a.html", 2)
    assert (found["f.pdf"].size, found["f.pdf"].failure) == (200_004, None)
    assert (found["i.png"].size, found["i.png"].failure) == (16 * 1024, None)
    assert len(server.asked) == len(set(server.asked)) == len(captures)


def test_budgets_hold_and_say_which_pages_come_first(server, settings, site, tmp_path):
    server.routes["/"] = html(*[f"/{n}.html" for n in range(20)], *[f"/{n}.pdf" for n in range(20)])
    some = settings.model_copy(update={"max_pages_per_site": 4, "max_link_checks_per_site": 2})
    found = _by_path(crawl(site, tmp_path, some))
    # of items that look alike the highest number is the newest
    assert set(found) == {"", "19.html", "18.html", "17.html", "0.pdf", "1.pdf"}


def test_frames_are_pages_of_the_same_depth(server, settings, site, tmp_path):
    server.routes |= {"/": html(frames=("/in.html", EXT + "frame")), "/in.html": html("/deep.html")}
    server.routes["other.example/frame"] = html("/not-ours.html")
    found = _by_path(crawl(site, tmp_path, settings))
    assert (found["in.html"].purpose, found["in.html"].depth) == ("frame", 0)
    assert found["deep.html"].depth == 1
    assert found[EXT + "frame"].purpose == "frame"
    assert not any("not-ours" in asked for asked in server.asked)


def test_each_redirect_is_a_capture_of_its_own(server, settings, site, tmp_path):
    server.routes |= {
        "/": redirect("index.html", 301),
        "/index.html": html("/one", "/out", "/nowhere"),
        "/one": redirect("/two", 307),
        "/two": redirect("/three.html", 308),
        "/three.html": html(),
        "/out": redirect(EXT + "x"),
        "other.example/x": redirect(EXT + "y", 303),
        "/nowhere": answer(status=302, headers={"X": "1"}),
    }
    found = _by_path(crawl(site, tmp_path, settings))
    assert (found[""].status, found[""].location, found[""].purpose) == (301, HOME + "index.html", "home")
    assert (found["index.html"].purpose, found["index.html"].depth) == ("home", 0)
    assert [found[name].location for name in ("one", "two")] == [HOME + "two", HOME + "three.html"]
    assert {found[name].depth for name in ("one", "two", "three.html")} == {1}
    assert (found["out"].location, found[EXT + "x"].purpose, found[EXT + "x"].location) == (
        EXT + "x",
        "link",
        EXT + "y",
    )
    assert found[EXT + "y"].status == 404
    assert (found["nowhere"].status, found["nowhere"].location) == (302, "")


def test_a_home_page_that_moved_to_another_host_is_the_site_from_there_on(server, settings, site, tmp_path):
    server.routes |= {
        "/": redirect("http://gate.example/in"),
        "gate.example/in": redirect("http://new.gov.cn/portal/"),
        "new.gov.cn/portal/": html("/list.html", "http://www.a.gov.cn/old.html", "http://gate.example/more", EXT),
        "new.gov.cn/list.html": html("/item.html"),
        "new.gov.cn/item.html": html(),
        "/old.html": html("/older.html"),
        "/older.html": html(),
    }
    found = {(c.purpose, c.url) for c in crawl(site, tmp_path, settings) if c.purpose != "robots"}
    assert found == {
        ("home", HOME),
        ("home", "http://gate.example/in"),
        ("home", "http://new.gov.cn/portal/"),
        ("page", "http://new.gov.cn/list.html"),
        ("page", "http://new.gov.cn/item.html"),
        ("link", HOME + "old.html"),
        ("link", "http://gate.example/more"),
        ("link", EXT),
    }


def test_a_redirect_in_gbk_is_understood(server, settings, site, tmp_path):
    async def handler(request):
        request.transport.write(
            b"HTTP/1.1 302 Found\r\nLocation: /" + "公告".encode("gbk") + b"\r\nContent-Length: 0\r\n\r\n"
        )
        await asyncio.sleep(0.05)
        request.transport.close()
        return web.Response()

    server.routes["/"] = handler
    found = _by_path(crawl(site, tmp_path, settings))
    assert found[""].location == HOME + "%E5%85%AC%E5%91%8A"


def test_loops_and_endless_redirects_end(server, settings, site, tmp_path):
    server.routes |= {"/": html("/l1", "/self", "/n0"), "/l1": redirect("/l2"), "/l2": redirect("/l1")}
    server.routes["/self"] = redirect("/self")
    server.routes |= {f"/n{n}": redirect(f"/n{n + 1}") for n in range(40)}
    found = _by_path(crawl(site, tmp_path, settings))
    assert (found["l1"].location, found["l2"].location) == (HOME + "l2", HOME + "l1")
    assert found["self"].location == HOME + "self"
    assert [name for name in found if name.startswith("n")] == [f"n{n}" for n in range(21)]
    wrong = {name: (c.failure, c.detail) for name, c in found.items() if c.failure}
    assert wrong == {
        "l2": (FailureKind.REDIRECT_LOOP, "circle"),
        "self": (FailureKind.REDIRECT_LOOP, "circle"),
        "n20": (FailureKind.REDIRECT_LOOP, "too_many"),
    }


def test_a_circle_that_hands_out_cookies_is_a_cookie_wall(server, settings, site, tmp_path):
    server.routes |= {
        "/": html("/in"),
        "/in": answer(status=302, headers={"Location": "/gate", "Set-Cookie": "seen=1"}),
        "/gate": redirect("/in"),
    }
    found = _by_path(crawl(site, tmp_path, settings))
    assert (found["gate"].status, found["gate"].failure) == (302, FailureKind.COOKIE_WALL)
    assert found["in"].failure is None


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (401, FailureKind.AUTH_REQUIRED),
        (403, FailureKind.BLOCKED),
        (404, None),
        (412, FailureKind.BLOCKED),
        (429, FailureKind.BLOCKED),
        (500, None),
    ],
)
def test_error_pages_lead_nowhere(server, settings, site, tmp_path, status, failure):
    server.routes |= {
        "/": html("/e.html"),
        "/e.html": answer(status=status, text=html("/x.html"), content_type="text/html"),
    }
    found = _by_path(crawl(site, tmp_path, settings))
    assert set(found) == {"", "e.html"}
    assert (found["e.html"].status, found["e.html"].failure) == (status, failure)


def test_a_challenge_page_leads_nowhere(server, settings, site, tmp_path):
    server.routes["/"] = html("/x.html")
    seen = []

    def challenge(body, status):
        seen.append((b"/x.html" in body, status))
        return "challenge"

    found = _by_path(crawl(site, tmp_path, settings, challenge=challenge))
    assert [(name, capture.failure, capture.detail) for name, capture in found.items()] == [
        ("", FailureKind.BLOCKED, "challenge")
    ]
    assert seen == [(True, 200)]


def test_packed_pages_are_read_and_bombs_do_no_harm(server, settings, site, tmp_path):
    packed = {"Content-Encoding": "gzip", "Content-Type": "text/html"}
    server.routes |= {
        "/": answer(body=gzip.compress(html("/bomb.html", "/b.html").encode()), headers=packed),
        "/bomb.html": answer(body=gzip.compress(bytes(200 << 20)), headers=packed),
        "/b.html": html(),
    }
    found = _by_path(crawl(site, tmp_path, settings.model_copy(update={"max_bytes_per_response": 1_000_000})))
    assert set(found) == {"", "bomb.html", "b.html"}
    assert (found["bomb.html"].status, found["bomb.html"].failure) == (200, FailureKind.BOMB)
    assert found["bomb.html"].detail.startswith("ratio>")
    assert found["b.html"].failure is None
    bomb = SiteArchive(tmp_path).read(found["bomb.html"], limit=5_000)
    assert (len(bomb.body), bomb.truncated) == (5_000, True)


def test_a_page_over_the_limit_is_cut_marked_and_read_as_far_as_it_goes(server, settings, site, tmp_path):
    server.routes |= {"/": html("/b.html") + "x" * 5000, "/b.html": html()}
    found = _by_path(crawl(site, tmp_path, settings.model_copy(update={"max_bytes_per_response": 2000})))
    assert (found[""].failure, found[""].status, found[""].size) == (FailureKind.TOO_LARGE, 200, 2000)
    assert "b.html" in found


def test_a_big_file_behind_a_page_address_is_only_looked_at(server, settings, site, tmp_path):
    server.routes |= {
        "/": html("/down?id=1"),
        "/down?id=1": answer(body=b"x" * 300_000, content_type="video/mp4"),
    }
    capture = _by_path(crawl(site, tmp_path, settings))["down?id=1"]
    assert (capture.size, capture.failure) == (64 * 1024, None)


def test_robots_are_respected_recorded_and_may_be_switched_off(server, settings, site, tmp_path):
    server.routes |= {
        "/": html("/open.html", "/secret/a.html", EXT + "no"),
        "/open.html": html(),
        "www.a.gov.cn/robots.txt": "User-agent: Hengping\nDisallow: /secret/\n\nUser-agent: *\nDisallow: /\n",
        "other.example/robots.txt": redirect("/real.txt"),
        "other.example/real.txt": "User-agent: *\nDisallow: /no\n",
    }
    captures = crawl(site, tmp_path / "1", settings)
    found = _by_path(captures)
    assert found["open.html"].status == 200
    assert {name for name, c in found.items() if c.failure == FailureKind.ROBOTS} == {"secret/a.html", EXT + "no"}
    assert [c.url for c in captures if c.purpose == "robots"] == [
        HOME + "robots.txt",
        EXT + "robots.txt",
        EXT + "real.txt",
    ]
    assert not any("secret" in asked for asked in server.asked)
    found = _by_path(crawl(site, tmp_path / "2", settings.model_copy(update={"respect_robots": False})))
    assert found["secret/a.html"].status == 404


@pytest.mark.parametrize("robots", [404, 403, 500, redirect("/robots.txt"), html("/x")])
def test_without_a_readable_robots_file_nothing_is_forbidden(server, settings, site, tmp_path, robots):
    server.routes |= {"/": html("/a.html"), "/a.html": html(), "/robots.txt": robots}
    assert _by_path(crawl(site, tmp_path, settings))["a.html"].status == 200


def test_an_unusable_home_address_is_recorded(settings, site, tmp_path):
    captures = crawl(msgspec.structs.replace(site, url="http://[::1"), tmp_path, settings)
    assert [(c.purpose, c.failure) for c in captures] == [("home", FailureKind.BAD_URL)]


def test_a_fault_in_reading_links_costs_that_page_only(server, settings, site, tmp_path):
    server.routes |= {
        "/": html("/bad.html", "/good.html"),
        "/bad.html": html("/lost.html"),
        "/good.html": html("/kept.html"),
    }

    def read_links(body, url, *, content_type):
        if url.endswith("bad.html"):
            raise ZeroDivisionError
        return read_outlinks(body, url, content_type=content_type)

    assert set(_by_path(crawl(site, tmp_path, settings, read_links=read_links))) == {
        "",
        "bad.html",
        "good.html",
        "kept.html",
    }


def _fails(*_what, **_more):
    raise ZeroDivisionError


@pytest.mark.parametrize(
    "what",
    ["robots.Protego.parse", "robots.Protego.can_fetch", "walk_desk.read_sitemap", "walk_desk.sitemap_places"],
)
def test_a_fault_in_reading_a_file_beside_the_pages_costs_that_file_only(
    server, settings, site, tmp_path, monkeypatch, what
):
    monkeypatch.setattr(f"hengping.collect.{what}", _fails)
    server.routes |= {
        "/": html("/a.html"),
        "/a.html": html(),
        "/robots.txt": f"User-agent: *\nDisallow: /x\nSitemap: {HOME}map.xml\n",
        "/map.xml": answer(text=f"<urlset><url><loc>{HOME}b.html</loc></url></urlset>", content_type="text/xml"),
        "/b.html": html(),
    }
    assert {"", "a.html"} <= set(_by_path(crawl(site, tmp_path, settings)))


def test_a_fault_in_recognising_challenges_costs_nothing(server, settings, site, tmp_path):
    server.routes |= {"/": html("/a.html"), "/a.html": html()}
    found = _by_path(crawl(site, tmp_path, settings, challenge=_fails))
    assert [found[path].failure for path in ("", "a.html")] == [None, None]


def _maze(server, seed=None):
    """Sixty pages that link to each other; answers after a random time."""
    layout = Random(7)  # noqa: S311 - a test's layout
    delays = Random(seed)  # noqa: S311 - a test's delays

    def page(number):
        text = html(
            *[f"/{layout.randrange(60)}.html" for _ in range(4)],
            *[f"/{layout.randrange(30)}.pdf" for _ in range(2)],
            EXT + str(layout.randrange(20)),
            f"/r{layout.randrange(20)}",
            text=f"页{number}",
        )

        async def handler(_request):
            await asyncio.sleep(delays.random() * 0.02 if seed is not None else 0)
            return web.Response(text=text, content_type="text/html")

        return handler

    server.routes |= {f"/{number}.html": page(number) for number in range(60)}
    server.routes |= {f"/r{number}": redirect(f"/{number * 3}.html") for number in range(20)}
    server.routes["/"] = html("/0.html", "/1.html", "/2.html")


def test_what_is_collected_does_not_depend_on_timing(server, settings, site, tmp_path):
    # budgets below what is there: which pages are inside them must not depend on timing either
    some = settings.model_copy(update={"max_pages_per_site": 30, "max_link_checks_per_site": 15})
    seen = []
    for seed in (None, 1, 2):
        _maze(server, seed)
        captures = crawl(site, tmp_path / str(seed), some)
        seen.append([(c.purpose, c.url, c.source_url, c.depth, c.digest) for c in captures if c.purpose != "robots"])
        assert len(result_set(captures)) == len(captures)
    assert seen[0] == seen[1] == seen[2]
    assert len(seen[0]) >= 45
