"""Runs that are judged but were never collected: findings written by hand, then scored and ranked."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from hengping.model import codec
from hengping.model.finding import Finding, Outcome, Subject, finding_id
from hengping.model.text import Text
from hengping.pipeline.campaign_file import load_campaign
from hengping.pipeline.context import create_run
from hengping.pipeline.run import redo_stage

SYSTEM = """\
schema: 1
id: {id}
version: "{version}"
title: 链接体系{id}
sources: [{{title: 测试}}]
effective: {{from: 2025-01-01}}
scale: 100
{more}
{lists}
lines:
  - {{id: low, node: total, below: 60, reason: 总分低于60分}}
tree:
  id: total
  title: 总分
  kind: system
  children:
    - id: links
      title: 链接可用
      kind: item
      marks: 60
      rule: {{kind: per_hit, tariffs: [{{select: {{check: broken_link}}, points: {link}}}]}}
    - id: blanks
      title: 空白栏目
      kind: item
      marks: 40
      rule: {{kind: per_hit, tariffs: [{{select: {{check: {check}}}, points: {blank}}}]}}
"""
CAMPAIGN = """\
id: t
title: 测试评估{title}
systems: [system.yaml]
roster: roster.csv
as_of: 2026-11-20
min_coverage: 0
"""
ROSTER = "site_code,name,unit,url,group\n"

Faults = Mapping[str, tuple[int, int]]
"""Broken links and blank sections by site code."""

FAULTS: Faults = {"9900000001": (1, 4), "9900000002": (6, 0), "9900000003": (0, 1), "9900000004": (12, 5)}


def system(folder: Path, name: str = "links-2025", **changes: object) -> Path:
    """A system file: points per broken link and per blank section."""
    folder.mkdir(parents=True, exist_ok=True)
    values = {"id": name, "version": "1", "link": 2, "blank": 3, "check": "blank_section"}
    values |= {"more": "", "lists": ""} | changes
    path = folder / "system.yaml"
    path.write_text(SYSTEM.format(**values), encoding="utf-8")
    return path


def made_run(base: Path, faults: Faults = FAULTS, until: str = "rank", more: str = "", **changes: object) -> Path:
    """A run with these faults, as far as a stage."""
    folder = base / "campaign"
    system(folder, **changes)
    rows = [f"{code},网站{code[-1]},,https://s{code}.example.gov.cn/,县" for code in faults]
    (folder / "roster.csv").write_text(ROSTER + "\n".join(rows) + "\n", encoding="utf-8")
    (folder / "campaign.yaml").write_text(CAMPAIGN.format(title=base.name) + more, encoding="utf-8")
    run = create_run(load_campaign(folder / "campaign.yaml"), base / "run")
    for code, (links, blanks) in faults.items():
        path = run.folder.findings_file(code)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(codec.encode_lines(findings(code, links, blanks)))
    for stage in ("score", "rank"):
        if until != "check":
            redo_stage(run, stage)
        if stage == until:
            break
    return run.path


def findings(code: str, links: int, blanks: int) -> list[Finding]:
    found = []
    for check, kind, count in (("broken_link", "link", links), ("blank_section", "section", blanks)):
        for number in range(count + 1):
            url = f"https://s{code}.example.gov.cn/{check}/{number}"
            found.append(
                Finding(
                    finding_id=finding_id(check, code, url),
                    site_code=code,
                    check=check,
                    version=1,
                    # One of each is in order: a check that ran.
                    outcome=Outcome.FAIL if number else Outcome.PASS,
                    subject=Subject(kind=kind, url=url),
                    values={"source_url": url, "kind": "internal"},
                    evidence=(),
                    as_of=date(2026, 11, 20),
                    messages=Text(zh="错", en="wrong"),
                )
            )
    return found


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
