"""One site under one system: findings and human decisions in, a score with full provenance out. Pure and exact."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import msgspec

from hengping.indicators.rounding import as_decimal, rounded
from hengping.indicators.rules import selectors_of
from hengping.indicators.system import IndicatorSystem
from hengping.indicators.verdicts import veto_selectors
from hengping.model.finding import Finding, Outcome
from hengping.model.review import Review
from hengping.model.score import ScoreNode, SiteScore, SiteState, VetoResult
from hengping.model.site import Site
from hengping.scoring.items import ItemResult, judge_item
from hengping.scoring.lines import fail_reasons
from hengping.scoring.once import settle
from hengping.scoring.plan import Place, place_tree
from hengping.scoring.reviews import latest, reviewed_findings, reviewed_marks
from hengping.scoring.select import FindingIndex
from hengping.scoring.tree import Scored, TreeScorer
from hengping.scoring.vetoes import judge_vetoes

_COVERAGE_DIGITS = 4


def score_site(
    system: IndicatorSystem,
    site: Site,
    findings: Sequence[Finding],
    reviews: Sequence[Review] = (),
    given: Mapping[str, Decimal | Literal["NA"] | None] | None = None,
) -> SiteScore:
    """Score one site.

    Order of a national check (ENG-01): veto, then deduct, then bonus behind its gate. A site that could not be read as
    a whole is blocked and never scored.

    Args:
        system: the indicator system.
        site: who is judged; its class decides what applies.
        findings: of this site, in any order.
        reviews: human decisions; those on other sites are passed over.
        given: values from outside by node id (overrides everything below it) or veto id (1 fired, 0 not); None is a
            missing value, ``NA`` not applicable.

    Raises:
        InputError: marks given by a person do not fit the item.
    """
    decisions = latest(reviews, site.site_code)
    final = reviewed_findings(findings, decisions)
    if any(_blocks_site(each) for each in final):
        return _blocked(system, site)
    supplied = reviewed_marks(system, decisions) | dict(given or {})
    index = FindingIndex(final)
    vetoes = judge_vetoes(system, site, index, supplied)
    place = place_tree(system, site, supplied)
    items = [judge_item(each, index) for each in place.items()]
    counted = dict(zip((each.place.node.id for each in items), settle(system, items), strict=True))
    scored = TreeScorer({each.place.node.id: each for each in items}, counted).score(place)
    return _conclude(system, site, scored, vetoes, items, _coverage(place, items), _doubts(system, index))


def _conclude(  # noqa: PLR0917 - what was found, step by step
    system: IndicatorSystem,
    site: Site,
    scored: Scored,
    vetoes: tuple[VetoResult, ...],
    items: list[ItemResult],
    covered: tuple[int, int],
    doubts: int,
) -> SiteScore:
    fired = any(veto.fired for veto in vetoes)
    checked, checkable = covered
    coverage = rounded(Fraction(checked, checkable) if checkable else Fraction(1), _COVERAGE_DIGITS, "half_up")
    raw: Fraction | None = scored.score
    if fired:
        raw = None if system.when_vetoed.score is None else Fraction(system.when_vetoed.score)
    reasons = () if fired else fail_reasons(system, scored.node)
    state: SiteState = "ranked"
    why = ""
    if fired:
        state, why = "vetoed", "；".join(veto.reason for veto in vetoes if veto.fired)
    elif coverage < system.min_coverage:
        state, why = "not_ranked", f"检查覆盖率{_percent(coverage)}低于{_percent(system.min_coverage)}，不参加排名"
    rounding = system.rounding
    manual = [each for each in items if each.manual]
    marked = sum(each.state == "given" for each in manual)
    return SiteScore(
        system_id=system.id,
        system_version=system.version,
        site_code=site.site_code,
        name=site.name,
        group=site.group,
        total=None if raw is None else rounded(raw, rounding.digits, rounding.mode),
        raw_total=None if raw is None else as_decimal(raw),
        full=system.scale,
        state=state,
        state_reason=why,
        passed=_passed(state, failed=bool(reasons)),
        coverage=coverage,
        checked=checked,
        checkable=checkable,
        open_doubts=doubts,
        provisional=doubts > 0 or marked < len(manual),
        vetoes=vetoes,
        root=_vetoed_root(scored.node) if fired else scored.node,
        fail_reasons=reasons,
        manual_items=len(manual),
        manual_marked=marked,
        digits=rounding.digits,
        index_digits=rounding.index_digits,
        rounding_mode=rounding.mode,
    )


def _passed(state: SiteState, *, failed: bool) -> bool | None:
    if state == "vetoed" or failed:
        return False
    return True if state == "ranked" else None


def _blocks_site(finding: Finding) -> bool:
    return finding.check == "blocked" and finding.subject.kind == "site" and finding.outcome is Outcome.BLOCKED


def _blocked(system: IndicatorSystem, site: Site) -> SiteScore:
    """A site that refused us as a whole: nothing can be said of it, so nothing is."""
    rounding = system.rounding
    return SiteScore(
        system_id=system.id,
        system_version=system.version,
        site_code=site.site_code,
        name=site.name,
        group=site.group,
        total=None,
        raw_total=None,
        full=system.scale,
        state="blocked",
        state_reason="网站整体拒绝访问，未评分",
        digits=rounding.digits,
        index_digits=rounding.index_digits,
        rounding_mode=rounding.mode,
    )


def _coverage(place: Place, items: list[ItemResult]) -> tuple[int, int]:
    """Subjects with a verdict, and subjects that should have one, over automatic items; each subject once.

    A supplied value is one subject that has its verdict. Items that wait for a person are counted apart.
    """
    checked: set[str] = set()
    wanting: set[str] = set()
    for item in items:
        if item.state == "given" and not item.manual:
            checked.add(f"given {item.place.node.id}")
        elif item.state == "not_tested" and not item.manual and not item.coverage.open:
            wanting.add(f"item {item.place.node.id}")
        checked |= item.coverage.checked
        wanting |= item.coverage.open
    checked |= {f"given {node_id}" for node_id in _supplied_branches(place)}
    return len(checked), len(checked | wanting)


def _supplied_branches(place: Place) -> list[str]:
    if not place.applies or place.is_item:
        return []
    if place.supplied is not None:
        return [place.node.id]
    return [node_id for child in place.children for node_id in _supplied_branches(child)]


def _doubts(system: IndicatorSystem, index: FindingIndex) -> int:
    """Findings that wait for a person, of the checks this system uses."""
    checks = {selector.check for item in system.items() if item.rule for selector in selectors_of(item.rule)}
    for veto in system.vetoes:
        checks |= {selector.check for selector in veto_selectors(veto.rule)}
    return sum(finding.outcome is Outcome.CANNOT_TELL for check in checks for finding in index.of(check))


def _vetoed_root(node: ScoreNode) -> ScoreNode:
    return msgspec.structs.replace(node, state="vetoed", note="单项否决，不再评分；以下扣分供整改参考")


def _percent(rate: Decimal) -> str:
    return f"{rounded(rate * 100, 2, 'half_up')}%"
