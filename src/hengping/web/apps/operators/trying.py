"""What-if: choose what would be mended, see what it leads to; scored by the engine, never estimated."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from hengping.indicators.rounding import rounded
from hengping.model.score import ScoreNode, SiteScore
from hengping.pipeline.explain import SiteInRun, Standing
from hengping.pipeline.site_trends import intervals
from hengping.pipeline.stamps import file_digest
from hengping.report.site_report.extras import RankInterval
from hengping.scoring.explain import walk
from hengping.web.apps.runs.models import Run

MOST_FIXES = 500


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Something that can be mended: an item with everything under it, or one finding."""

    fix: str
    title: str
    lost: str
    chosen: bool
    faults: int = 0


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What a set of fixes leads to.

    Attributes:
        gain: difference of the printed totals; None where one is no number.
        cleared, left: vetoes that would be lifted, and that would still hold.
        standing: place and lists after it; None while ranks are not public.
        interval: places of the site over the draws of the robustness analysis as it stands now, where there is one.
    """

    before: SiteScore
    after: SiteScore
    gain: Decimal | None
    cleared: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    standing: Standing | None = None
    interval: RankInterval | None = None


def try_fixes(
    run: Run, site_code: str, system_id: str, fixes: Sequence[str], *, ranks: bool
) -> tuple[list[Choice], list[Choice], Trial | None]:
    """Items that can be chosen, single findings that can, and what the chosen leads to (None: nothing is chosen).

    Args:
        run: whose results.
        site_code: of the site.
        system_id: under which system.
        fixes: ids of items and findings.
        ranks: whether places may be shown.

    Raises:
        InputError: no such site, system, item or finding.
    """
    site = SiteInRun(run.path, site_code, system_id)
    before = site.case.score()
    choices = _choices(before, frozenset(fixes))
    single = _single(site, before, frozenset(fixes))
    if not fixes:
        return choices, single, None
    _, after = site.mended(fixes[:MOST_FIXES])
    fired_after = {veto.veto_id for veto in after.vetoes if veto.fired}
    fired = [veto for veto in before.vetoes if veto.fired]
    return (
        choices,
        single,
        Trial(
            before=before,
            after=after,
            gain=None if before.total is None or after.total is None else after.total - before.total,
            cleared=[veto.title for veto in fired if veto.veto_id not in fired_after],
            left=[veto.title for veto in fired if veto.veto_id in fired_after],
            standing=site.standing(after) if ranks else None,
            interval=_interval(site) if ranks else None,
        ),
    )


def _interval(site: SiteInRun) -> RankInterval | None:
    digests = {
        each.site_code: file_digest(site.run.folder.score_file(site.system.id, each.site_code))
        for each in site.run.sites
    }
    return intervals(site.run.folder, site.system.id, digests).get(site.site.site_code)


def _choices(score: SiteScore, wanted: frozenset[str]) -> list[Choice]:
    losing = [node for node in walk(score.root) if _loses(node)] if score.root else []
    losing.sort(key=lambda node: node.score - node.full)
    return [
        Choice(
            fix=node.item_id,
            title=node.title,
            lost=f"{rounded(node.full - node.score, score.digits, score.rounding_mode):f}",
            chosen=node.item_id in wanted,
            faults=len({each.finding_id for each in node.deductions if each.points > 0} | set(node.finding_ids)),
        )
        for node in losing
    ]


def _single(site: SiteInRun, score: SiteScore, wanted: frozenset[str]) -> list[Choice]:
    """Findings that cost points or fire a veto; the dearest first, not endlessly many."""
    worth: dict[str, Decimal] = {}
    for node in walk(score.root) if score.root else ():
        for each in node.deductions:
            if each.points > 0:
                worth[each.finding_id] = worth.get(each.finding_id, Decimal(0)) + each.counted
    for veto in score.vetoes:
        for finding_id in veto.finding_ids if veto.fired else ():
            worth.setdefault(finding_id, Decimal(0))
    messages = {each.finding_id: each.messages.zh for each in site.case.findings}
    ordered = sorted(worth, key=lambda key: (key not in wanted, -worth[key], key))[:MOST_FIXES]
    return [Choice(fix=key, title=messages.get(key, key), lost="", chosen=key in wanted) for key in ordered]


def _loses(node: ScoreNode) -> bool:
    return bool(node.rule) and node.state in {"scored", "given"} and node.score < node.full
