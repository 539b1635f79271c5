"""Bridge table (衔接表) when the rules changed: old score + rule effect + evidence effect = new score.

Three scores of the same site stand behind a line: under the old rules on the old evidence, under the new rules on the
old evidence, under the new rules on the new evidence. The rule effect (规则影响) is the second minus the first, the
evidence effect (实际变化) the third minus the second. Both are differences of printed scores, so that every line closes
exactly on what a reader sees; nothing is rounded again.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import msgspec

from hengping.indicators.rounding import rounded
from hengping.model.score import SiteScore
from hengping.ranking.compare.figures import (
    Past,
    Round,
    Tally,
    enters_mean,
    exact_total,
    indices_of,
    is_published,
    node_titles,
    past_of,
)
from hengping.ranking.compare.rounds import Fate, Match, MatchedRounds, match_rounds


class _Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base: immutable, keyword-only."""


class Steps(_Record, frozen=True, kw_only=True):
    """One figure from the old rules to the new: ``old + rule_effect + evidence_effect == new`` where all are given.

    An effect is None where one of its two figures does not exist, or where the two cannot be subtracted: they are out
    of different full marks, or not means of the same sites.
    """

    old: Decimal | None
    rule_effect: Decimal | None
    evidence_effect: Decimal | None
    new: Decimal | None


class SiteBridge(_Record, frozen=True, kw_only=True):
    """One site's line.

    Attributes:
        score: printed totals and effects; a total that is not printed (unscored, coverage too low) leaves words in
            ``note`` instead of numbers.
        old_rank, new_rank: places in the site's group.
        rank_change: places gained: positive when the site rose.
        old_passed, new_passed: whether it passed (合格).
        note: why there is no number, from which sites it was merged.
    """

    group: str
    site_code: str
    name: str
    fate: Fate = "same"
    old_site_codes: tuple[str, ...] = ()
    score: Steps
    old_rank: int | None = None
    new_rank: int | None = None
    rank_change: int | None = None
    old_passed: bool | None = None
    new_passed: bool | None = None
    note: str = ""


class GroupBridge(_Record, frozen=True, kw_only=True):
    """Means of a group (empty: all) over the sites that enter the mean in all three scorings."""

    group: str
    sites: int
    mean: Steps


class IndicatorBridge(_Record, frozen=True, kw_only=True):
    """Mean score index (得分指数) of a node of both systems, over the sites where it was scored all three times."""

    item_id: str
    title: str
    kind: str
    sites: int
    index: Steps


class Bridge(_Record, frozen=True, kw_only=True):
    """The bridge between two rule sets: ``bridge.json``.

    Attributes:
        same_evidence: both sides rest on the same evidence, so that the evidence effect is nil.
        old_full, new_full: full marks under each.
    """

    old_system: str
    old_version: str
    old_title: str
    new_system: str
    new_version: str
    new_title: str
    same_evidence: bool
    old_full: Decimal | None = None
    new_full: Decimal | None = None
    sites: tuple[SiteBridge, ...]
    groups: tuple[GroupBridge, ...]
    indicators: tuple[IndicatorBridge, ...]

    def moved(self) -> list[SiteBridge]:
        """Sites with another place than before, the biggest moves first."""
        moved = [site for site in self.sites if site.rank_change]
        return sorted(moved, key=lambda site: (-abs(site.rank_change or 0), site.site_code))

    def now_failed(self) -> list[SiteBridge]:
        """Sites that passed under the old rules and do not under the new."""
        return [site for site in self.sites if site.old_passed is True and site.new_passed is False]

    def now_passed(self) -> list[SiteBridge]:
        """Sites that failed under the old rules and pass under the new."""
        return [site for site in self.sites if site.old_passed is False and site.new_passed is True]


def bridge(old: Round, middle: Round, new: Round | None = None, matched: MatchedRounds | None = None) -> Bridge:
    """Make the bridge.

    Args:
        old: old rules, old evidence.
        middle: new rules, old evidence: the same sites as ``old``.
        new: new rules, new evidence; None: the evidence is the same, ``middle`` is the new side too.
        matched: which old sites each new site goes on from; None: sites with the same code.
    """
    side = new or middle
    if matched is None:
        matched = match_rounds([each.site_code for each in old.scores], [each.site_code for each in side.scores])
    titles = node_titles(old.scores).keys() & node_titles(side.scores).keys()
    return Bridge(
        old_system=old.results.system_id,
        old_version=old.results.system_version,
        old_title=old.results.title,
        new_system=side.results.system_id,
        new_version=side.results.system_version,
        new_title=side.results.title,
        same_evidence=new is None,
        old_full=old.scores[0].full if old.scores else None,
        new_full=side.scores[0].full if side.scores else None,
        sites=_sites(old, middle, side, matched),
        groups=_groups(_trios(old, middle, side, matched)),
        indicators=_indicators(_trios(old, middle, side, matched), node_titles(side.scores), titles),
    )


def steps(old: Decimal | None, middle: Decimal | None, new: Decimal | None, *, alike: bool = True) -> Steps:
    """The two effects between three printed figures; exact. ``alike``: the first two can be subtracted."""
    rules = _minus(middle, old) if alike else None
    return Steps(old=old, rule_effect=rules, evidence_effect=_minus(new, middle), new=new)


def _minus(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    if one is None or other is None:
        return None
    digits = max(-int(value.as_tuple().exponent) for value in (one, other))
    return rounded(Fraction(one) - Fraction(other), max(digits, 0), "half_up")


def _sites(old: Round, middle: Round, new: Round, matched: MatchedRounds) -> tuple[SiteBridge, ...]:
    olds = {score.site_code: score for score in old.scores}
    printed_old = {code: score for code, score in olds.items() if is_published(score)}
    printed_middle = {score.site_code: score for score in middle.scores if is_published(score)}
    middles = {score.site_code: score for score in middle.scores}
    places = old.places(), new.places()
    rows = []
    for score, match in zip(new.scores, matched.matches, strict=True):
        sources = [olds[code] for code in match.old_site_codes]
        pasts = past_of(match.old_site_codes, printed_old), past_of(match.old_site_codes, printed_middle)
        was, between = (past.printed(score.digits, score.rounding_mode) for past in pasts)
        now = score.total if is_published(score) else None
        one, other = _ranks(score, sources, places)
        rows.append(
            SiteBridge(
                group=score.group,
                site_code=score.site_code,
                name=score.name,
                fate=match.fate,
                old_site_codes=match.old_site_codes,
                score=steps(was, between, now, alike=_same_sites(*pasts) and _same_full(*pasts)),
                old_rank=one,
                new_rank=other,
                rank_change=None if one is None or other is None else one - other,
                old_passed=sources[0].passed if len(sources) == 1 else None,
                new_passed=score.passed,
                note="；".join(_notes(score, match, sources, middles, pasts, same=middle is new)),
            )
        )
    return tuple(rows)


def _ranks(
    score: SiteScore, sources: Sequence[SiteScore], places: tuple[Mapping[str, int], Mapping[str, int]]
) -> tuple[int | None, int | None]:
    old = None
    if len(sources) == 1 and sources[0].group == score.group:
        old = places[0].get(sources[0].site_code)
    return old, places[1].get(score.site_code)


def _same_sites(was: Past, between: Past) -> bool:
    """Whether the figures under both rules are those of the same sites."""
    one, other = ({score.site_code for score in past.sites} for past in (was, between))
    return one == other


def _same_full(was: Past, between: Past) -> bool:
    return len({score.full for past in (was, between) for score in past.sites}) <= 1


def _notes(
    score: SiteScore,
    match: Match,
    sources: Sequence[SiteScore],
    middles: Mapping[str, SiteScore],
    pasts: tuple[Past, Past],
    *,
    same: bool,
) -> list[str]:
    notes = []
    if match.fate == "new":
        notes.append("上一轮没有该网站")
    if match.fate == "merged":
        missing = f"（其中{pasts[0].missing}个原规则下没有总分，不计入）" if pasts[0].missing else ""
        notes.append(f"由{'、'.join(each.name for each in sources)}合并，原得分取其平均{missing}")
    if all(past.sites for past in pasts):
        if not _same_full(*pasts):
            notes.append("两套规则满分不同，总分不可直接相减，可比各指标得分指数")
        if not _same_sites(*pasts):
            notes.append("两套规则下有总分的原网站不同，平均不可直接相减")
    if match.fate == "split":
        notes.append(f"由{sources[0].name}拆分，取原网站得分")
    notes += [f"原规则：{words}" for each in sources if (words := _state(each))]
    if not same:
        between = [middles[each.site_code] for each in sources if each.site_code in middles]
        notes += [f"新规则、原佐证：{words}" for each in between if (words := _state(each))]
    if words := _state(score):
        notes.append(f"新规则：{words}")
    return notes


def _state(score: SiteScore) -> str:
    """Words for a score that is no ordinary number; empty when it is one."""
    if score.state == "vetoed":
        number = "，无总分" if score.total is None else f"，按{score.total}分计"
        return f"单项否决{number}" + (f"（{score.state_reason}）" if score.state_reason else "")
    if score.state in {"blocked", "not_ranked"}:
        return score.state_reason or "未评分"
    return ""


_Trio = tuple[SiteScore, Past, Past]
"""A site that enters the mean all three times: new, and its past under the old and under the new rules."""


def _trios(old: Round, middle: Round, new: Round, matched: MatchedRounds) -> list[_Trio]:
    counted = [
        {score.site_code: score for score in each.scores if enters_mean(score, vetoed_in_mean=each.vetoed_in_mean)}
        for each in (old, middle)
    ]
    found = []
    for score, match in zip(new.scores, matched.matches, strict=True):
        if enters_mean(score, vetoed_in_mean=new.vetoed_in_mean):
            was, between = (past_of(match.old_site_codes, each) for each in counted)
            # As in the comparable panel: of merged sites the mean of those that count.
            if was.sites and between.sites and _same_sites(was, between):
                found.append((score, was, between))
    return found


def _groups(trios: Sequence[_Trio]) -> tuple[GroupBridge, ...]:
    rows = []
    for group in dict.fromkeys(("", *(score.group for score, _, _ in trios))):
        inside = [trio for trio in trios if group in {"", trio[0].group}]
        if not inside:
            continue
        first = inside[0][0]
        sums = [Fraction(0)] * 3
        for score, was, between in inside:
            for at, value in enumerate((was.total, between.total, exact_total(score))):
                sums[at] += Fraction(value or 0)
        means = [rounded(each / len(inside), first.digits, first.rounding_mode) for each in sums]
        alike = all(_same_full(was, between) for _, was, between in inside)
        rows.append(GroupBridge(group=group, sites=len(inside), mean=steps(*means, alike=alike)))
    return tuple(rows)


def _indicators(
    trios: Sequence[_Trio], titles: Mapping[str, tuple[str, str]], shared: set[str]
) -> tuple[IndicatorBridge, ...]:
    tallies = Tally(), Tally(), Tally()
    for score, was, between in trios:
        maps = was.indices(), between.indices(), indices_of(score)
        for item_id in maps[2]:
            if item_id in shared and item_id in maps[0] and item_id in maps[1]:
                for tally, each in zip(tallies, maps, strict=True):
                    tally.add(("", item_id), each[item_id])
    rows = []
    for item_id, (title, kind) in titles.items():
        means = [tally.mean(("", item_id)) for tally in tallies]
        if trios and None not in means:
            digits, mode = trios[0][0].index_digits, trios[0][0].rounding_mode
            printed = [rounded(mean, digits, mode) for mean in means if mean is not None]
            index, sites = steps(*printed), tallies[2].count(("", item_id))
            rows.append(IndicatorBridge(item_id=item_id, title=title, kind=kind, sites=sites, index=index))
    return tuple(rows)
