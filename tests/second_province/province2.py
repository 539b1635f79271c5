"""Builds the second province and runs the real pipeline over it."""

import csv
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import msgspec
import province2_sites as first
import province2_sites_more as more
from province2_family import Family
from province2_model import AS_OF, Reply, Site2
from province2_plans import Later
from province2_server import serving
from province2_sites_mixed import mixed_sites

from hengping.demo.truth import CheckAccuracy, Planted, compare
from hengping.model.finding import Finding
from hengping.model.urls import normal_url
from hengping.pipeline.campaign_file import load_campaign
from hengping.pipeline.context import create_run
from hengping.pipeline.progress import Silent
from hengping.pipeline.run import do_run
from hengping.pipeline.stage_check import read_findings

OUTSIDE = {
    "dead.luoxi-tour.cn": Reply(drop=True),
    "gone.luoxi-tour.cn": Reply(b"gone", 404),
    "busy.luoxi-tour.cn": Reply(b"too many requests", 429),
    "img.luoxi-cdn.cn": Reply(b"", 404),
}

_CAMPAIGN = """\
id: second-province
title: 第二个模拟省评估
systems: [national-check-2019]
roster: roster.csv
divisions: divisions.csv
as_of: {as_of}
collect:
  requests_per_second_per_host: 500
  concurrency: 64
  timeout_s: 10
  retries: 1
  retry_delay_s: 0.05
  second_look: {{delay_s: 0}}
  search_tests: 0
  connect_to: {{"*": "{address}"}}
  visits: {{count: 40, interval_s: 0.05, timeout_s: 5}}
"""


class Judged(NamedTuple):
    """The sites with their truth, and what the judge found."""

    sites: list[Site2]
    findings: list[Finding]


def province() -> list[Site2]:
    """All sites, laid out, planted and rendered."""
    later: Later = []
    plans: list[tuple[Family, Site2]] = [
        (first.TRS, first.luoxi(later)),
        (first.TRS, first.water(later)),
        (first.COL, first.education(later)),
        (first.COL, first.health(later)),
        (first.VSB, first.yunling(later)),
        (first.VSB, first.archives(later)),
        (more.UCAP, more.luming(later)),
        (more.UCAP, more.planning(later)),
        (more.FRAMES, more.party_history(later)),
        (more.ASP, more.commerce(later)),
        (more.DRUPAL, more.ministry(later)),
        (more.CARD, more.newcity(later)),
        (more.CARD, more.clean(later)),
        *mixed_sites(later),
    ]
    for family, site in plans:
        family.lay_out(site)
    for plant in later:
        plant()
    for family, site in plans:
        family.build(site)
    return [site for _, site in plans] + more.odd_sites()


def write_campaign(sites: list[Site2], folder: Path, address: str) -> Path:
    """The campaign folder an organiser would write."""
    folder.mkdir(parents=True)
    with (folder / "roster.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(("site_code", "name", "unit", "url", "group", "class", "region"))
        rows.writerows((s.code, s.name, s.unit, s.url, "全部", s.site_class, "洛溪") for s in sites)
    codes = sorted({s.code[:6] for s in sites if s.code.isdigit()} | {"860000", "860100"})
    (folder / "divisions.csv").write_text("code,name\n" + "".join(f"{code},模拟{code}\n" for code in codes), "utf-8")
    path = folder / "campaign.yaml"
    path.write_text(_CAMPAIGN.format(as_of=AS_OF, address=address), "utf-8")
    return path


def evaluate(out: Path) -> Judged:
    """Serve, collect, extract and check; no scoring is needed to hold findings against truth."""
    sites = province()
    with serving(sites, OUTSIDE) as address:
        run = create_run(
            load_campaign(write_campaign(sites, out / "campaign", address)), out / "run", progress=Silent()
        )
        do_run(run, until="check")
    return Judged(sites, [finding for site in run.sites for finding in read_findings(run.folder, site.site_code)])


def accuracy(sites: list[Site2], findings: Iterable[Finding]) -> list[CheckAccuracy]:
    """Findings against truth.

    Meta tags are compared by site, page type and tag: which pages are sampled is the judge's choice.
    """
    truth = [planted for site in sites for planted in site.truth]
    letters: dict[tuple[str, str], set[str]] = {}
    for planted in truth:
        if planted.check == "message_unanswered":
            letters.setdefault((planted.site_code, planted.url), set()).add(str(planted.values["message_id"]))
    return compare(truth, [_comparable(finding, letters) for finding in findings])


def _comparable(finding: Finding, letters: dict[tuple[str, str], set[str]]) -> Finding:
    subject = finding.subject
    if finding.check == "meta_missing":
        place = str(finding.values.get("page_type", ""))
        return msgspec.structs.replace(finding, subject=msgspec.structs.replace(subject, url=place))
    if finding.check == "message_unanswered" and subject.url.startswith("http"):
        known = letters.get((finding.site_code, normal_url(subject.url)), set())
        if len(known) == 1 and "GuestBook" in subject.url:
            # This family prints no number: the address says which letter it is.
            return msgspec.structs.replace(finding, values={**finding.values, "message_id": next(iter(known))})
    return finding


def wrong_elements(sites: list[Site2], findings: Iterable[Finding]) -> list[tuple[str, object, object]]:
    """Incomplete guides found, but with other missing elements than planted."""
    planted: dict[str, Planted] = {p.url: p for s in sites for p in s.truth if p.check == "guide_incomplete"}
    return [
        (f.subject.url, planted[f.subject.url].values["missing"], sorted(f.values.get("missing", [])))
        for f in findings
        if f.check == "guide_incomplete"
        and f.outcome in {"fail", "partly"}
        and f.subject.url in planted
        and sorted(f.values.get("missing", [])) != sorted(planted[f.subject.url].values["missing"])
    ]


def table(rows: list[CheckAccuracy]) -> str:
    """The accuracy table as printed."""
    lines = [f"{'check':28}{'planted':>8}{'reported':>9}{'hits':>6}{'precision':>10}{'recall':>8}"]
    lines += [f"{r.check:28}{r.planted:>8}{r.reported:>9}{r.hits:>6}{r.precision:>10.3f}{r.recall:>8.3f}" for r in rows]
    return "\n".join(lines)


def outcomes(findings: Iterable[Finding]) -> Counter[tuple[str, str]]:
    """How often each check came to each outcome."""
    return Counter((finding.check, finding.outcome.value) for finding in findings)
