"""Each behaviour of the hostile web ends as its name says, within its budget, and the rest of its site is kept."""

import time
from pathlib import Path

import pytest
from hostile_behaviour import BEHAVIOURS, DOMAIN, OK
from hostile_bytes import body_of
from hostile_case import LIMIT, MAX_BYTES, Collected, collect
from hostile_expected import EXPECTED
from hostile_server import HostileWeb
from hostile_wire import PLEDGE

from hengping.extract.encoding import decode
from hengping.extract.outlinks import drawn_by_script
from hengping.model.evidence import FAILURES

CASES = [
    pytest.param(name, marks=[pytest.mark.slow] if EXPECTED[name].slow else [], id=name)
    for name in BEHAVIOURS
    if name in EXPECTED and name != "slow-name"
]


def _end(got: Collected, target: str) -> str:
    found = got.outcome(target)
    return f"{found.state} {found.status} {found.failure.value if found.failure else '-'}"


def test_every_behaviour_is_expected() -> None:
    assert set(EXPECTED) == set(BEHAVIOURS)


@pytest.mark.parametrize("name", CASES)
def test_behaviour(name: str, web: HostileWeb, tmp_path: Path) -> None:
    expected = EXPECTED[name]
    got = collect(web, name, tmp_path, **expected.settings)
    assert {target: _end(got, target) for target in expected.ends} == expected.ends
    # within its budget
    assert len(got.asked) <= expected.most
    assert got.sent <= expected.megabytes * 1_000_000
    assert sum(capture.size for capture in got.captures) <= expected.settings.get("max_bytes_per_site", MAX_BYTES)
    assert max(capture.size for capture in got.captures) <= expected.settings.get("max_bytes_per_response", LIMIT)
    # nothing is held back without a word, nothing goes on for ever
    assert set(got.crawled.traps) == ({expected.trap} if expected.trap else set())
    if expected.left_out:
        assert got.crawled.left_out[expected.left_out] > 0
    # what is wrong stands beside its answer, or instead of one; and every record can be read again
    for capture in got.captures:
        assert capture.failure is not None or capture.status
        if capture.failure is not None and not FAILURES[capture.failure].answered and not capture.location:
            assert (capture.status, capture.size) == (0, 0)
        assert got.archive.read(capture) is not None
    # the rest of the site is there
    if expected.ordinary:
        assert got.at(OK).status == got.at("/news/").status == got.at("/").status == 200


@pytest.mark.parametrize("name", ["gzip-bomb", "deflate-bomb", "brotli-bomb", "nested-bomb"])
def test_a_bomb_is_kept_as_sent_and_read_up_to_the_limit(name: str, web: HostileWeb, tmp_path: Path) -> None:
    got = collect(web, name, tmp_path)
    bomb = got.at("/bomb.html")
    assert bomb.size <= LIMIT
    assert len(got.archive.read(bomb, LIMIT).body) == LIMIT


def test_a_body_without_end_is_kept_up_to_the_limit(web: HostileWeb, tmp_path: Path) -> None:
    got = collect(web, "gigabyte", tmp_path)
    assert {got.at(f"/{name}.html").size for name in ("known", "chunks", "open")} == {LIMIT}
    assert got.at("/film.mp4").size == 64 * 1024


@pytest.mark.parametrize(("target", "size"), [("/too-long.html", 0), ("/too-short.html", 40)])
def test_a_wrong_length_keeps_what_came(target: str, size: int, web: HostileWeb, tmp_path: Path) -> None:
    got = collect(web, "wrong-length", tmp_path)
    assert got.at(target).size == len(body_of(target)) - size


def test_the_words_beside_a_certificate_say_what_is_wrong(web: HostileWeb, tmp_path: Path) -> None:
    names = {
        "expired": "expired",
        "self-signed": "self_signed",
        "wrong-host": "host_mismatch",
        "untrusted": "untrusted",
    }
    found = {name: collect(web, f"tls-{name}", tmp_path / name).at("/").detail for name in names}
    assert found == names


def test_pages_in_wrong_encodings_are_read_as_they_are(web: HostileWeb, tmp_path: Path) -> None:
    got = collect(web, "wrong-charset", tmp_path)
    for name in ("says-utf8", "says-gb2312", "utf16", "utf16-be", "broken", "nonsense"):
        text, _ = decode(got.body(f"/{name}.html"), got.at(f"/{name}.html").content_type)
        assert PLEDGE in text, name


def test_a_list_drawn_by_a_script_is_noticed(web: HostileWeb, tmp_path: Path) -> None:
    got = collect(web, "scripted-list", tmp_path)
    assert drawn_by_script(got.body("/policy/"), got.at("/policy/").url)


def test_what_only_a_cookie_opens_is_kept_open(web: HostileWeb, tmp_path: Path) -> None:
    got = collect(web, "cookie-door", tmp_path)
    assert "打开了" in got.body("/door").decode()
    assert got.at("/door").detail == "cookie"


def test_frames_belong_to_their_page(web: HostileWeb, tmp_path: Path) -> None:
    got = collect(web, "frameset", tmp_path)
    assert {got.at(f"/frames/{name}.html").purpose for name in ("menu", "main")} == {"frame"}


def test_a_base_elsewhere_leads_elsewhere(web: HostileWeb, tmp_path: Path) -> None:
    got = collect(web, "base", tmp_path)
    assert got.at("http://elsewhere.example/news/from-base.html").purpose == "link"


def test_one_host_written_in_many_ways_is_one_host(web: HostileWeb, tmp_path: Path) -> None:
    got = collect(web, "idn", tmp_path)
    urls = [capture.url for capture in got.captures if capture.purpose != "robots"]
    assert len(urls) == len(set(urls))
    assert got.at("/news/2.html").purpose == "page"
    assert got.at("http://慈善.公益/").purpose == "link"


def test_links_into_private_networks_reach_nobody(web: HostileWeb, tmp_path: Path) -> None:
    got = collect(web, "private-links", tmp_path)
    assert {asked.partition("/")[0] for asked in got.asked} == {BEHAVIOURS["private-links"].host}


@pytest.mark.slow
def test_a_name_service_that_does_not_answer_is_no_fault_of_the_site(web: HostileWeb, tmp_path: Path) -> None:
    def lookup(_host: str, _port: int) -> list[str]:
        time.sleep(1)
        return ["127.0.0.1"]

    got = collect(web, "slow-name", tmp_path, lookup=lookup, timeout_s=0.3)
    assert _end(got, "/") == EXPECTED["slow-name"].ends["/"]


def test_a_name_service_that_is_only_slow_costs_nothing(web: HostileWeb, tmp_path: Path) -> None:
    def lookup(_host: str, _port: int) -> list[str]:
        time.sleep(0.1)
        return ["127.0.0.1"]

    rules = web.connect_to() | {f"slow-name.{DOMAIN}": f"slow.example:{web.port}"}
    got = collect(web, "slow-name", tmp_path, lookup=lookup, timeout_s=5, connect_to=rules)
    assert (_end(got, "/"), _end(got, OK)) == ("ok 200 -", "ok 200 -")
