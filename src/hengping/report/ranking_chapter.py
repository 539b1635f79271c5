"""The chapter 排名情况: what is published of every track (赛道), in the sentences that ranking finished."""

from hengping.model.numerals import chinese_numeral
from hengping.model.score import TrackSummary
from hengping.report.blocks import Block, Heading, Paragraph
from hengping.report.view import SystemView, group_name
from hengping.report.wording import enumerated, sentence


def ranking(system: SystemView) -> list[Block]:
    """排名情况: places by group, or tiers in a fixed order where places are not published."""
    blocks: list[Block] = []
    for number, track in enumerate(system.tracks, start=1):
        if len(system.tracks) > 1:
            blocks.append(Heading(level=2, text=f"（{chinese_numeral(number)}）{track.title}"))
        blocks += _unordered(system, track) if track.method == "unordered" else _ordered(system, track)
    kept_out = [
        f"{score.name}{score.state_reason.removesuffix('，不参加排名')}"
        for score in system.system.scores
        if score.state == "not_ranked" and score.passed is not None
    ]
    if blocks and kept_out:
        blocks.append(Paragraph(text=f"{'；'.join(kept_out)}，不参加排名。"))
    return blocks or [_nobody()]


def _unordered(system: SystemView, track: TrackSummary) -> list[Block]:
    """Every tier with its names, the empty ones as 无, and the note on the order of names."""
    if not track.tiers:
        listed = "评估结论见附件。" if system.conclusions(track) else ""
        return [Paragraph(text=f"{_sites(system, track)}不排列名次。{listed}")]
    *tiers, note = track.sentences
    blocks: list[Block] = [Paragraph(text=f"{_sites(system, track)}按档级公布。")]
    for text in tiers:
        title, sign, names = text.partition("：")
        blocks.append(Paragraph(lead=title + sign, text=sentence(names)))
    return [*blocks, Paragraph(text=sentence(note))]


def _ordered(system: SystemView, track: TrackSummary) -> list[Block]:
    """The sentence of each group, its name as the bold beginning, and how many sites took part."""
    ranked = [(group, len(system.ranked_groups[group])) for group in track.groups if group in system.ranked_groups]
    # Ranking finishes one sentence for each group that has places, in this order.
    blocks: list[Block] = [
        Paragraph(lead=f"{group}（{count}个网站参加排名）：", text=text.removeprefix(f"{group}："))
        if group
        else Paragraph(text=f"共{count}个网站参加排名。{text}")
        for (group, count), text in zip(ranked, track.sentences, strict=False)
    ]
    return blocks or [_nobody()]


def _sites(system: SystemView, track: TrackSummary) -> str:
    counts = [(group, len(system.rows_by_group.get(group, ()))) for group in track.groups]
    if len(counts) > 1:
        spread = enumerated([f"{group_name(group)}{count}个" for group, count in counts])
        return f"共{sum(count for _, count in counts)}个网站（{spread}），"
    return f"{counts[0][0]}共{counts[0][1]}个网站，"


def _nobody() -> Paragraph:
    return Paragraph(text="本次评估没有网站参加排名。")
