"""Stage ``score``: findings to one score tree per site and system.

Where a system sets sites against each other, or feeds portals from subordinate sites, what crosses between them (the
panel) is worked out first, in this process, and kept beside the results: a site's score then needs no other site.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path

from hengping.evidence.files import write_atomic
from hengping.evidence.manifest import seal
from hengping.evidence.run_folder import RunFolder
from hengping.indicators.load import load_system
from hengping.indicators.system import IndicatorSystem
from hengping.model import codec
from hengping.model.errors import RunError, place
from hengping.model.finding import Finding
from hengping.model.review import Review
from hengping.model.score import SiteScore
from hengping.model.site import Site
from hengping.pipeline.assisted import held_back, read_assisted, write_assisted
from hengping.pipeline.context import Run
from hengping.pipeline.measures import Table, read_values
from hengping.pipeline.reading import read_one, read_rows
from hengping.pipeline.review_tasks import write_tasks
from hengping.pipeline.stage_check import read_findings
from hengping.pipeline.stamps import code_digest, digest_of, file_digest, is_done, mark_done
from hengping.pipeline.units import Unit, do_units
from hengping.scoring.many import build_panel, needs_panel
from hengping.scoring.panel import Panel
from hengping.scoring.plan import Supplied
from hengping.scoring.reviews import value_limits
from hengping.scoring.site import score_site

STAGE = "score"
SCORERS = ("indicators", "scoring", "pipeline/assisted.py", "pipeline/measures.py", "pipeline/stage_score.py")
"""The code and data that scores depend on, besides findings, decisions, rules and values from outside."""


def score(run: Run) -> None:
    """Score every site under every system."""
    code = code_digest(*SCORERS)
    reviews = read_reviews(run.folder)
    refuse_lost_reviews(run)
    review_digest = digest_of(codec.encode_lines(reviews))
    units: list[Unit] = []
    panels: list[Path] = []
    findings = {site.site_code: _findings_digest(run, site) for site in run.sites}
    measures_digest = file_digest(run.folder.measures_csv)
    assisted = write_assisted(run)
    assisted_digest = file_digest(assisted)
    for system_id, system in run.systems.items():
        system_digest = file_digest(run.folder.system_file(system_id))
        common = digest_of(code, system_digest, review_digest, measures_digest, assisted_digest)
        panel_digest = ""
        if needs_panel(system):
            panels.append(_write_panel(run, system, digest_of(common, codec.encode(run.sites), *findings.values())))
            panel_digest = file_digest(panels[-1])
        units.extend(
            Unit(
                name=f"{system_id}.{site.site_code}",
                inputs=digest_of(common, panel_digest, codec.encode(site), findings[site.site_code]),
                outputs=(run.folder.score_file(system_id, site.site_code),),
                work=write_score,
                arguments=(run.path, system_id, system_digest, site),
            )
            for site in run.sites
        )
    do_units(run, STAGE, units)
    tasks = write_tasks(run, reviews)
    seal(run.path, [*review_files(run.folder), assisted, tasks, *panels, *(unit.outputs[0] for unit in units)], STAGE)


def _findings_digest(run: Run, site: Site) -> str:
    findings = run.folder.findings_file(site.site_code)
    if not findings.exists():
        raise RunError("缺少检查结果", where=str(findings), remedy="先运行 hengping check")
    return file_digest(findings)


def _write_panel(run: Run, system: IndicatorSystem, inputs: str) -> Path:
    """Work out what crosses between the sites, unless it stands there already."""
    path = run.folder.panel_file(system.id)
    unit = f"{system.id}.panel"
    if not is_done(run.path, STAGE, unit, inputs, (path,)):
        run.progress.note(STAGE, f"{system.id}：网站之间的横向数据")
        write_atomic(path, codec.encode_pretty(recompute_panel(run.folder, system, run.sites)))
        mark_done(run.path, STAGE, unit, inputs, (path,))
    return path


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
            elif review.finding_id and review.outcome is None and review.explained is None:
                fault = "缺少 outcome 或 explained"
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


def recompute(folder: RunFolder, system: IndicatorSystem, site: Site, panel: Panel | None = None) -> SiteScore:
    """One site's score from its findings, the human decisions on them, and the values from outside.

    Args:
        folder: the run.
        system: one of its systems.
        site: one of its sites.
        panel: what crosses between the sites; None: what stands in the run folder, if the system needs any.
    """
    given, standing = score_inputs(folder, system, site)
    reviews = read_reviews(folder, site.site_code)
    return score_site(system, site, scored_findings(folder, site.site_code), reviews, given, panel or standing)


def scored_findings(folder: RunFolder, site_code: str) -> Sequence[Finding]:
    """Findings of a site as they may be scored: what is only suspected and nobody has confirmed is a doubt.

    Raises:
        RunError: findings, decisions or the list of assisted checks are missing or damaged.
    """
    assisted = read_assisted(folder).checks
    return held_back(read_findings(folder, site_code), read_reviews(folder, site_code), assisted)


def score_inputs(folder: RunFolder, system: IndicatorSystem, site: Site) -> tuple[Supplied, Panel | None]:
    """What a site's score is made of besides findings and reviews: values from outside, and the panel.

    Raises:
        RunError: the system needs a panel and none stands there, or it is damaged.
    """
    panel: Panel | None = None
    if needs_panel(system):
        path = folder.panel_file(system.id)
        panel = _standing_panel(path, _stand(path))
    return read_measures(folder, system).get(site.site_code, {}), panel


def recompute_panel(folder: RunFolder, system: IndicatorSystem, sites: Sequence[Site]) -> Panel:
    """What crosses between all sites of a run, from findings, human decisions and values from outside."""
    reviews = read_reviews(folder)
    findings = partial(scored_findings, folder)
    return build_panel(system, sites, findings, reviews, read_measures(folder, system))


def read_measures(folder: RunFolder, system: IndicatorSystem) -> Table:
    """The run's values from outside for one system, by site code; empty when the campaign has none.

    Raises:
        InputError: the frozen table does not hold what the system can take.
    """
    key = (folder.measures_csv, _stand(folder.measures_csv), system.id)
    if key[1] is None:
        return {}
    found = _MEASURES.get(key)
    if found is None or found[0] is not system:
        if len(_MEASURES) >= _MOST_TABLES:
            _MEASURES.clear()
        found = _MEASURES[key] = (system, read_values(system, folder.measures_csv, None, others_pass=True))
    return found[1]


_Stand = tuple[int, int] | None
_MEASURES: dict[tuple[Path, _Stand, str], tuple[IndicatorSystem, Table]] = {}
_MOST_TABLES = 8


def _stand(path: Path) -> _Stand:
    """What changes when a file does, at less cost than its digest: asked once a site, of files frozen meanwhile."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


@lru_cache(maxsize=4)
def _standing_panel(path: Path, stand: _Stand) -> Panel:  # noqa: ARG001 - part of the cache's key
    return read_one(path, Panel, remedy="先运行 hengping score")


def read_reviews(folder: RunFolder, site_code: str = "") -> tuple[Review, ...]:
    """Human decisions in file order, of one site or (empty code) of all.

    Raises:
        RunError: a file does not hold decisions, or the time of one has no time zone.
    """
    by_site = _decisions(tuple((path, _stand(path)) for path in review_files(folder)))
    return by_site.get(site_code, ())


@lru_cache(maxsize=2)
def _decisions(files: tuple[tuple[Path, _Stand], ...]) -> dict[str, tuple[Review, ...]]:
    """Human decisions by site, and all of them under the empty code; read again only when a file has changed."""
    found: dict[str, list[Review]] = {"": []}
    for path, _ in files:
        for number, review in enumerate(read_rows(path, Review), start=1):
            if review.decided_at.tzinfo is None:
                raise RunError(
                    "decided_at 没有时区，无法分清先后",
                    where=place(path, number),
                    remedy="改成 2026-11-22T10:00:00+08:00 这样的写法，再运行 hengping score",
                )
            found[""].append(review)
            found.setdefault(review.site_code, []).append(review)
    return {code: tuple(rows) for code, rows in found.items()}


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
