"""A site that our own settings keep us from asking is no site that is down."""

from datetime import UTC, datetime

import pytest

from hengping.model.campaign import CollectSettings
from hengping.model.evidence import Capture, FailureKind, Visit
from hengping.model.finding import Outcome
from hengping.model.site import Site
from hengping.pipeline.campaign_file import load_campaign
from hengping.pipeline.context import create_run
from hengping.pipeline.never_asked import own_reason
from hengping.pipeline.private_sites import spelt_private
from hengping.pipeline.progress import Silent
from hengping.pipeline.run import do_run
from hengping.pipeline.stage_check import read_findings

AT = datetime(2026, 11, 22, tzinfo=UTC)
HOME = "http://10.1.2.3/"


def home(failure: FailureKind | None, url: str = HOME, **more: object) -> Capture:
    return Capture(record_id="r", digest="", url=url, purpose="home", failure=failure, fetched_at=AT, **more)


def visit(result: str) -> Visit:
    return Visit(number=1, url=HOME, visited_at=AT, result=result)  # type: ignore[arg-type] # named as in the file


@pytest.mark.parametrize("kind", [FailureKind.PRIVATE_ADDRESS, FailureKind.OWN_OUTAGE, FailureKind.ROBOTS])
def test_what_we_did_not_ask_says_nothing_of_the_site(kind: FailureKind) -> None:
    assert own_reason([home(kind)], [visit("own_fault")])


def test_the_reason_names_the_host_and_the_setting() -> None:
    told = own_reason([home(FailureKind.PRIVATE_ADDRESS)], [])
    assert "10.1.2.3" in told
    assert "collect.allow_private_addresses" in told


@pytest.mark.parametrize(
    ("captures", "visits"),
    [
        ([], []),
        ([home(FailureKind.DNS)], [visit("own_fault")]),
        ([home(FailureKind.OWN_FAULT), home(FailureKind.REFUSED, look=2)], []),
        ([home(FailureKind.OWN_FAULT)], [visit("own_fault"), visit("failed")]),
        ([home(None, status=500)], []),
    ],
)
def test_a_failure_of_the_site_stays_its_own(captures: list[Capture], visits: list[Visit]) -> None:
    assert own_reason(captures, visits) == ""


@pytest.mark.parametrize(
    ("settings", "refused"),
    [
        ({}, ["localhost", "10.1.2.3", "2130706433"]),
        ({"allow_private_addresses": True}, []),
        ({"connect_to": {"*": "127.0.0.1:1"}}, []),
        ({"connect_to": {"LOCALHOST": "127.0.0.1:1"}}, ["10.1.2.3", "2130706433"]),
    ],
)
def test_addresses_that_spell_out_a_private_network(settings: dict[str, object], refused: list[str]) -> None:
    hosts = ("localhost", "10.1.2.3", "2130706433", "www.a.gov.cn", "1.1.1.1")
    sites = [Site(site_code=host, name=host, url=f"http://{host}/") for host in hosts]
    assert [site.name for site in spelt_private(sites, CollectSettings(**settings))] == refused


CAMPAIGN = """\
id: t
title: 试验
systems: [national-check-2019]
as_of: 2026-11-20
collect: {visits: {count: 1, interval_s: 0}, retries: 0, second_look: {delay_s: 0}}
"""


class Told(Silent):
    def __init__(self) -> None:
        self.told: list[str] = []

    def tell(self, text: str) -> None:
        self.told.append(text)


def test_a_run_says_at_once_which_sites_it_refuses_and_accuses_none(tmp_path) -> None:
    (tmp_path / "campaign.yaml").write_text(CAMPAIGN, encoding="utf-8")
    (tmp_path / "roster.csv").write_text(
        "site_code,name,unit,url,group,class,region\n,甲县,甲,http://localhost:1/,县,A,\n", encoding="utf-8"
    )
    told = Told()
    run = create_run(load_campaign(tmp_path / "campaign.yaml"), tmp_path / "run", progress=told)
    do_run(run, "check")
    (notice,) = [text for text in told.told if "内网" in text]
    assert "甲县（localhost）" in notice
    assert "collect.allow_private_addresses: true" in notice
    findings = read_findings(run.folder, run.sites[0].site_code)
    assert {finding.outcome for finding in findings} == {Outcome.ERROR}
    assert not [finding for finding in findings if "未能打开" in finding.messages.zh]
    assert all("未能访问该网站（localhost指向内网地址" in finding.messages.zh for finding in findings)
