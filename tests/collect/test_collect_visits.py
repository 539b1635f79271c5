"""Availability visits."""

import asyncio

import pytest
from aiohttp import web
from collect_support import HOME, answer, html, raw, redirect, slow

from hengping.collect.client import Client
from hengping.collect.references import Outage, asking
from hengping.collect.visiting import UNPLANNED, visit_once, visit_site
from hengping.evidence.visits import read_visits
from hengping.extract.challenge import challenge_kind
from hengping.model.campaign import VisitSettings
from hengping.model.evidence import FailureKind


def visit(settings, url=HOME, timeout_s=1.0):
    async def once():
        async with Client(settings) as client:
            return await visit_once(url, 1, timeout_s, client, challenge=challenge_kind)

    return asyncio.run(once())


CHALLENGE = (
    "<html><head><script>document.cookie='jsl_clearance=1';location.reload()</script></head><body></body></html>"
)


@pytest.mark.parametrize(
    ("route", "result", "status", "failure"),
    [
        (html(), "ok", 200, None),
        (redirect("/new"), "ok", 200, None),
        (404, "failed", 404, None),
        (410, "failed", 410, None),
        (500, "failed", 500, None),
        (503, "failed", 503, None),
        (redirect("/gone"), "failed", 404, None),
        (redirect("/"), "failed", 302, FailureKind.REDIRECT_LOOP),
        (raw(b"", abort=True), "failed", 0, FailureKind.RESET),
        (slow(3, "late"), "failed", 0, FailureKind.TIMEOUT),
        (401, "blocked", 401, FailureKind.AUTH_REQUIRED),
        (403, "blocked", 403, FailureKind.BLOCKED),
        (412, "blocked", 412, FailureKind.BLOCKED),
        (429, "blocked", 429, FailureKind.BLOCKED),
        (CHALLENGE, "blocked", 200, None),
        (answer(status=521, text=CHALLENGE, content_type="text/html"), "blocked", 521, None),
    ],
)
def test_results(server, settings, route, result, status, failure):
    server.routes |= {"/": route, "/new": html()}
    made = visit(settings, timeout_s=0.4)
    assert (made.result, made.status, made.failure) == (result, status, failure)
    assert made.url == HOME


def _gate(cookie, to="/"):
    """Sends on whoever does not bring the cookie, and gives it away."""

    async def handler(request):
        if request.headers.get("Cookie") == "pass=1":
            return web.Response(text=html(), content_type="text/html")
        return web.Response(status=302, headers={"Location": to, "Set-Cookie": f"{cookie}; Path=/"})

    return handler


def test_a_visitor_keeps_cookies_along_the_way(server, settings):
    server.routes |= {"/": _gate("pass=1", "/there"), "/there": redirect("/")}
    assert visit(settings).result == "ok"


def test_a_wall_that_no_cookie_opens_is_not_held_against_the_site(server, settings):
    server.routes["/"] = _gate("other=1")
    made = visit(settings)
    assert (made.result, made.failure) == ("blocked", FailureKind.COOKIE_WALL)


def test_phases_are_summed_over_the_hops(server, settings):
    server.routes |= {"/": redirect("/new"), "/new": slow(0.05, html())}
    made = visit(settings)
    assert made.address == "127.0.0.1"
    assert made.phases is not None
    assert made.phases.connect_ms is not None
    assert made.phases.tls_ms is None
    assert 45 <= made.phases.first_byte_ms <= made.elapsed_ms


def test_the_time_limit_is_for_all_hops_together(server, settings):
    async def late(request):
        await asyncio.sleep(0.25)
        return await redirect(f"/{len(server.asked)}")(request)

    server.routes |= {"/": late} | {f"/{n}": late for n in range(9)}
    made = visit(settings, timeout_s=0.6)
    assert (made.result, made.failure) == ("failed", FailureKind.TIMEOUT)
    assert 600 <= made.elapsed_ms < 2000


def test_a_visit_is_one_request_without_another_try(server, settings):
    server.routes["/"] = 500
    visit(settings)
    assert len(server.asked) == 1


def test_what_is_not_the_sites_fault_is_our_own(settings):
    made = visit(settings.model_copy(update={"connect_to": {}}), "http://127.0.0.1/")
    assert (made.result, made.failure) == ("own_fault", FailureKind.PRIVATE_ADDRESS)


def test_an_address_that_is_none_counts_as_down(settings):
    assert (visit(settings, "http://").result, visit(settings, "http://").failure) == ("failed", FailureKind.BAD_URL)


def _visits(settings, site, folder, rules, *, watch=UNPLANNED, **durations):
    async def run():
        async with Client(settings) as client, Outage(rules.references, asking(client, 0.5), **durations) as outage:
            await visit_site(
                site,
                folder,
                rules,
                client,
                lambda _what, _count: None,
                challenge=challenge_kind,
                watch=watch,
                outage=outage,
            )

    asyncio.run(run())
    return read_visits(folder / "visits.jsonl")


def test_visits_are_spaced_and_numbered(server, settings, site, tmp_path):
    server.routes["/"] = html()
    visits = _visits(settings, site, tmp_path, VisitSettings(count=5, interval_s=0.05, timeout_s=1))
    assert [made.number for made in visits] == [1, 2, 3, 4, 5]
    for index, made in enumerate(visits):
        assert (made.visited_at - visits[0].visited_at).total_seconds() >= index * 0.05 - 0.03


def test_visits_go_on_with_the_next_number_after_a_kill(server, settings, site, tmp_path):
    server.routes["/"] = html()
    _visits(settings, site, tmp_path, VisitSettings(count=2, interval_s=0, timeout_s=1))
    with (tmp_path / "visits.jsonl").open("ab") as stream:
        stream.write(b'{"number":3,"url":')
    visits = _visits(settings, site, tmp_path, VisitSettings(count=4, interval_s=0, timeout_s=1))
    assert [made.number for made in visits] == [1, 2, 3, 4]
    assert len(server.asked) == 4
    assert len(_visits(settings, site, tmp_path, VisitSettings(count=4, interval_s=60, timeout_s=1))) == 4
