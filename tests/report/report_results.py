"""Ranks, lists and group figures of the made-up case, by the plainest rules."""

from decimal import ROUND_HALF_UP, Decimal

import msgspec

from hengping.model.score import GroupSummary, ListEntry, RankRow, SiteScore, TrackSummary
from hengping.ranking.wording import track_sentences


def ranks(scores: list[SiteScore], groups: tuple[str, ...]) -> tuple[RankRow, ...]:
    rows = []
    for group in groups:
        members = [score for score in scores if score.group == group]
        ranked = sorted((row for row in members if row.state == "ranked"), key=lambda row: -(row.total or 0))
        totals = [row.total for row in ranked]
        for score in (*ranked, *(row for row in members if row.state != "ranked")):
            is_ranked = score.state == "ranked"
            rows.append(
                RankRow(
                    group=group,
                    rank=1 + sum(1 for other in totals if (other or 0) > (score.total or 0)) if is_ranked else None,
                    tied=is_ranked and totals.count(score.total) > 1,
                    site_code=score.site_code,
                    name=score.name,
                    total=score.total,
                    tier="优秀" if (score.total or 0) >= 95 else "",
                    vetoed=score.state == "vetoed",
                    coverage=score.coverage,
                )
            )
    return tuple(rows)


def summary(group: str, scores: list[SiteScore]) -> GroupSummary:
    members = [score for score in scores if not group or score.group == group]
    totals = [score.total for score in members if score.total is not None]
    assessed = sum(score.state != "blocked" for score in members)
    passed = sum(bool(score.passed) for score in members)
    mean = sum(totals, Decimal(0)) / len(totals) if totals else None
    return GroupSummary(
        group=group,
        sites=len(members),
        assessed=assessed,
        passed=passed,
        vetoed=sum(score.state == "vetoed" for score in members),
        blocked=sum(score.state == "blocked" for score in members),
        mean=mean.quantize(Decimal("0.01"), ROUND_HALF_UP) if mean is not None else None,
        highest=max(totals, default=None),
        lowest=min(totals, default=None),
        pass_rate=(Decimal(passed) / assessed).quantize(Decimal("0.0001"), ROUND_HALF_UP) if assessed else None,
    )


def lists(scores: list[SiteScore]) -> tuple[ListEntry, ...]:
    rows = []
    for score in scores:
        if score.state == "vetoed":
            rows.append(
                ListEntry(
                    list_id="black", site_code=score.site_code, name=score.name, reasons=("空白栏目6个,即单项否决。",)
                )
            )
        elif score.total is not None and score.total >= 95:
            rows.append(
                ListEntry(list_id="red", site_code=score.site_code, name=score.name, reasons=("总分不低于95分",))
            )
    return tuple(rows)


def track(rows: tuple[RankRow, ...], groups: tuple[str, ...], **settings: object) -> TrackSummary:
    """A track of these groups with the sentences that ranking prints."""
    made = TrackSummary(
        **{"track_id": "all", "title": "样例指标体系", "groups": groups, "method": "competition"} | settings
    )
    return msgspec.structs.replace(made, sentences=track_sentences(made, [row for row in rows if row.group in groups]))
