"""The chapter 排名情况: what is published of every track (赛道), in the sentences that ranking finished."""

from hengping.model.numerals import chinese_numeral
from hengping.model.score import TrackSummary
from hengping.report.blocks import Block, Heading, Paragraph
from hengping.report.figures.query import Queries
from hengping.report.figures.text import Text, bound, joined
from hengping.report.view import group_name
from hengping.report.wording import sentence


def ranking(ask: Queries) -> list[Block]:
    """排名情况: places by group, or tiers in a fixed order where places are not published."""
    system = ask.system
    blocks: list[Block] = []
    for number, track in enumerate(system.tracks, start=1):
        if len(system.tracks) > 1:
            blocks.append(Heading(level=2, text=f"（{chinese_numeral(number)}）{track.title}"))
        blocks += _unordered(ask, track) if track.method == "unordered" else _ordered(ask, track)
    kept_out = [
        f"{score.name}{score.state_reason.removesuffix('，不参加排名')}"
        for score in system.system.scores
        if score.state == "not_ranked" and score.passed is not None
    ]
    if blocks and kept_out:
        blocks.append(Paragraph(text=f"{'；'.join(kept_out)}，不参加排名。"))
    return blocks or [_nobody()]


def _unordered(ask: Queries, track: TrackSummary) -> list[Block]:
    """Every tier with its names, the empty ones as 无, and the note on the order of names."""
    if not track.tiers:
        listed = "评估结论见附件。" if ask.system.conclusions(track) else ""
        return [Paragraph(text=ask.text("{sites}不排列名次。{listed}", sites=_sites(ask, track), listed=listed))]
    *tiers, note = track.sentences
    blocks: list[Block] = [Paragraph(text=_sites(ask, track) + "按档级公布。")]
    for (tier, _), text in zip(track.tiers, tiers, strict=True):
        title, sign, names = text.partition("：")
        said = ask("tier.names", track.track_id, tier)
        told: str = ask.text("{said}。", said=said) if names.rstrip("。") == said.printed else sentence(names)
        blocks.append(Paragraph(lead=title + sign, text=told))
    return [*blocks, Paragraph(text=sentence(note))]


def _ordered(ask: Queries, track: TrackSummary) -> list[Block]:
    """The sentence of each group, its name as the bold beginning, and how many sites took part."""
    ranked = [group for group in track.groups if group in ask.system.ranked_groups]
    blocks: list[Block] = []
    for group, _ in zip(ranked, track.sentences, strict=False):
        count, text = ask("ranked.count", group), ask("ranked.sentence", group)
        if group:
            lead = ask.text("{group}（{count}个网站参加排名）：", group=group, count=count)
            blocks.append(Paragraph(lead=lead, text=bound(text)))
        else:
            blocks.append(Paragraph(text=ask.text("共{count}个网站参加排名。{text}", count=count, text=text)))
    return blocks or [_nobody()]


def _sites(ask: Queries, track: TrackSummary) -> Text:
    if len(track.groups) > 1:
        spread = [
            ask.text("{name}{group.sites[$group]}个", name=group_name(group), group=group) for group in track.groups
        ]
        return ask.text(
            "共{track.sites[$track]}个网站（{spread}），", track=track.track_id, spread=joined(spread, "、")
        )
    (group,) = track.groups
    return ask.text("{name}共{track.sites[$track]}个网站，", name=group_name(group), track=track.track_id)


def _nobody() -> Paragraph:
    return Paragraph(text="本次评估没有网站参加排名。")
