"""``hengping rescore``: the frozen evidence of a run under other rules, with a bridge table (衔接表).

Nothing is collected, read or checked again: findings, human decisions, roster and measures of the run stand, only the
rules are others. The run itself is never written to.
"""

import shutil
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from itertools import chain
from pathlib import Path

import msgspec

from hengping.evidence.files import write_atomic, write_together
from hengping.evidence.manifest import head
from hengping.evidence.run_folder import RunFolder
from hengping.indicators.load import load_system, system_bytes
from hengping.indicators.rules import selectors_of
from hengping.indicators.system import IndicatorSystem
from hengping.indicators.verdicts import veto_selectors
from hengping.model import codec
from hengping.model.errors import InputError, RunError
from hengping.model.review import Review
from hengping.model.score import Results, SiteScore
from hengping.pipeline.context import Run, open_run
from hengping.pipeline.judge import RESCORED
from hengping.pipeline.past_rounds import PastRound, matching, read_rounds
from hengping.pipeline.progress import Progress
from hengping.pipeline.stage_rank import result_files
from hengping.pipeline.stage_score import read_measures, read_reviews, scored_findings
from hengping.pipeline.stamps import bytes_digest
from hengping.ranking.compare.bridge import Bridge, bridge
from hengping.ranking.compare.costs import costs
from hengping.ranking.compare.figures import Round
from hengping.ranking.compare.tables import bridge_csv, bridge_json, costs_csv
from hengping.ranking.results import rank
from hengping.scoring.many import build_panel, needs_panel
from hengping.scoring.panel import Panel
from hengping.scoring.site import score_site

STAGE = "rescore"


class MissingCheck(msgspec.Struct, frozen=True, kw_only=True):
    """A check that the rules ask for and that the run never ran.

    Attributes:
        check: its id.
        items: scoring items and vetoes that rest on it; they count as not looked at, and coverage shows it.
    """

    check: str
    items: tuple[str, ...]


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """``rescore.json``: what was scored again, by what.

    Attributes:
        run_id, title, as_of: of the run.
        manifest_head: SHA-256 of the last line of its manifest, which stands for all of its evidence.
        system_id, system_version, system_digest: the rules, and SHA-256 of their file.
        against: system of the run that the bridge starts from.
        missing_checks: see :class:`MissingCheck`.
    """

    run_id: str
    title: str
    as_of: str
    manifest_head: str
    system_id: str
    system_version: str
    system_digest: str
    against: str
    missing_checks: tuple[MissingCheck, ...]


class RescoreOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What was made.

    Attributes:
        path: the new folder.
        source: what was scored again, by what.
        results: under the new rules.
        bridge: from the old rules to the new.
        assessed_rate: share of the sites of which it can be said whether they pass (0–1).
        complete: it reaches the minimum of the run's campaign.
    """

    path: Path
    source: Source
    results: Results
    bridge: Bridge
    assessed_rate: Decimal
    complete: bool


def rescore(
    path: Path, system_ref: str | Path, out: Path, *, against: str = "", progress: Progress | None = None
) -> RescoreOutcome:
    """Score the evidence of a run under other rules.

    Written below ``out``: ``results/<system>/`` with the tables of the contract, ``costs.csv``, ``bridge.csv`` and
    ``bridge.json``; ``scores/<system>/``; a copy of the system; ``rescore.json``.

    Args:
        path: a run that was ranked.
        system_ref: the rules: an id of the library, or a file.
        out: an empty or new folder, or one that an earlier rescoring made: then it is made anew.
        against: system of the run that the bridge starts from; empty: the one of the same id, else of the same id but
            for the year, else the run's first.
        progress: told what happens.

    Raises:
        InputError: system or folder cannot be used.
        RunError: the run is not finished or damaged.
    """
    system = load_system(system_ref)
    run = open_run(path, progress=progress)
    _refuse_unfinished(run)
    _refuse_place(run, out)
    rounds = read_rounds(run.path)
    old = _old_side(rounds, system, against)
    scores, panel = score_run(run, system)
    results = rank(system, scores)
    new = Round.under(system, old.title, scores, results)
    made = bridge(old, new)
    frozen = system_bytes(system_ref)
    source = Source(
        run_id=run.info.settings.id,
        title=run.info.settings.title,
        as_of=run.as_of.isoformat(),
        manifest_head=head(run.path),
        system_id=system.id,
        system_version=system.version,
        system_digest=bytes_digest(frozen),
        against=old.results.system_id,
        missing_checks=missing_checks(system, frozenset(run.info.checks)),
    )
    _write(RunFolder(out), system, scores, made, frozen, source, panel)
    everyone = next(group for group in results.groups if not group.group)
    rate = Decimal(everyone.assessed) / max(everyone.sites, 1)
    return RescoreOutcome(
        path=out,
        source=source,
        results=results,
        bridge=made,
        assessed_rate=rate,
        complete=rate >= Decimal(str(run.info.settings.min_coverage)),
    )


def missing_checks(system: IndicatorSystem, ran: frozenset[str]) -> tuple[MissingCheck, ...]:
    """Checks that a system asks for and that are not among those that ran, with what rests on them."""
    found: dict[str, dict[str, None]] = {}
    for item_id, check in _asked(system):
        if check not in ran:
            found.setdefault(check, {})[item_id] = None
    return tuple(MissingCheck(check=check, items=tuple(items)) for check, items in sorted(found.items()))


def _asked(system: IndicatorSystem) -> Iterator[tuple[str, str]]:
    for node in system.items():
        if node.rule is not None:
            yield from ((node.id, selector.check) for selector in selectors_of(node.rule))
    for veto in system.vetoes:
        yield from ((veto.id, selector.check) for selector in veto_selectors(veto.rule))


def _refuse_unfinished(run: Run) -> None:
    for site in run.sites:
        findings = run.folder.findings_file(site.site_code)
        if not findings.exists():
            raise RunError(
                f"这次评估尚未做完：{site.name}没有检查结果",
                where=str(findings),
                remedy="先再次运行 hengping run 做完，再换体系评分",
            )


def _refuse_place(run: Run, out: Path) -> None:
    """The run is frozen: nothing is written into it, and nothing of anybody else's is overwritten.

    Raises:
        InputError: the place cannot be used.
    """
    target = out.resolve()
    if target == run.path or run.path in target.parents or target in run.path.parents:
        raise InputError("不能写进被评分的评估目录或其上级目录", where=f"--out {out}", remedy="换一个目录")
    if out.exists() and not out.is_dir():
        raise InputError("已有同名文件，不是目录", where=f"--out {out}", remedy="换一个目录")
    if out.is_dir() and any(out.iterdir()) and not (out / RESCORED).exists():
        raise InputError("目录不是空的，也不是换体系评分的结果", where=f"--out {out}", remedy="换一个目录，或先清空")


def _old_side(rounds: dict[str, PastRound], system: IndicatorSystem, against: str) -> Round:
    if against and against not in rounds:
        raise InputError(f"这次评估没有用体系“{against}”评分", where="--against", remedy=f"可用的：{'、'.join(rounds)}")
    found = rounds[against] if against else matching(rounds, system.id)
    return (found or next(iter(rounds.values()))).round


def score_run(run: Run, system: IndicatorSystem) -> tuple[tuple[SiteScore, ...], Panel | None]:
    """The sites of a run under other rules, in roster order, and what they say of each other where it is needed.

    Raises:
        RunError: findings or decisions are missing or damaged.
    """
    findings = partial(scored_findings, run.folder)
    reviews = read_reviews(run.folder)
    own: dict[str, list[Review]] = {}
    for review in reviews:
        own.setdefault(review.site_code, []).append(review)
    given = read_measures(run.folder, system)
    panel: Panel | None = None
    run.progress.begin(STAGE, len(run.sites))
    if needs_panel(system):
        run.progress.note(STAGE, "网站之间的横向数据")
        panel = build_panel(system, run.sites, findings, reviews, given)
    scores = []
    for site in run.sites:
        scores.append(
            score_site(
                system,
                site,
                findings(site.site_code),
                own.get(site.site_code, ()),
                given.get(site.site_code),
                panel,
            )
        )
        run.progress.advance(STAGE, site.site_code)
    run.progress.end(STAGE)
    return tuple(scores), panel


def _write(  # noqa: PLR0917 - all that goes into the folder
    folder: RunFolder,
    system: IndicatorSystem,
    scores: Sequence[SiteScore],
    made: Bridge,
    frozen: bytes,
    source: Source,
    panel: Panel | None,
) -> None:
    for old in (folder.scores_dir, folder.results_root, folder.systems_dir):
        if old.is_dir():
            shutil.rmtree(old)
    # First: a folder that is left half made can be made anew.
    write_atomic(folder.path / RESCORED, codec.encode_pretty(source))
    write_atomic(folder.system_file(system.id), frozen)
    # The tables at the end: who finds them finds the scores they are made of.
    tables = result_files(system, scores) | {
        "costs.csv": costs_csv(costs(system, scores)),
        "bridge.csv": bridge_csv(made),
        "bridge.json": bridge_json(made),
    }
    if panel is not None:
        tables = {folder.panel_file(system.id).name: codec.encode_pretty(panel)} | tables
    write_together(
        chain(
            ((folder.score_file(system.id, score.site_code), codec.encode_pretty(score)) for score in scores),
            ((folder.results_dir(system.id) / name, data) for name, data in tables.items()),
        )
    )
