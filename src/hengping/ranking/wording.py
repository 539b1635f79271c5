"""The Chinese of ranks, ties, tiers and lists (名次、并列、档级): pure functions over rows, one source for all texts.

Published evaluations say the same things in a few fixed ways. In a row of names 、 goes on to the next place and 和
joins those that share one: “科技部和水利部、农业农村部位列第四到第五名”.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from typing import Literal

import msgspec

from hengping.model.numerals import chinese_numeral
from hengping.model.score import ListEntry, RankRow, TrackSummary

Method = Literal["dense", "competition", "ordinal", "unordered"]

FIRST, LAST = 3, 10
"""Places named one by one, and the last place that a notice names, unless told otherwise."""

COUPLE = 2

_ORDERS = {
    "division_code": "按照行政区划排序",
    "roster": "按照评估名单排序",
    "stroke": "按照汉字笔画排序",
    "pinyin": "按照汉语拼音排序",
}
_METHODS = {
    "dense": "得分相同的名次并列，其后的名次依次顺延，不空位次",
    "competition": "得分相同的名次并列，其后按并列的个数空出位次",
    "ordinal": "名次依次排列，不设并列",
    "unordered": "排名不分先后",
}


class RankStyle(msgspec.Struct, frozen=True, kw_only=True):
    """How a sentence names places. The defaults are those of most published lists.

    Attributes:
        place_first: 第一名商务部, else 厦门市第一名.
        between: sign between the places named one by one; several are used in turn, the last one for all that follow.
        tie_join: between the names that share a place named alone: 和 (青岛市和深圳市), 、 or ，.
        tie_suffix: after 并列第二: 名 or nothing; several are used in turn, as ``between``.
        mark_ties: whether 和 shows ties in the names of a range; without it all names are joined by 、.
        subject: what the names of the range are, after them: 的政府网站.
    """

    place_first: bool = True
    between: tuple[str, ...] = ("，",)
    tie_join: str = "、"
    tie_suffix: tuple[str, ...] = ("名",)
    mark_ties: bool = True
    subject: str = ""


STYLE = RankStyle()


def ordinal_place(number: int) -> str:
    """``第四名``."""
    return f"第{chinese_numeral(number)}名"


def place_text(row: RankRow) -> str:
    """The place of one row in running text: ``第9名``, ``并列第9名``; empty without a place."""
    if row.rank is None:
        return ""
    return f"并列第{row.rank}名" if row.tied else f"第{row.rank}名"


def place_cell(row: RankRow) -> str:
    """The place of one row in a table: ``9``, ``9（并列）``; empty without a place."""
    if row.rank is None:
        return ""
    return f"{row.rank}（并列）" if row.tied else f"{row.rank}"


def rank_sentence(
    rows: Sequence[RankRow],
    first: int = FIRST,
    last: int = LAST,
    *,
    method: Method = "dense",
    style: RankStyle = STYLE,
) -> str:
    """The ranked names of one group: the first places one by one, those up to the last in a row.

    ``第一名佛山市，苏州市、温州市并列第二名，第三名无锡市。柳州市、六安市位列第四到第五名。``

    Args:
        rows: of one group, in the order of print.
        first: so many places are named one by one; 0: all stand in the row.
        last: the last place that is named.
        method: with ``competition``, a tie also takes the places after it.
        style: signs and order.
    """
    blocks = _blocks(rows, last)
    head = [block for block in blocks if _rank(block) <= first]
    tail = [block for block in blocks if _rank(block) > first]
    sentences = []
    if head:
        sentences.append(_one_by_one(head, style))
    if tail:
        sentences.append(_in_a_row(tail, last, method, style))
    return "".join(f"{sentence}。" for sentence in sentences)


def top_sentence(rows: Sequence[RankRow], top: int = LAST, *, subject: str = "", count: bool = True) -> str:
    """The names of the first places as a row: ``前十名（共11个）依次是：鹿寨县，永福县、武宣县并列，天等县。``

    How many names there are is said when it is not the number of places. Names are joined by 、, and places by ， as
    soon as two names share one.

    Args:
        rows: of one group, in the order of print.
        top: so many places.
        subject: what is ranked, before 前十名.
        count: whether the number of names is said.
    """
    blocks = _blocks(rows, top)
    if not blocks:
        return ""
    names = sum(len(block) for block in blocks)
    everybody = sum(row.rank is not None for row in rows) == names
    said = f"（共{names}个）" if count and names != top else ""
    head = "排名" if everybody and names < top else f"{_first_places(top)}{said}"
    tied = any(len(block) > 1 for block in blocks)
    texts = ["、".join(_names(block)) + ("并列" if len(block) > 1 else "") for block in blocks]
    return f"{subject}{head}依次是：{('，' if tied else '、').join(texts)}。"


def _first_places(top: int) -> str:
    """``前十名``; two are 两, and the first place alone is no range."""
    return "第一名" if top == 1 else f"前{'两' if top == COUPLE else chinese_numeral(top)}名"


def range_note(rows: Sequence[RankRow], start: int, end: int) -> str:
    """How many names stand on the places of a range: ``第四到第十名共7个``."""
    count = sum(row.rank is not None and start <= row.rank <= end for row in rows)
    return f"第{chinese_numeral(start)}到{ordinal_place(end)}共{count}个"


def tie_note(rows: Sequence[RankRow], last: int | None = None) -> str:
    """All ties of one group: ``西安市、武汉市并列第七名；南京市、长沙市并列第九名``; empty when there is none."""
    ties = [block for block in _blocks(rows, last) if len(block) > 1]
    return "；".join(f"{'、'.join(_names(block))}并列{ordinal_place(_rank(block))}" for block in ties)


def method_note(method: Method) -> str:
    """How places are counted, for those who read a table."""
    return f"注：{_METHODS[method]}"


def order_note(track: TrackSummary) -> str:
    """In which order names stand: of all where places are not published, of those that share a total elsewhere."""
    order = _ORDERS[track.tie_order]
    if track.method == "unordered":
        return f"注：{order}，排名不分先后"
    return f"注：得分相同的{order}"


def tier_sentence(title: str, names: Iterable[str]) -> str:
    """``卓越档：上海市、浙江省、广东省``; ``卓越级：无``."""
    return f"{title}：{'、'.join(names) or '无'}"


def tier_sentences(track: TrackSummary, rows: Iterable[RankRow]) -> tuple[str, ...]:
    """All tiers of a track with the names in them, empty ones too.

    Args:
        track: its tiers name site codes.
        rows: where the names stand.
    """
    names = {row.site_code: row.name for row in rows}
    return tuple(tier_sentence(title, (names[code] for code in codes)) for title, codes in track.tiers)


def list_sentence(title: str, entries: Sequence[ListEntry]) -> str:
    """``红榜（共2个）：南宁市、柳州市``; ``黑榜：无``."""
    names = "、".join(entry.name for entry in entries)
    return f"{title}（共{len(entries)}个）：{names}" if entries else f"{title}：无"


def track_sentences(track: TrackSummary, rows: Sequence[RankRow]) -> tuple[str, ...]:
    """What is published of a track: tiers and the note on their order, or the ranked names of each of its groups.

    Args:
        track: without sentences.
        rows: of its groups, in the order of print.
    """
    if track.method == "unordered":
        return (*tier_sentences(track, rows), order_note(track)) if track.groups else ()
    members: dict[str, list[RankRow]] = {group: [] for group in track.groups}
    for row in rows:
        members[row.group].append(row)
    sentences = []
    for group, own in members.items():
        text = rank_sentence(own, last=track.top or LAST, method=track.method)
        if text:
            sentences.append(f"{group}：{text}" if group else text)
    return tuple(sentences)


def _blocks(rows: Iterable[RankRow], last: int | None) -> list[list[RankRow]]:
    """Rows by place, in the order of print."""
    placed = [row for row in rows if row.rank is not None and (last is None or row.rank <= last)]
    return [list(block) for _, block in groupby(placed, key=lambda row: row.rank)]


def _rank(block: Sequence[RankRow]) -> int:
    return block[0].rank or 0


def _names(block: Sequence[RankRow]) -> list[str]:
    return [row.name for row in block]


def _one_by_one(blocks: Sequence[Sequence[RankRow]], style: RankStyle) -> str:
    parts: list[str] = []
    ties = 0
    for block in blocks:
        number = chinese_numeral(_rank(block))
        if len(block) > 1:
            parts.append(f"{_joined(_names(block), style.tie_join)}并列第{number}{_in_turn(style.tie_suffix, ties)}")
            ties += 1
        elif style.place_first:
            parts.append(f"第{number}名{block[0].name}")
        else:
            parts.append(f"{block[0].name}第{number}名")
    signs = [_in_turn(style.between, number) for number, _ in enumerate(pairwise(parts))]
    return "".join(part + sign for part, sign in zip(parts, [*signs, ""], strict=True))


def _in_turn(choices: Sequence[str], number: int) -> str:
    return choices[min(number, len(choices) - 1)]


def _joined(names: Sequence[str], sign: str) -> str:
    """Names that share a place; 和 stands before the last one only: 无锡市、宁德市和襄阳市."""
    if sign != "和":
        return sign.join(names)
    return "、".join(names[:-1]) + f"和{names[-1]}"


def _in_a_row(blocks: Sequence[Sequence[RankRow]], last: int, method: Method, style: RankStyle) -> str:
    start = _rank(blocks[0])
    end = _rank(blocks[-1]) + (len(blocks[-1]) - 1 if method == "competition" else 0)
    names = "、".join(("和" if style.mark_ties else "、").join(_names(block)) for block in blocks)
    if len(blocks) == 1:
        together = "并列" if len(blocks[0]) > 1 else "位列"
        return f"{names}{style.subject}{together}{ordinal_place(start)}"
    return f"{names}{style.subject}位列第{chinese_numeral(start)}到{ordinal_place(min(end, last))}"
