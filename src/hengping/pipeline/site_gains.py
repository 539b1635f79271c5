"""What mending would bring a site, for its report: scored and ranked again by the same rules, never estimated."""

from collections.abc import Collection, Sequence

from hengping.model.score import ScoreNode, SiteScore
from hengping.ranking.standing import standings
from hengping.report.site_report.extras import FixGain, Gains, VetoWay
from hengping.scoring.explain import Case, explain, walk

MOST_ITEMS = 10
"""Items worked out, those first that lost most: to work one out is to score the site twice."""


def gains_of(case: Case, score: SiteScore, group: Sequence[SiteScore]) -> Gains:
    """What mending brings, item by item and all together.

    Args:
        case: the site.
        score: its score as it stands.
        group: scores of its ranking group in roster order, its own among them; trees may be left out.
    """
    losing = [node for node in walk(score.root) if _loses(node)] if score.root else []
    losing.sort(key=lambda node: node.score - node.full)
    found: list[FixGain] = []
    for node in losing[:MOST_ITEMS]:
        gain = _gain(case, score, group, {node.item_id}, node=node)
        if gain.points != 0 or gain.clears_veto:
            found.append(gain)
    found.sort(key=lambda gain: (not gain.clears_veto, -(gain.points or 0), gain.item_id))
    vetoes = explain(case, 0).vetoes if any(veto.fired for veto in score.vetoes) else ()
    together = {node.item_id for node in losing} | {name for way in vetoes for name in way.finding_ids}
    return Gains(
        items=tuple(found),
        left_out=max(0, len(losing) - MOST_ITEMS),
        together=_gain(case, score, group, together) if together else None,
        vetoes=tuple(
            VetoWay(veto_id=way.veto_id, title=way.title, needed=way.needed, faults=len(way.finding_ids))
            for way in vetoes
        ),
    )


def _gain(
    case: Case, before: SiteScore, group: Sequence[SiteScore], fixes: Collection[str], *, node: ScoreNode | None = None
) -> FixGain:
    after = case.mended(fixes).score()
    points = after.root.score - before.root.score if before.root is not None and after.root is not None else None
    others = [after if each.site_code == after.site_code else each for each in group]
    place = next(each for each in standings(case.system, after.group, others) if each.score is after)
    return FixGain(
        item_id=node.item_id if node else "",
        item_title=node.title if node else "以上全部和其他失分",
        faults=_faults(node) if node else 0,
        points=points,
        total=after.total if after.state != "not_ranked" else None,
        rank=place.rank,
        tied=place.tied,
        clears_veto=before.state == "vetoed" and after.state != "vetoed",
    )


def _loses(node: ScoreNode) -> bool:
    """An item that was judged and lost something; one that nobody has judged yet is no fault of the site."""
    return bool(node.rule) and node.state in {"scored", "given"} and node.score < node.full


def _faults(node: ScoreNode) -> int:
    return len({each.finding_id for each in node.deductions if each.points > 0} | set(node.finding_ids))
