"""How a site did over the rounds, and between which places it lies, as finished words for its report."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import msgspec

from hengping.evidence.run_folder import RunFolder
from hengping.pipeline.context import Run
from hengping.pipeline.report_comparison import read_comparison
from hengping.pipeline.stamps import digest_of
from hengping.ranking.compare.change import Change
from hengping.ranking.compare.records import RoundComparison, SiteChange
from hengping.report.site_report.extras import RankInterval, Trend, TrendPoint
from hengping.report.wording import NONE

_ROBUSTNESS = "robustness.json"


class _Places(msgspec.Struct, frozen=True):
    site_code: str
    places: tuple[int, ...]


class _Draws(msgspec.Struct, frozen=True):
    """What is read of ``robustness.json``: the rest needs libraries that only analysis may load."""

    scores_digest: str
    levels: tuple[Decimal, ...]
    sites: tuple[_Places, ...]


def trends(run: Run, system_id: str) -> dict[str, Trend]:
    """The sites against the round before, by site code; empty when the campaign names none."""
    found = read_comparison(run, system_id)
    return {} if found is None else {site.site_code: _trend(found, site) for site in found.sites}


def intervals(folder: RunFolder, system_id: str, score_digests: Mapping[str, str]) -> dict[str, RankInterval]:
    """Places of the sites over the draws of ``robustness.json``; empty without one made from these scores.

    Args:
        folder: of the run, or of ``judge``.
        system_id: one of its systems.
        score_digests: digests of the score files by site code.
    """
    path = folder.results_dir(system_id) / _ROBUSTNESS
    try:
        draws = msgspec.json.decode(path.read_bytes(), type=_Draws)
    except (OSError, msgspec.DecodeError):
        return {}
    if draws.scores_digest != digest_of(*(score_digests[code] for code in sorted(score_digests))):
        return {}
    span = _percent(draws.levels)
    return {
        site.site_code: RankInterval(best=min(site.places), worst=max(site.places), percent=span)
        for site in draws.sites
        if site.places
    }


def _percent(levels: Sequence[Decimal]) -> str:
    return f"{((max(levels) - min(levels)) * 100).normalize():f}%" if levels else ""


def _trend(found: RoundComparison, site: SiteChange) -> Trend:
    before = TrendPoint(title=found.before_title, total=_figure(site.total.before), rank=_place(site.place.before))
    after = TrendPoint(title=found.after_title, total=_figure(site.total.after), rank=_place(site.place.after))
    sentences = [_sentence("得分", site.total)]
    if site.place.before is not None and site.place.after is not None:
        sentences.append(_sentence("名次", site.place))
    if site.note:
        sentences.append(f"{site.note.rstrip('。')}。")
    if found.rules_changed:
        sentences.append("两轮所用指标体系不同，变化中含规则调整的影响。")
    return Trend(points=(before, after), sentences=tuple(sentences))


def _sentence(what: str, change: Change) -> str:
    if change.points is None:
        return f"{what}与上一轮无法比较（{change.words}）。"
    return f"与上一轮相比，{what}{change.words}。"


def _figure(value: Decimal | None) -> str:
    return NONE if value is None else f"{value:f}"


def _place(value: Decimal | None) -> str:
    return NONE if value is None else f"第{value:f}名"
