"""One site under one system: findings and human decisions in, a score with full provenance out. Pure and exact."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import msgspec

from hengping.indicators.rounding import as_decimal, rounded
from hengping.indicators.system import IndicatorSystem
from hengping.model.finding import Finding, Outcome
from hengping.model.review import Review
from hengping.model.score import ScoreNode, SiteScore, SiteState, VetoResult
from hengping.model.site import Site
from hengping.scoring.coverage import all_blocked, count_items, coverage_of, covered, missing_values, open_doubts
from hengping.scoring.items import ItemResult, Outside, judge_item, with_values
from hengping.scoring.lines import fail_reasons
from hengping.scoring.once import settle
from hengping.scoring.panel import Panel
from hengping.scoring.plan import Place, Supplied, place_tree
from hengping.scoring.reviews import latest, reviewed_findings, reviewed_marks
from hengping.scoring.select import FindingIndex
from hengping.scoring.tree import Scored, TreeScorer
from hengping.scoring.vetoes import forced_scores, judge_vetoes

_COVERAGE_DIGITS = 4
NOTHING_TO_SCORE = "没有任何可评的值"


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """One site with everything judged, before the conclusion is drawn.

    Attributes:
        place: the tree as the site meets it.
        items: results of the items that had to be judged, in file order.
        vetoes: of the site, in file order.
        scored: the root.
        scorer: knows every node of the tree.
        findings: with the outcomes that people have set.
    """

    system: IndicatorSystem
    site: Site
    place: Place
    items: tuple[ItemResult, ...]
    vetoes: tuple[VetoResult, ...]
    scored: Scored
    scorer: TreeScorer
    findings: FindingIndex

    @property
    def vetoed(self) -> bool:
        """Whether a veto fails the whole site; one that only sets a node's score does not."""
        return any(veto.fired for veto in self.failing)

    @property
    def failing(self) -> tuple[VetoResult, ...]:
        """The vetoes that fail the whole site when they fire."""
        partial = {veto.id for veto in self.system.vetoes if veto.sets is not None}
        return tuple(veto for veto in self.vetoes if veto.veto_id not in partial)


def score_site(  # noqa: PLR0917 - what one site's score is made of
    system: IndicatorSystem,
    site: Site,
    findings: Sequence[Finding],
    reviews: Sequence[Review] = (),
    given: Supplied | None = None,
    panel: Panel | None = None,
) -> SiteScore:
    """Score one site.

    Order of a national check (ENG-01): veto, then deduct, then bonus behind its gate. A site that could not be read as
    a whole is blocked and never scored; one of which nothing at all was judged has no total.

    Args:
        system: the indicator system.
        site: who is judged; its class and group decide what applies.
        findings: of this site, in any order.
        reviews: human decisions; those on other sites are passed over.
        given: values from outside by node id (overrides everything below it), veto id (1 fired, 0 not), ``item/part``,
            or name of an imported measure; a level is given by its id; None is a missing value, ``NA`` not applicable.
        panel: what the sites judged together say of each other; needed by systems that compare sites or let
            subordinate units feed their portal (:func:`hengping.scoring.many.build_panel`).

    Raises:
        InputError: a value does not fit what it was given for.
    """
    judged = judge_site(system, site, findings, reviews, given, panel)
    return _blocked(system, site) if judged is None else conclude(judged)


def judge_site(  # noqa: PLR0917 - as score_site
    system: IndicatorSystem,
    site: Site,
    findings: Sequence[Finding],
    reviews: Sequence[Review] = (),
    given: Supplied | None = None,
    panel: Panel | None = None,
) -> Judged | None:
    """As :func:`score_site`, with everything that was found on the way; None: the site is blocked as a whole."""
    decisions = latest(reviews, site.site_code) if reviews else []
    final = reviewed_findings(findings, decisions)
    if any(blocks_site(each) for each in final):
        return None
    marked = reviewed_marks(system, site, decisions)
    supplied = {**marked.values, **(given or {})}
    index = FindingIndex(final)
    vetoes = judge_vetoes(system, site, index, supplied)
    place = place_tree(system, site, supplied)
    outside = Outside(
        supplied=supplied,
        values=with_values(supplied),
        assessments=marked.assessments,
        panel=panel,
        site_code=site.site_code,
    )
    items = tuple(judge_item(each, index, outside) for each in place.items())
    scorer = TreeScorer(
        {each.place.node.id: each for each in items},
        settle(system, items, marked.explained),
        panel,
        site.site_code,
        forced_scores(system, vetoes),
    )
    return Judged(
        system=system,
        site=site,
        place=place,
        items=items,
        vetoes=vetoes,
        scored=scorer.score(place),
        scorer=scorer,
        findings=index,
    )


def conclude(judged: Judged) -> SiteScore:
    """The score of a site that was judged: state, coverage, rounding, fail lines."""
    system, site, root = judged.system, judged.site, judged.scored.node
    fired = judged.vetoed
    checked, checkable = covered(judged.place, judged.items)
    coverage = rounded(coverage_of(judged.place, judged.items), _COVERAGE_DIGITS, "half_up")
    empty = root.state in {"not_tested", "not_applicable"}
    raw = _total(judged, empty=empty)
    reasons = fail_reasons(system, root) if raw is not None and (not fired or system.when_vetoed.keep) else ()
    state, why = _state(judged, coverage, empty=empty)
    rounding = system.rounding
    manual = [each for each in judged.items if each.manual]
    marked = sum(each.state == "given" for each in manual)
    doubts = open_doubts(system, judged.findings)
    missing = missing_values(judged.items)
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
        # What has no number cannot be provisional: a veto that leaves a site unscored waits for nobody's marks.
        provisional=raw is not None and (doubts > 0 or marked < len(manual) or bool(missing)),
        vetoes=judged.vetoes,
        root=_vetoed_root(root, kept=system.when_vetoed.keep) if fired else root,
        fail_reasons=reasons,
        manual_items=len(manual),
        manual_marked=marked,
        digits=rounding.digits,
        index_digits=rounding.index_digits,
        rounding_mode=rounding.mode,
        items=count_items(judged.place, judged.items),
        missing=missing,
    )


def _total(judged: Judged, *, empty: bool) -> Fraction | None:
    rule = judged.system.when_vetoed
    if judged.vetoed and not rule.keep:
        if rule.score is None:
            return None
        # A ceiling: a site that already stood lower is not lifted by one more fault.
        return Fraction(rule.score) if empty else min(Fraction(rule.score), judged.scored.score)
    return None if empty else judged.scored.score


def _state(judged: Judged, coverage: Decimal, *, empty: bool) -> tuple[SiteState, str]:
    system = judged.system
    if judged.vetoed:
        return "vetoed", "；".join(veto.reason for veto in judged.failing if veto.fired)
    if empty:
        return "not_ranked", judged.scored.node.note if judged.place.node.needs else NOTHING_TO_SCORE
    if coverage < system.min_coverage:
        return "not_ranked", f"检查覆盖率{_percent(coverage)}低于{_percent(system.min_coverage)}，不参加排名"
    return "ranked", ""


def _passed(state: SiteState, *, failed: bool) -> bool | None:
    if state == "vetoed" or failed:
        return False
    return True if state == "ranked" else None


def blocks_site(finding: Finding) -> bool:
    """Whether the finding says that the site refused us as a whole."""
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
        items=all_blocked(place_tree(system, site, {})),
    )


def _vetoed_root(node: ScoreNode, *, kept: bool) -> ScoreNode:
    note = "单项否决；得分照常计算" if kept else "单项否决，不再评分；以下扣分供整改参考"
    return msgspec.structs.replace(node, state="vetoed", note=note)


def _percent(rate: Decimal) -> str:
    return f"{rounded(rate * 100, 2, 'half_up')}%"
