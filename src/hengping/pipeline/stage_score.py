"""Stage ``score``: findings to one score tree per site and system."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from hengping.evidence.files import write_atomic
from hengping.evidence.manifest import seal
from hengping.evidence.run_folder import RunFolder
from hengping.indicators.load import load_system
from hengping.indicators.system import IndicatorSystem
from hengping.model import codec
from hengping.model.errors import RunError, place
from hengping.model.review import Review
from hengping.model.score import SiteScore
from hengping.model.site import Site
from hengping.pipeline.context import Run
from hengping.pipeline.reading import read_one, read_rows
from hengping.pipeline.stage_check import read_findings
from hengping.pipeline.stamps import code_digest, digest_of, file_digest
from hengping.pipeline.units import Unit, do_units
from hengping.scoring.reviews import value_limits
from hengping.scoring.site import score_site

STAGE = "score"


def score(run: Run) -> None:
    """Score every site under every system."""
    code = code_digest("indicators", "scoring")
    reviews = read_reviews(run.folder)
    refuse_lost_reviews(run)
    review_digest = digest_of(codec.encode_lines(reviews))
    units = []
    for system_id in run.systems:
        system_digest = file_digest(run.folder.system_file(system_id))
        for site in run.sites:
            findings = run.folder.findings_file(site.site_code)
            if not findings.exists():
                raise RunError("缺少检查结果", where=str(findings), remedy="先运行 hengping check")
            units.append(
                Unit(
                    name=f"{system_id}.{site.site_code}",
                    inputs=digest_of(code, system_digest, review_digest, codec.encode(site), file_digest(findings)),
                    outputs=(run.folder.score_file(system_id, site.site_code),),
                    work=write_score,
                    arguments=(run.path, system_id, system_digest, site),
                )
            )
    do_units(run, STAGE, units)
    seal(run.path, [*review_files(run.folder), *(unit.outputs[0] for unit in units)], STAGE)


def refuse_lost_reviews(run: Run) -> None:
    """See that every human decision is about something of this run: a mistyped id would lose it in silence.

    Raises:
        RunError: names the file, the line and what is not known.
    """
    sites = {site.site_code for site in run.sites}
    items = {key for system in run.systems.values() for key in value_limits(system)}
    for path in review_files(run.folder):
        for number, review in enumerate(read_rows(path, Review), start=1):
            fault = ""
            if bool(review.finding_id) == bool(review.item_id):
                fault = "finding_id 和 item_id 应当写且只写一个"
            elif review.site_code not in sites:
                fault = f"名单中没有网站 {review.site_code}"
            elif review.item_id and review.item_id not in items:
                fault = f"指标体系中没有 {review.item_id}"
            elif review.finding_id and review.outcome is None:
                fault = "缺少 outcome"
            if fault:
                raise RunError(fault, where=place(path, number), remedy="改正这一行，再运行 hengping score")


def write_score(run: Path, system_id: str, system_digest: str, site: Site) -> None:
    """Score one site under one system and write the tree."""
    folder = RunFolder(run)
    system = frozen_system(folder.system_file(system_id), system_digest)
    write_atomic(folder.score_file(system_id, site.site_code), codec.encode_pretty(recompute(folder, system, site)))


@lru_cache(maxsize=8)
def frozen_system(path: Path, digest: str) -> IndicatorSystem:  # noqa: ARG001 - part of the cache's key
    """A frozen indicator system, read once a process: reading takes longer than scoring a site."""
    return load_system(path)


def recompute(folder: RunFolder, system: IndicatorSystem, site: Site) -> SiteScore:
    """One site's score from its findings and the human decisions on them."""
    return score_site(system, site, read_findings(folder, site.site_code), read_reviews(folder, site.site_code))


def read_reviews(folder: RunFolder, site_code: str = "") -> tuple[Review, ...]:
    """Human decisions in file order, of one site or (empty code) of all.

    Raises:
        RunError: a file does not hold decisions.
    """
    decisions = (review for path in review_files(folder) for review in read_rows(path, Review))
    return tuple(review for review in decisions if not site_code or review.site_code == site_code)


def review_files(folder: RunFolder) -> list[Path]:
    """Files of human decisions, in order of their names."""
    return sorted(folder.reviews_dir.glob("*.jsonl")) if folder.reviews_dir.is_dir() else []


def read_scores(
    folder: RunFolder, systems: Mapping[str, IndicatorSystem], sites: tuple[Site, ...]
) -> dict[str, tuple[SiteScore, ...]]:
    """All scores by system, in roster order.

    Raises:
        RunError: a score is missing or damaged.
    """
    scores: dict[str, tuple[SiteScore, ...]] = {}
    for system_id in systems:
        rows = []
        for site in sites:
            path = folder.score_file(system_id, site.site_code)
            rows.append(read_one(path, SiteScore, remedy="先运行 hengping score"))
        scores[system_id] = tuple(rows)
    return scores
