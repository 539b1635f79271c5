"""A whole run over a province full of hostile sites: they cost their budget, nobody else anything.

Ten sites of the demo, with their planted broken links and blank sections, stand beside a site for every behaviour. The
run is the command line's own, in processes of its own, with two crawling processes and the second look.
"""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
from hostile_behaviour import OK
from hostile_expected import EXPECTED
from hostile_memory import PeakMemory
from hostile_province import (
    HOSTILE,
    MAX_BYTES,
    MAX_CHECKS,
    MAX_PAGES,
    MAX_REQUESTS,
    HostileProvince,
    broken_on,
    code_of,
)
from hostile_server import HostileWeb

from hengping.collect.account import ACCOUNT_FILE, Account
from hengping.demo.truth import compare
from hengping.evidence.archive import SiteArchive
from hengping.extract.site_index import CaptureIndex
from hengping.model.finding import Finding, Outcome
from hengping.model.urls import normal_url

pytestmark = pytest.mark.slow

CHECKS = ("broken_link", "attachment_broken", "blank_section", "stale_section", "home_unavailable", "blocked")
PROCESS_MB = 300
RUN_S = 420


class Step(NamedTuple):
    """One call of the command line: exit code, standard error, peak memory of its processes in megabytes."""

    code: int
    errors: str
    peaks: dict[int, float]


class Ran(NamedTuple):
    """The finished run."""

    province: HostileProvince
    web: HostileWeb
    path: Path
    collect_s: float
    judge_s: float
    collected: Step
    judged: Step

    def findings(self, site_code: str) -> list[Finding]:
        """Findings of a site."""
        lines = (self.path / "findings" / f"{site_code}.jsonl").read_bytes().splitlines()
        return [msgspec.json.decode(line, type=Finding) for line in lines]

    def account(self, site_code: str) -> Account:
        """What the collection of a site came to."""
        return msgspec.json.decode((self.path / "evidence" / site_code / ACCOUNT_FILE).read_bytes(), type=Account)

    def archive(self, site_code: str) -> SiteArchive:
        """Evidence of a site."""
        return SiteArchive(self.path / "evidence" / site_code)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ran]:
    folder = tmp_path_factory.mktemp("hostile")
    province = HostileProvince()
    web = HostileWeb(folder, province.answer)
    web.start()
    campaign, out = province.write_campaign(folder / "campaign", web), folder / "run"
    begun = time.monotonic()
    try:
        collected = _run(web, campaign, out, "collect")
        seconds = time.monotonic() - begun
        judged = _run(web, campaign, out, "check")
        yield Ran(province, web, out, seconds, time.monotonic() - begun - seconds, collected, judged)
    finally:
        web.stop()


def _run(web: HostileWeb, campaign: Path, out: Path, until: str) -> Step:
    """The command line's ``run`` up to a stage, watched."""
    command = [sys.executable, "-m", "hengping.cli", "run", str(campaign), "--out", str(out), "--until", until]
    process = subprocess.Popen(
        [*command, "--workers", "2"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=os.environ | {"SSL_CERT_FILE": str(web.authority)},
    )
    memory = PeakMemory(process.pid)
    try:
        _, errors = process.communicate(timeout=RUN_S)
    finally:
        process.kill()
        memory.stop()
    return Step(process.returncode, errors.decode(errors="replace"), memory.peaks)


def test_the_run_comes_to_its_end(ran: Ran, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        for step, took_s in ((ran.collected, ran.collect_s), (ran.judged, ran.judge_s)):
            sys.stdout.write(f"\n{took_s:.0f} s; MB: {sorted(map(round, step.peaks.values()), reverse=True)}\n")
    for step in (ran.collected, ran.judged):
        assert step.code in (0, 3), step.errors[-3000:]
        assert "Traceback" not in step.errors, step.errors[-3000:]
    codes = [*(site.site_code for site in ran.province.ordinary.sites), *map(code_of, HOSTILE)]
    assert [code for code in codes if ran.account(code).fault] == []


def test_no_process_takes_more_memory_than_it_may(ran: Ran) -> None:
    assert len(ran.collected.peaks) >= 3
    assert max(ran.collected.peaks.values()) <= PROCESS_MB


@pytest.mark.parametrize("made", HOSTILE, ids=lambda made: made.name)
def test_a_hostile_site_keeps_to_its_budget(made, ran: Ran) -> None:
    account = ran.account(code_of(made))
    assert account.pages <= MAX_PAGES + 100  # hops and sitemaps are not pages of the budget
    assert account.checks <= MAX_CHECKS
    assert account.requests <= MAX_REQUESTS
    assert account.bytes <= MAX_BYTES
    # what reached the server: the crawl, both looks, robots.txt, two visits and the probes of http.json
    assert len(ran.web.asked[made.host]) <= account.requests + 40
    if EXPECTED[made.name].ordinary:
        index = CaptureIndex(ran.archive(code_of(made)).captures(), {}, {})
        assert index.outcome(normal_url(made.url(OK))).status == 200


@pytest.mark.parametrize("made", HOSTILE, ids=lambda made: made.name)
def test_a_hostile_site_is_judged_by_what_a_visitor_sees(made, ran: Ran) -> None:
    found = ran.findings(code_of(made))
    failed = {check: set[str]() for check in CHECKS}
    for finding in found:
        if finding.outcome in (Outcome.FAIL, Outcome.PARTLY) and finding.check in failed:
            failed[finding.check].add(finding.subject.url)
    home = normal_url(made.home)
    down = EXPECTED[made.name].ends.get("/", "").startswith("broken")
    assert failed["home_unavailable"] == ({home} if down else set())
    assert failed["broken_link"] | failed["attachment_broken"] == broken_on(made)
    assert failed["blank_section"] == set()
    assert [finding for finding in found if finding.outcome is Outcome.ERROR] == []


def test_ordinary_sites_are_complete(ran: Ran) -> None:
    missing: dict[str, set[str]] = {}
    complete = 0
    for site, content in zip(ran.province.ordinary.sites, ran.province.ordinary.contents, strict=True):
        pages = ran.province.pages_of(content.unit.host)
        kept = {capture.url for capture in ran.archive(site.site_code).captures() if capture.status == 200}
        missing[site.site_code] = pages - kept
        complete += bool(pages)
    assert {code: sorted(urls)[:3] for code, urls in missing.items() if urls} == {}
    assert complete >= len(missing) - 3  # the others are down or turn everybody away


def test_only_the_planted_faults_of_ordinary_sites_are_found(ran: Ran) -> None:
    sites = ran.province.ordinary.sites
    findings = [finding for site in sites for finding in ran.findings(site.site_code)]
    rows = {row.check: row for row in compare(ran.province.ordinary.truth, findings)}
    wrong = {
        check: (row.false_keys, row.missed_keys) for check, row in rows.items() if row.precision < 1 or row.recall < 1
    }
    assert {check: wrong[check] for check in CHECKS if check in wrong} == {}
    assert rows["broken_link"].planted > 3
    assert rows["blank_section"].planted > 0


def test_own_failures_stay_away(ran: Ran) -> None:
    codes = [*(site.site_code for site in ran.province.ordinary.sites), *map(code_of, HOSTILE)]
    failures: Counter[str] = Counter()
    for code in codes:
        failures.update(ran.account(code).failures)
    assert failures["own_fault"] == failures["own_outage"] == 0
