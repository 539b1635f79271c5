"""A site of which pages were left out: its facts say so, and what was not found is left to a person."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hengping.checks.runner import run_checks
from hengping.collect.account import Account
from hengping.evidence.archive import SiteArchive
from hengping.evidence.records import Answer, Asked
from hengping.model.facts import PartialWhy
from hengping.model.finding import Outcome
from hengping.model.site import Site
from hengping.pipeline.site_reading import site_facts
from hengping.pipeline.stage_extract import partial_why

HOME = "http://www.a.gov.cn/"
NOW = datetime(2026, 11, 20, tzinfo=UTC)
NAV = '<div class="nav"><a href="/zxly/">咨询留言</a><a href="/bsfw/">办事服务</a></div>'
ROWS = "".join(f'<li><a href="/a/{n}.html">第{n}号工作方案</a><span>2026-11-0{n}</span></li>' for n in range(1, 6))


@pytest.mark.parametrize(
    ("left_out", "pages_left", "why"),
    [
        ({}, 0, ""),
        ({"budget": 70}, 0, ""),  # link checks only
        ({"trap": 90_000}, 0, ""),  # addresses without end
        ({"budget": 70, "trap": 5}, 12, "budget"),
        ({"blocked": 12}, 12, "blocked"),
    ],
)
def test_why_pages_were_left_out(left_out: dict[str, int], pages_left: int, why: str) -> None:
    account = Account(site_code="4500000001", url=HOME, left_out=left_out, pages_left=pages_left)
    assert partial_why(account) == why
    assert partial_why(None) == ""


@pytest.mark.parametrize(("why", "outcome"), [("", Outcome.FAIL), ("budget", Outcome.CANNOT_TELL)])
@pytest.mark.parametrize("nav", ["", NAV], ids=["absent", "linked"])
def test_only_absence_is_doubtful(why: PartialWhy, outcome: Outcome, nav: str, tmp_path: Path) -> None:
    body = f"<html><head><title>云溪省</title></head><body>{nav}<ul>{ROWS}</ul></body></html>"
    with SiteArchive(tmp_path).open_writer() as writer:
        asked = Asked(url=HOME, purpose="home", fetched_at=NOW)
        writer.add_response(asked, Answer(status=200, headers=(("Content-Type", "text/html"),), payload=body.encode()))
    site = Site(site_code="4500000001", name="云溪省人民政府", url=HOME)
    facts = site_facts(tmp_path, site, date(2026, 11, 20), partial_why=why)
    found = {one.check: one.outcome for one in run_checks(facts, only=["no_service", "no_message_channel"])}
    assert set(found.values()) == {Outcome.PASS if nav else outcome}
    assert {one.outcome for one in run_checks(facts, only=["icp_missing"])} == {Outcome.FAIL}  # the home page was read
