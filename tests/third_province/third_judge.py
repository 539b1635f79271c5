"""Runs the product on the third province and holds its findings against the truth."""

import argparse
import csv
import json
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from third_faults import plant_all
from third_fill import fill
from third_model import AS_OF, BEFORE, Fault, Site
from third_plan import sites
from third_server import serve

PROGRAM = Path(sys.executable).with_name("hengping")
CHECKS = [
    "home_unavailable",
    "home_not_updated",
    "blank_section",
    "stale_section",
    "broken_link",
    "message_unanswered",
    "guide_incomplete",
    "no_service",
    "no_message_channel",
    "site_code_missing",
    "site_code_mismatch",
    "icp_missing",
    "psb_missing",
    "sponsor_missing",
    "contact_missing",
    "fault_report_entry_missing",
    "party_gov_mark_missing",
    "meta_missing",
    "search_missing",
    "search_broken",
    "personal_data",
    "dark_link",
    "wording_error",
    "reprint",
    "backdated",
    "blocked",
    "attachment_broken",
]
SITE_WIDE = frozenset(CHECKS) - frozenset(
    [
        "blank_section",
        "stale_section",
        "broken_link",
        "message_unanswered",
        "guide_incomplete",
        "meta_missing",
        "personal_data",
        "dark_link",
        "wording_error",
        "reprint",
        "backdated",
        "attachment_broken",
    ]
)
CAMPAIGN = """id: lanbei-{round}
title: 澜北省政府网站绩效评估
systems: [national-check-2019]
roster: roster.csv
as_of: {as_of}
divisions: divisions.csv
{previous}
min_coverage: 0.3
collect:
  max_pages_per_site: 500
  max_link_checks_per_site: 500
  requests_per_second_per_host: 200
  concurrency: 64
  concurrency_per_host: 8
  timeout_s: 3
  retries: 1
  retry_delay_s: 0.02
  backoff_max_s: 0
  connect_to: {{"*": "{address}"}}
  visits: {{count: {visits}, interval_s: 0.05, timeout_s: 2}}
  second_look: {{delay_s: 0}}
  browser: off
"""
VISITS = {1: 0, 2: 24}
"""By round. Of the first only what was there when is used; in the second a site that never answers takes the whole time
limit of every visit, and one failure of a site that answers stays below a rate of 5 %."""
UNTIL = {1: "rank", 2: "check"}
"""By round. A round before has to have its results; of the round that is judged the findings are read."""


@dataclass
class Row:
    """How one check did."""

    check: str
    planted: list[Fault] = field(default_factory=list)
    missed: list[Fault] = field(default_factory=list)
    false: list[dict[str, Any]] = field(default_factory=list)
    found: int = 0

    @property
    def precision(self) -> float:
        """Found of what was reported."""
        return self.found / (self.found + len(self.false)) if self.found + len(self.false) else 1.0

    @property
    def recall(self) -> float:
        """Found of what was planted."""
        return self.found / len(self.planted) if self.planted else 1.0


def build(shift: int = 0) -> list[Site]:
    """The province with all its faults."""
    made = sites(shift)
    for site in made:
        if not site.down:
            fill(site)
    plant_all(made)
    return made


def write_campaign(province: list[Site], folder: Path, address: str, *, turn: int, previous: Path | None) -> Path:
    """The files that an organiser writes."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "roster.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["site_code", "name", "unit", "url", "group", "class", "region"])
        for site in province:
            writer.writerow([site.code, site.name, site.unit, site.home, site.group, site.site_class, site.area])
    with (folder / "divisions.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["code", "name"], ["970000", "澜北省"]])
        csv.writer(stream).writerows(sorted({(f"{site.code[:4]}00", site.area) for site in province}))
    path = folder / "campaign.yaml"
    as_of = BEFORE if turn == 1 else AS_OF
    shown = f"previous: {previous}" if previous else ""
    text = CAMPAIGN.format(round=turn, as_of=as_of, previous=shown, address=address, visits=VISITS[turn])
    path.write_text(text, "utf-8")
    return path


def run(province: list[Site], folder: Path, *, turn: int = 2, previous: Path | None = None) -> Path:
    """One round of the evaluation in a process of its own; the run's folder."""
    out = folder / f"run{turn}"
    with serve(province, state=turn) as address:
        campaign = write_campaign(province, folder / f"campaign{turn}", address, turn=turn, previous=previous)
        done = subprocess.run(
            [str(PROGRAM), "run", str(campaign), "--out", str(out), "--until", UNTIL[turn]],
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode not in {0, 3}:
        raise RuntimeError(done.stderr[-4000:])
    return out


def findings(out: Path) -> list[dict[str, Any]]:
    """All findings of a run."""
    return [
        json.loads(line)
        for path in sorted((out / "findings").glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]


def _plain(url: str) -> str:
    parts = urlsplit(url)
    path = unquote(parts.path) or "/"
    path = "/" if path == "/index.html" else path
    return f"{parts.netloc}{path}{'?' + unquote(parts.query) if parts.query else ''}".removeprefix("www.")


def accused(finding: dict[str, Any]) -> bool:
    """Whether the finding claims the fault."""
    if finding["check"] == "blocked":
        return finding["outcome"] in {"blocked", "fail"} and finding["subject"]["kind"] == "site"
    return finding["outcome"] in {"fail", "partly"}


def keys(finding: dict[str, Any]) -> set[tuple[str, ...]]:
    """What the finding may stand for: any equal key of a fault makes it that fault."""
    check, code, values = finding["check"], finding["site_code"], finding["values"]
    url = _plain(finding["subject"]["url"])
    if check in SITE_WIDE:
        return {(check, code)}
    if check == "message_unanswered":
        made = {(check, code, str(values.get("message_id", "")))}
        if "mail_" in url:
            made.add((check, code, url.rsplit("mail_", 1)[1].removesuffix(".html")))
        return made | {(check, code, url, str(values.get("asked_on", "")))}
    if check == "meta_missing":
        return {(check, code, url, str(values.get("tag")).lower())}
    if check == "wording_error":
        wrong = str(values.get("wrong"))
        return {
            (check, code, url, wrong[start:end])
            for start in range(len(wrong))
            for end in range(start + 1, len(wrong) + 1)
        } | {(check, code, url, "whole", wrong)}
    return {(check, code, url)}


def fault_keys(fault: Fault) -> set[tuple[str, ...]]:
    """The keys of a planted fault."""
    url = _plain(fault.url)
    if fault.check in SITE_WIDE:
        return {(fault.check, fault.site_code)}
    if fault.check == "message_unanswered":
        asked = fault.why.split()[0]
        return {(fault.check, fault.site_code, fault.extra), (fault.check, fault.site_code, url, asked)}
    if fault.check == "meta_missing":
        return {(fault.check, fault.site_code, url, fault.extra.lower())}
    if fault.check == "wording_error":
        word = fault.extra
        parts = {word[start:end] for start in range(len(word)) for end in range(start + 2, len(word) + 1)}
        return {(fault.check, fault.site_code, url, word)} | {
            (fault.check, fault.site_code, url, "whole", p) for p in parts
        }
    return {(fault.check, fault.site_code, url)}


def compare(province: list[Site], found: list[dict[str, Any]]) -> dict[str, Row]:
    """Row by check."""
    rows = {check: Row(check) for check in CHECKS}
    by_key: dict[tuple[str, ...], Fault] = {}
    for site in province:
        for fault in site.faults:
            rows[fault.check].planted.append(fault)
            for key in fault_keys(fault):
                by_key[key] = fault
    neutral = {_plain(url) for site in province for url in site.neutral}
    files = {_plain(f.url) for site in province for f in site.faults if f.check == "attachment_broken"}
    # The flaky site shows one bare page now and then: what it lacks is neither planted nor a false accusation.
    bare = {site.code for site in province if site.down == "flaky"}
    neutral |= {_plain(site.url("/en/")) for site in province}
    hit: dict[str, set[int]] = defaultdict(set)
    seen: set[tuple[str, str, str]] = set()
    for finding in found:
        check = finding["check"]
        if check not in rows or not accused(finding):
            continue
        matches = {id(by_key[key]) for key in keys(finding) if key in by_key}
        if matches:
            hit[check] |= matches
            continue
        url = _plain(finding["subject"]["url"])
        if finding["site_code"] in bare or url in neutral or (check == "broken_link" and url in files):
            continue
        mark = (
            check,
            finding["site_code"],
            f"{url} {finding['values'].get('tag', '')}{finding['values'].get('wrong', '')}",
        )
        if mark not in seen:
            seen.add(mark)
            rows[check].false.append(finding)
    for check, row in rows.items():
        row.found = sum(id(fault) in hit[check] for fault in row.planted)
        row.missed = [fault for fault in row.planted if id(fault) not in hit[check]]
    return rows


def table(rows: dict[str, Row]) -> str:
    """The table for people."""
    head = f"{'check':28}{'planted':>8}{'found':>7}{'missed':>7}{'false':>7}{'P':>8}{'R':>8}"
    body = [
        f"{row.check:28}{len(row.planted):8}{row.found:7}{len(row.missed):7}{len(row.false):7}{row.precision:8.3f}{row.recall:8.3f}"
        for row in rows.values()
    ]
    return "\n".join([head, *body])


def main() -> None:
    """Run from the command line: a table, then every miss and every false accusation."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--shift", type=int, default=0)
    parser.add_argument("--compare-only", action="store_true")
    given = parser.parse_args()
    province = build(given.shift)
    out = given.folder / "run2"
    if not given.compare_only:
        previous = run(province, given.folder, turn=1) if given.rounds > 1 else None
        out = run(province, given.folder, previous=previous)
    rows = compare(province, findings(out))
    print(table(rows))  # noqa: T201 - a command
    names = {site.code: f"{site.index}:{site.template}{site.variant}" for site in province}
    for row in rows.values():
        for fault in row.missed:
            told = ("MISS ", names[fault.site_code], fault.check, fault.url, fault.extra, "|", fault.why)
            print(*told)  # noqa: T201 - a command
        for finding in row.false:
            shown = json.dumps(finding["values"], ensure_ascii=False)[:200]
            told = ("FALSE", names[finding["site_code"]], finding["check"], finding["subject"]["url"], shown)
            print(*told)  # noqa: T201 - a command


if __name__ == "__main__":
    main()
