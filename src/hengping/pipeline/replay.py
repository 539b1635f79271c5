"""Replay: findings made again from the archive alone, without a network, and compared with those on file.

``verify`` recomputes scores from findings; this goes the whole way down: archived bytes are read again (each record
checked against its digest), facts and findings are made anew by the checks installed now, and every chosen finding must
come out the same. A finding that differs is named with both verdicts.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from hengping.evidence.files import write_atomic
from hengping.evidence.run_folder import RunFolder
from hengping.model.codec import encode
from hengping.model.errors import InputError
from hengping.model.finding import Finding
from hengping.model.site import Site
from hengping.pipeline.context import Run, open_run
from hengping.pipeline.progress import Progress, Silent
from hengping.pipeline.relating import relate_sites, relations_file
from hengping.pipeline.stage_check import check_site, read_findings
from hengping.pipeline.stage_extract import Beside, Known, extract_site

STAGE = "replay"


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """A finding that did not come out the same; ``now`` is None when it did not come out at all."""

    before: Finding
    now: Finding | None


class Replay(msgspec.Struct, frozen=True, kw_only=True):
    """What was replayed.

    Attributes:
        findings: findings replayed.
        of: findings in the run.
        sites: sites whose evidence was read again.
        differences: what came out otherwise.
    """

    findings: int
    of: int
    sites: int
    differences: tuple[Difference, ...]

    @property
    def holds(self) -> bool:
        """Whether every verdict came out the same, byte for byte."""
        return not self.differences


def replay(run: Path, *, sample: int | None = None, seed: int = 0, progress: Progress | None = None) -> Replay:
    """Replay findings of a finished run.

    Args:
        run: run folder; nothing in it is changed.
        sample: how many findings, drawn at random; None: all.
        seed: of the draw; the same seed draws the same findings.
        progress: told site by site.

    Raises:
        InputError: the sample is not positive.
        RunError: no run folder, or it holds no findings.
        EvidenceError: evidence is missing or was changed.
    """
    if sample is not None and sample < 1:
        raise InputError("抽取的条数应为正整数", where="--sample", remedy="例如 --sample 1000，或不写以重放全部")
    opened = open_run(run)
    progress = progress or Silent()
    by_site = {site: read_findings(opened.folder, site.site_code) for site in opened.sites}
    chosen = _chosen(by_site, sample, seed)
    progress.begin(STAGE, len(chosen))
    known = Known.of(opened)
    differences: list[Difference] = []
    related = _related(opened, known, chosen)
    for site, findings in chosen.items():
        now = {
            finding.finding_id: finding
            for finding in _again(opened.folder, site, opened.as_of, known.about(site), related.get(site.site_code))
        }
        for finding in findings:
            again = now.get(finding.finding_id)
            if again is None or encode(again) != encode(finding):
                differences.append(Difference(before=finding, now=again))
        progress.advance(STAGE, site.site_code)
    progress.end(STAGE)
    return Replay(
        findings=sum(map(len, chosen.values())),
        of=sum(map(len, by_site.values())),
        sites=len(chosen),
        differences=tuple(differences),
    )


def _chosen(by_site: dict[Site, tuple[Finding, ...]], sample: int | None, seed: int) -> dict[Site, list[Finding]]:
    every = [(site, finding) for site, findings in by_site.items() for finding in findings]
    if sample is not None and sample < len(every):
        drawn = sorted(every, key=lambda pair: hashlib.sha256(f"{seed}\n{pair[1].finding_id}".encode()).digest())
        every = sorted(drawn[:sample], key=lambda pair: (pair[0].site_code, pair[1].finding_id))
    chosen: dict[Site, list[Finding]] = {}
    for site, finding in every:
        chosen.setdefault(site, []).append(finding)
    return chosen


def _related(run: Run, known: Known, chosen: Iterable[Site]) -> dict[str, bytes]:
    """Relation files of the chosen sites; where they were deleted, all sites are read and compared again."""
    files = {site.site_code: relations_file(run.folder, site.site_code) for site in chosen}
    if all(file.exists() for file in files.values()):
        return {code: file.read_bytes() for code, file in files.items()}
    with TemporaryDirectory(prefix="hengping-replay-") as scratch:
        copy = RunFolder(Path(scratch))
        copy.evidence_dir.symlink_to(run.folder.evidence_dir, target_is_directory=True)
        if run.folder.previous_dir.exists():
            copy.previous_dir.symlink_to(run.folder.previous_dir, target_is_directory=True)
        for site in run.sites:
            extract_site(copy.path, site, run.as_of, known.about(site))
        relate_sites(copy.path, [site.site_code for site in run.sites])
        return {code: relations_file(copy, code).read_bytes() for code in files}


def _again(folder: RunFolder, site: Site, as_of: date, beside: Beside, related: bytes | None) -> Sequence[Finding]:
    """Findings of one site from its evidence, in a folder that is thrown away."""
    with TemporaryDirectory(prefix="hengping-replay-") as scratch:
        copy = RunFolder(Path(scratch))
        copy.evidence_dir.mkdir(parents=True)
        copy.site_evidence(site.site_code).symlink_to(folder.site_evidence(site.site_code), target_is_directory=True)
        extract_site(copy.path, site, as_of, beside)
        if related is not None:
            write_atomic(relations_file(copy, site.site_code), related)
        check_site(copy.path, site.site_code)
        return read_findings(copy, site.site_code)
