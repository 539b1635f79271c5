"""Explain and what-if over a finished run: the same figures as the run, and a run that is never written to."""

from decimal import Decimal
from pathlib import Path

import pytest

from hengping.evidence.run_folder import RunFolder
from hengping.model import codec
from hengping.model.errors import InputError
from hengping.model.score import ScoreNode, SiteScore
from hengping.pipeline.explain import SiteInRun
from hengping.scoring.explain import lost, unassessed

SYSTEM = "guangxi-2017"


def _stored(run: Path, site_code: str) -> SiteScore:
    path = RunFolder(run).score_file(SYSTEM, site_code)
    return codec.decode(path.read_bytes(), SiteScore)


def _code(run: Path) -> str:
    codes = sorted(path.stem for path in RunFolder(run).scores_dir.glob(f"{SYSTEM}/*.json"))
    judged = [code for code in codes if _stored(run, code).state != "blocked"]
    return min(judged, key=lambda code: _stored(run, code).total or 0)


def test_the_explained_score_is_the_score_of_the_run(small_run) -> None:
    code = _code(small_run.path)
    site = SiteInRun(small_run.path, code, SYSTEM)
    before = sorted((path, path.stat().st_mtime_ns) for path in small_run.path.rglob("*") if path.is_file())
    explanation = site.explain()
    assert explanation.score == _stored(small_run.path, code)
    assert explanation.by_item
    assert sorted((path, path.stat().st_mtime_ns) for path in small_run.path.rglob("*") if path.is_file()) == before


def test_every_gain_is_what_the_what_if_gives(small_run) -> None:
    site = SiteInRun(small_run.path, _code(small_run.path), SYSTEM)
    for gain in site.explain().by_item:
        outcome = site.what_if([gain.fix])
        assert outcome.after.total == gain.total
        if outcome.gain is not None:
            assert outcome.gain >= 0


def test_everything_mended_never_lowers_score_or_place(small_run) -> None:
    site = SiteInRun(small_run.path, _code(small_run.path), SYSTEM)
    outcome = site.what_if([gain.fix for gain in site.explain().by_item])
    assert outcome.after.root is not None
    assert outcome.before.root is not None
    assert outcome.after.root.score >= outcome.before.root.score
    before, after = outcome.standing_before.row.rank, outcome.standing_after.row.rank
    assert before is None or (after is not None and after <= before)


def test_unknown_names_are_refused_with_a_remedy(small_run) -> None:
    code = _code(small_run.path)
    with pytest.raises(InputError, match="nothing-like-it"):
        SiteInRun(small_run.path, code, SYSTEM).what_if(["nothing-like-it"])
    with pytest.raises(InputError, match="0000000000"):
        SiteInRun(small_run.path, "0000000000")
    with pytest.raises(InputError, match="no-such-system"):
        SiteInRun(small_run.path, code, "no-such-system")


def test_no_fix_changes_nothing(small_run) -> None:
    outcome = SiteInRun(small_run.path, _code(small_run.path), SYSTEM).what_if([])
    assert outcome.before == outcome.after
    assert outcome.gain in {None, Decimal(0)}


def node(name: str, score: str, full: str, *children: ScoreNode, state: str = "scored") -> ScoreNode:
    return ScoreNode(
        item_id=name,
        title=name,
        kind="part",
        score=Decimal(score),
        full=Decimal(full),
        state=state,  # type: ignore[arg-type] # named as in the file
        children=children,
    )


def test_a_bonus_that_nobody_assessed_is_not_lost() -> None:
    bonus = node("bonus", "0", "30", node("claims", "0", "30", state="not_tested"), state="not_tested")
    total = node("total", "97.2", "130", node("deduct", "97.2", "100"), bonus)
    assert (lost(total), unassessed(total)) == (Decimal("2.8"), Decimal(30))
    assert (lost(bonus), unassessed(bonus)) == (Decimal(0), Decimal(30))


def test_what_the_rules_rescale_or_let_stand_is_not_open() -> None:
    untested = node("c", "0", "20", state="not_tested")
    rescaled = node("page", "85", "100", node("a", "40", "40"), node("b", "28", "40"), untested)
    assert (lost(rescaled), unassessed(rescaled)) == (Decimal(15), Decimal(0))
    kept = node("part", "6", "6", node("a", "6", "6"), untested)
    assert (lost(kept), unassessed(kept)) == (Decimal(0), Decimal(0))
