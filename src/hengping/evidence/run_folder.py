"""Where everything lies in a run folder (the contract between engine and platform)."""

import re
from dataclasses import dataclass
from pathlib import Path

from hengping.evidence.errors import EvidenceError

_PLAIN_NAME = re.compile(r"[^\x00-\x1f/\\:]+")


@dataclass(frozen=True)
class RunFolder:
    """The paths of one run. Nothing is created here; writers make the folders they need.

    Attributes:
        path: the run folder itself.
    """

    path: Path

    @property
    def run_json(self) -> Path:
        """Digests of roster and systems, versions, monitoring time point, settings."""
        return self.path / "run.json"

    @property
    def roster_csv(self) -> Path:
        """Frozen copy of the roster."""
        return self.path / "roster.csv"

    @property
    def divisions_csv(self) -> Path:
        """Frozen copy of the campaign's own administrative divisions, when it has any."""
        return self.path / "divisions.csv"

    @property
    def measures_csv(self) -> Path:
        """Frozen copy of the values from outside, when the campaign has any."""
        return self.path / "measures.csv"

    @property
    def accuracy_json(self) -> Path:
        """Frozen copy of the table of measured precision, when the campaign demands any."""
        return self.path / "accuracy.json"

    @property
    def imports_dir(self) -> Path:
        """Outside data (posts, scanners, satisfaction …), one folder an imported file."""
        return self.path / "imports"

    @property
    def systems_dir(self) -> Path:
        """Frozen copies of the indicator systems."""
        return self.path / "systems"

    def system_file(self, system_id: str) -> Path:
        """Frozen copy of one indicator system."""
        return self.systems_dir / f"{_name(system_id)}.yaml"

    @property
    def previous_dir(self) -> Path:
        """Frozen copy of what the round before published, when the campaign names one."""
        return self.path / "previous"

    def previous_file(self, name: str) -> Path:
        """One file of that copy; ``name`` is its path below it."""
        return self.previous_dir.joinpath(*(_name(part) for part in name.split("/")))

    @property
    def evidence_dir(self) -> Path:
        """One folder per site."""
        return self.path / "evidence"

    def site_evidence(self, site_code: str) -> Path:
        """Evidence of one site: ``warc/``, ``index.jsonl``, ``visits.jsonl``."""
        return self.evidence_dir / _name(site_code)

    @property
    def facts_dir(self) -> Path:
        """Facts of all sites; may be deleted and made again."""
        return self.path / "facts"

    def facts_file(self, site_code: str) -> Path:
        """Facts of one site."""
        return self.facts_dir / f"{_name(site_code)}.json"

    @property
    def findings_dir(self) -> Path:
        """Findings of all sites."""
        return self.path / "findings"

    def findings_file(self, site_code: str) -> Path:
        """Findings of one site."""
        return self.findings_dir / f"{_name(site_code)}.jsonl"

    @property
    def reviews_dir(self) -> Path:
        """Human decisions, append-only."""
        return self.path / "reviews"

    @property
    def scores_dir(self) -> Path:
        """Score trees, one folder per system."""
        return self.path / "scores"

    def score_file(self, system_id: str, site_code: str) -> Path:
        """Score tree of one site under one system."""
        return self.scores_dir / _name(system_id) / f"{_name(site_code)}.json"

    @property
    def results_root(self) -> Path:
        """Results of all systems, and the section ledger."""
        return self.path / "results"

    def results_dir(self, system_id: str) -> Path:
        """Tables of one system: scores, ranks, vetoes, lists."""
        return self.results_root / _name(system_id)

    def panel_file(self, system_id: str) -> Path:
        """What the sites judged together say of each other, of systems that need it."""
        return self.results_dir(system_id) / "panel.json"

    @property
    def ledger_csv(self) -> Path:
        """The section ledger (栏目台账)."""
        return self.results_root / "ledger.csv"

    @property
    def reports_dir(self) -> Path:
        """Documents for people."""
        return self.path / "reports"

    @property
    def manifest(self) -> Path:
        """SHA-256 of every file, each line chained to the one before."""
        return self.path / "manifest.jsonl"

    @property
    def timestamps_dir(self) -> Path:
        """Requests for and answers of time-stamping authorities (RFC 3161) over the manifest; not in the manifest."""
        return self.path / "timestamps"

    @property
    def state_dir(self) -> Path:
        """Working notes of stages; no part of the result, not in the manifest."""
        return self.path / ".state"


def _name(text: str) -> str:
    """``text`` when it can be one file name; ids come from rosters and must never lead out of the folder."""
    if text in {"", ".", ".."} or not _PLAIN_NAME.fullmatch(text):
        raise EvidenceError(f"不能用作文件名 (not usable as a file name)：{text!r}", remedy="修改编号，去掉斜杠和冒号")
    return text
