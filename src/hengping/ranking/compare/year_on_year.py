"""Year on year (同比): sites, groups and indicators of two rounds, with the comparable panel beside the raw figures."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from hengping.model.score import SiteScore
from hengping.ranking.compare.change import change_of
from hengping.ranking.compare.figures import Past, Round, is_published, past_of, printed_total
from hengping.ranking.compare.groups import group_changes, indicator_changes
from hengping.ranking.compare.records import Figures, Gone, RoundComparison, SiteChange
from hengping.ranking.compare.rounds import Match, MatchedRounds, Successor, match_rounds

_STATES = {"vetoed": "单项否决", "blocked": "受阻，未评分", "not_ranked": "覆盖率不足，不参加排名"}


def compare_rounds(
    before: Round,
    after: Round,
    successors: Sequence[Successor] = (),
    lines: Iterable[Decimal] = (),
    figures: Figures | None = None,
) -> RoundComparison:
    """Compare two rounds.

    Args:
        before: the round before.
        after: the new round.
        successors: renamed, merged and split sites.
        lines: totals for which the sites that reach them are counted in each group.
        figures: how figures are printed; None: as the new round says.
    """
    figures = figures or _figures(after)
    matched = match_rounds(
        [score.site_code for score in before.scores], [score.site_code for score in after.scores], successors
    )
    return RoundComparison(
        before_title=before.title,
        before_system=before.results.system_id,
        before_version=before.results.system_version,
        after_title=after.title,
        after_system=after.results.system_id,
        after_version=after.results.system_version,
        rules_changed=_rules(before) != _rules(after),
        sites=_sites(before, after, matched, figures),
        groups=group_changes(before, after, matched, sorted(set(lines), reverse=True), figures),
        indicators=indicator_changes(before, after, matched, figures),
        closed=tuple(
            Gone(group=score.group, site_code=score.site_code, name=score.name, total=printed_total(score))
            for score in _chosen(before.scores, matched.closed)
        ),
        unused=matched.unused,
    )


def _rules(each: Round) -> tuple[str, str]:
    return each.results.system_id, each.results.system_version


def _figures(after: Round) -> Figures:
    if not after.scores:
        return Figures(percent_digits=after.rate_digits)
    first = after.scores[0]
    return Figures(
        digits=first.digits,
        index_digits=first.index_digits,
        percent_digits=after.rate_digits,
        mode=first.rounding_mode,
    )


def _chosen(scores: Sequence[SiteScore], codes: Sequence[str]) -> list[SiteScore]:
    wanted = set(codes)
    return [score for score in scores if score.site_code in wanted]


def _sites(before: Round, after: Round, matched: MatchedRounds, figures: Figures) -> tuple[SiteChange, ...]:
    old = {score.site_code: score for score in before.scores}
    published = {code: score for code, score in old.items() if is_published(score)}
    old_places, new_places = before.places(), after.places()
    return tuple(
        _site(score, match, old, past_of(match.old_site_codes, published), (old_places, new_places), figures)
        for score, match in zip(after.scores, matched.matches, strict=True)
    )


def _site(  # noqa: PLR0917 - one site of two rounds
    score: SiteScore,
    match: Match,
    old: Mapping[str, SiteScore],
    past: Past,
    places: tuple[Mapping[str, int], Mapping[str, int]],
    figures: Figures,
) -> SiteChange:
    sources = [old[code] for code in match.old_site_codes]
    incomparable = ""
    if past.sites and score.total is not None and any(each.full != score.full for each in past.sites):
        incomparable = "两轮满分不同，总分不可直接相减"
    was, is_now = None, None
    if len(sources) == 1 and sources[0].group == score.group:
        was, is_now = places[0].get(sources[0].site_code), places[1].get(score.site_code)
    return SiteChange(
        group=score.group,
        site_code=score.site_code,
        name=score.name,
        fate=match.fate,
        old_site_codes=match.old_site_codes,
        total=change_of(
            past.printed(figures.digits, figures.mode),
            printed_total(score),
            percent_digits=figures.percent_digits,
            mode=figures.mode,
            incomparable=incomparable,
        ),
        place=change_of(_number(was), _number(is_now), "place"),
        note="；".join(_notes(score, match, sources, past)),
    )


def _notes(score: SiteScore, match: Match, sources: Sequence[SiteScore], past: Past) -> list[str]:
    notes = []
    if match.fate == "merged":
        names = "、".join(each.name for each in sources)
        scored = f"其中{past.missing}个上一轮未评分，不计入" if past.missing else ""
        notes.append(f"由{names}合并，上一轮取其平均" + (f"（{scored}）" if scored else ""))
    elif match.fate == "split":
        notes.append(f"由{sources[0].name}拆分，上一轮取原网站得分")
    elif match.fate == "renamed":
        notes.append(f"原标识码{sources[0].site_code}")
    elif match.fate == "new":
        notes.append("新增")
    if match.reason:
        notes.append(match.reason)
    if len(sources) == 1 and sources[0].group != score.group:
        notes.append(f"上一轮分组为{sources[0].group or '（无）'}")
    if len(sources) == 1 and sources[0].state in _STATES:
        notes.append(f"上一轮{_STATES[sources[0].state]}")
    if score.state in _STATES:
        notes.append(f"本轮{_STATES[score.state]}")
    return notes


def _number(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)
