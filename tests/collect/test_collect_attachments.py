"""Attachments are fetched in full, up to limits; what is over them is only looked at and says so."""

import pytest
from aiohttp import web
from collect_support import HOME, answer, crawl, html
from net_support import URL, RawServer, quick, run

from hengping.collect.client import Client
from hengping.collect.walk_keeping import CHECK_BYTES, CUT, HEAD_ONLY
from hengping.model.evidence import FailureKind

MEGABYTE = 1 << 20


def kept(captures):
    return {
        c.url.removeprefix(HOME): (c.size, c.detail, c.failure) for c in captures if c.purpose in {"attachment", "page"}
    }


def document(size):
    return answer(body=b"%PDF" + b"x" * (size - 4), content_type="application/pdf")


def test_a_document_over_the_limit_is_cut_and_says_so(server, settings, site, tmp_path):
    server.routes |= {
        "/": html("/big.pdf", "/fits.pdf"),
        "/big.pdf": document(MEGABYTE + 1),
        "/fits.pdf": document(MEGABYTE),
    }
    found = kept(crawl(site, tmp_path, settings.model_copy(update={"max_attachment_mb": 1})))
    assert found == {"big.pdf": (MEGABYTE, CUT, None), "fits.pdf": (MEGABYTE, "", None)}


def test_only_the_first_documents_are_fetched_in_full(server, settings, site, tmp_path):
    names = [f"/{number}.pdf" for number in range(6)]
    server.routes |= {"/": html(*names)} | dict.fromkeys(names, document(200_000))
    found = kept(crawl(site, tmp_path, settings.model_copy(update={"max_attachments_per_site": 4})))
    assert [found[name[1:]][:2] for name in names] == [(200_000, "")] * 4 + [(CHECK_BYTES, HEAD_ONLY)] * 2


def test_a_walk_taken_up_again_counts_those_it_has(server, settings, site, tmp_path):
    names = [f"/{number}.pdf" for number in range(6)]
    server.routes |= {"/": html(*names)} | dict.fromkeys(names, document(200_000))
    some = settings.model_copy(update={"max_attachments_per_site": 4})
    first = settings.model_copy(update={"max_attachments_per_site": 4, "max_requests_per_site": 9})
    crawl(site, tmp_path, first)
    found = kept(crawl(site, tmp_path, some))
    assert sum(detail == "" for _, detail, _ in found.values()) <= 4


def test_films_and_zero_limits_are_only_looked_at(server, settings, site, tmp_path):
    film = answer(body=b"x" * 300_000, content_type="video/mp4")
    server.routes |= {"/": html("/film.mp4", "/a.pdf"), "/film.mp4": film, "/a.pdf": document(300_000)}
    found = kept(crawl(site, tmp_path / "a", settings))
    assert (found["film.mp4"][0], found["a.pdf"][0]) == (CHECK_BYTES, 300_000)
    found = kept(crawl(site, tmp_path / "b", settings.model_copy(update={"max_attachment_mb": 0})))
    assert (found["film.mp4"][0], found["a.pdf"][0]) == (CHECK_BYTES, CHECK_BYTES)


def test_a_document_behind_a_page_address_is_fetched_too(server, settings, site, tmp_path):
    server.routes |= {"/": html("/down?id=1"), "/down?id=1": document(300_000)}
    assert kept(crawl(site, tmp_path, settings))["down?id=1"] == (300_000, "", None)


def test_a_slow_document_is_cut_and_not_broken(server, settings, site, tmp_path):
    async def stalls(request):
        response = web.StreamResponse(headers={"Content-Type": "application/pdf", "Content-Length": "400000"})
        await response.prepare(request)
        await response.write(b"x" * 200_000)
        await server_sleep()
        return response

    async def server_sleep():
        import asyncio  # noqa: PLC0415 - the handler runs in the server's loop

        await asyncio.sleep(20)

    server.routes |= {"/": html("/slow.pdf"), "/slow.pdf": stalls}
    some = settings.model_copy(update={"timeout_s": 1, "retries": 0})
    size, detail, failure = kept(crawl(site, tmp_path, some))["slow.pdf"]
    assert (detail, failure) == (CUT, None)
    assert size == 200_000


@pytest.mark.parametrize(("enough", "failure"), [(1000, None), (0, FailureKind.TIMEOUT), (9000, FailureKind.TIMEOUT)])
def test_what_came_in_time_counts_only_where_it_is_enough(enough, failure):
    async def once():
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nContent-Length: 9999\r\n\r\n"
        async with (
            RawServer([head, b"x" * 5000, 5.0]) as server,
            Client(quick(connect_to=server.rewrite, timeout_s=0.5)) as client,
        ):
            return await client.fetch(URL, limit=8000, binary_limit=100, document_limit=8000, enough=enough)

    exchange = run(once())
    assert exchange.failure == failure
    if failure is None:
        assert (len(exchange.answer.payload), exchange.answer.truncated) == (5000, True)
