"""Explain and what-if over a finished run: one site's score, what fixes would bring, and where that would place it."""

from collections.abc import Collection
from decimal import Decimal
from functools import cached_property
from pathlib import Path

import msgspec

from hengping.indicators.system import IndicatorSystem
from hengping.model.errors import InputError
from hengping.model.score import RankRow, SiteScore
from hengping.pipeline.context import Run, open_run
from hengping.pipeline.stage_score import read_reviews, read_scores, score_inputs, scored_findings
from hengping.ranking.results import rank
from hengping.scoring.explain import Case, Explanation, explain, unknown_fixes


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Where a score places its site: the row of the ranks, and among how many ranked sites of its group."""

    row: RankRow
    ranked: int
    lists: tuple[str, ...] = ()


class WhatIf(msgspec.Struct, frozen=True, kw_only=True):
    """A set of fixes and what it leads to, all other sites unchanged.

    ``gain``: difference of the printed totals; None when one of them is no number.
    """

    fixes: tuple[str, ...]
    before: SiteScore
    after: SiteScore
    standing_before: Standing
    standing_after: Standing
    gain: Decimal | None


class SiteInRun:
    """One site of a finished run under one system."""

    def __init__(self, run_folder: Path, site_code: str, system_id: str = "") -> None:
        """Open it.

        Raises:
            InputError: no such site or system in the run.
            RunError: the folder is no finished run.
        """
        self.run: Run = open_run(run_folder)
        self.system = _system(self.run, system_id)
        site = next((each for each in self.run.sites if each.site_code == site_code), None)
        if site is None:
            near = "、".join(each.site_code for each in self.run.sites[:3])
            raise InputError(f"名单中没有网站 {site_code}", where=str(run_folder), remedy=f"写网站标识码，如 {near}")
        self.site = site
        given, panel = score_inputs(self.run.folder, self.system, site)
        self.case = Case(
            system=self.system,
            site=site,
            findings=scored_findings(self.run.folder, site_code),
            reviews=read_reviews(self.run.folder, site_code),
            given=given,
            panel=panel,
        )

    @cached_property
    def _scores(self) -> tuple[SiteScore, ...]:
        """Scores of all sites, read only when somebody asks where this one stands."""
        return read_scores(self.run.folder, {self.system.id: self.system}, self.run.sites)[self.system.id]

    def explain(self, limit: int = 200) -> Explanation:
        """The score with what would raise it; see :func:`hengping.scoring.explain.explain`."""
        return explain(self.case, limit)

    def what_if(self, fixes: Collection[str]) -> WhatIf:
        """What a set of fixes leads to.

        Raises:
            InputError: a fix names neither a finding of the site nor an item.
        """
        before, after = self.mended(fixes)
        gain = None if before.total is None or after.total is None else after.total - before.total
        return WhatIf(
            fixes=tuple(fixes),
            before=before,
            after=after,
            standing_before=self.standing(before),
            standing_after=self.standing(after),
            gain=gain,
        )

    def mended(self, fixes: Collection[str]) -> tuple[SiteScore, SiteScore]:
        """The score as it stands, and as it would be after a set of fixes; of other sites nothing is read.

        Raises:
            InputError: a fix names neither a finding of the site nor an item.
        """
        if unknown := unknown_fixes(self.case, fixes):
            raise InputError(
                f"{self.site.site_code} 没有检查结果或评分点 {unknown[0]}",
                where="--fix",
                remedy="写 hengping explain 列出的编号",
            )
        return self.case.score(), self.case.mended(fixes).score()

    def standing(self, score: SiteScore) -> Standing:
        """Where the site stands with this score, the others as they are."""
        scores = [score if each.site_code == self.site.site_code else each for each in self._scores]
        results = rank(self.system, scores)
        row = next(each for each in results.ranks if each.site_code == self.site.site_code)
        ranked = sum(each.rank is not None and each.group == row.group for each in results.ranks)
        titles = dict(results.list_titles)
        listed = [titles[each.list_id] for each in results.lists if each.site_code == self.site.site_code]
        return Standing(row=row, ranked=ranked, lists=tuple(dict.fromkeys(listed)))


def _system(run: Run, system_id: str) -> IndicatorSystem:
    if not system_id:
        return next(iter(run.systems.values()))
    if system_id not in run.systems:
        raise InputError(f"该次评估没有指标体系 {system_id}", remedy=f"写以下之一：{'、'.join(run.systems)}")
    return run.systems[system_id]
