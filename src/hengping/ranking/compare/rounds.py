"""Which site of the round before became which (网站更名、合并、拆分): by code, and by a table of successors."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal

import msgspec

from hengping.model.errors import InputError, place

SUCCESSOR_COLUMNS = ("old_site_code", "new_site_code", "reason", "on")

Fate = Literal["same", "renamed", "merged", "split", "new"]
FATE_ZH: dict[Fate, str] = {"same": "同一网站", "renamed": "更名", "merged": "合并", "split": "拆分", "new": "新增"}
_SHOWN = 10


class Successor(msgspec.Struct, frozen=True, kw_only=True):
    """A line of ``successors.csv``: the site of one code goes on under another.

    Several lines with the same new code are a merger, several with the same old code a split.

    Attributes:
        reason: why, as the organiser writes it (机构改革、域名更换).
        on: since when, where it is known.
    """

    old_site_code: str
    new_site_code: str
    reason: str = ""
    on: date | None = None


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """One site of the new round and what it was before.

    Attributes:
        site_code: in the new round.
        old_site_codes: in the round before, in that round's order; none for a new site.
        fate: ``merged`` when there are several, ``split`` when the old site has several successors.
        reason: of the table's lines, joined.
    """

    site_code: str
    old_site_codes: tuple[str, ...]
    fate: Fate
    reason: str = ""


class MatchedRounds(msgspec.Struct, frozen=True, kw_only=True):
    """All sites of two rounds.

    Attributes:
        matches: one per site of the new round, in its order.
        closed: codes of the old round that nothing goes on from, in that round's order.
        unused: lines of the table that name a site of neither round, or lead nowhere.
    """

    matches: tuple[Match, ...]
    closed: tuple[str, ...]
    unused: tuple[Successor, ...] = ()


def match_rounds(old_codes: Sequence[str], new_codes: Sequence[str], table: Sequence[Successor] = ()) -> MatchedRounds:
    """Match two rounds.

    A code that the table lists as old goes only where the table says (write a line to itself too when the site goes on
    besides); every other code is itself. A successor that is not in the new round is followed to its own successors, so
    that one table may serve several years.
    """
    new = set(new_codes)
    leads: dict[str, list[Successor]] = {}
    for line in table:
        leads.setdefault(line.old_site_code, []).append(line)
    sources: dict[str, list[str]] = {}
    reasons: dict[str, dict[str, None]] = {}
    used: set[tuple[str, str]] = set()
    heirs: dict[str, int] = {}
    for old in old_codes:
        found = _follow(old, leads, new) if old in leads else {old: ()} if old in new else {}
        heirs[old] = len(found)
        for target, lines in found.items():
            sources.setdefault(target, []).append(old)
            reasons.setdefault(target, {}).update({line.reason: None for line in lines if line.reason})
            used |= {(line.old_site_code, line.new_site_code) for line in lines}
    return MatchedRounds(
        matches=tuple(_match(code, sources.get(code, []), heirs, reasons.get(code, {})) for code in new_codes),
        closed=tuple(old for old in old_codes if not heirs[old]),
        unused=tuple(line for line in table if (line.old_site_code, line.new_site_code) not in used),
    )


def _follow(old: str, leads: Mapping[str, Sequence[Successor]], new: set[str]) -> dict[str, tuple[Successor, ...]]:
    """Sites of the new round that go on from an old one, each with the lines that lead there."""
    found: dict[str, tuple[Successor, ...]] = {}
    waiting: list[tuple[str, tuple[Successor, ...]]] = [(old, ())]
    seen = {old}
    while waiting:
        code, lines = waiting.pop(0)
        for line in leads.get(code, ()):
            target = line.new_site_code
            if target in new:
                found.setdefault(target, (*lines, line))
            elif target not in seen:
                seen.add(target)
                waiting.append((target, (*lines, line)))
    return found


def _match(code: str, old: list[str], heirs: Mapping[str, int], reasons: Iterable[str]) -> Match:
    fate: Fate = "same"
    if not old:
        fate = "new"
    elif len(old) > 1:
        fate = "merged"
    elif heirs[old[0]] > 1:
        fate = "split"
    elif old[0] != code:
        fate = "renamed"
    return Match(site_code=code, old_site_codes=tuple(old), fate=fate, reason="；".join(reasons))


def read_successors(data: bytes, where: str) -> tuple[Successor, ...]:
    """The lines of a ``successors.csv``; ``reason`` and ``on`` may be left out.

    Args:
        data: the file, UTF-8 with or without BOM.
        where: its name, for errors.

    Raises:
        InputError: names every wrong line.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("文件不是 UTF-8 编码", where=where, remedy="另存为 UTF-8 编码的 CSV") from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if missing := [name for name in SUCCESSOR_COLUMNS[:2] if name not in (reader.fieldnames or ())]:
        remedy = f"表头写成 {','.join(SUCCESSOR_COLUMNS)}"
        raise InputError(f"缺少列：{'、'.join(missing)}", where=place(where, 1), remedy=remedy)
    lines: list[Successor] = []
    faults: list[str] = []
    seen: set[tuple[str, str]] = set()
    try:
        for row in reader:
            cells = {name: (row.get(name) or "").strip() for name in SUCCESSOR_COLUMNS}
            pair = cells["old_site_code"], cells["new_site_code"]
            if not any(cells.values()):
                continue
            fault, day = _day(cells["on"])
            if not all(pair):
                fault = "缺少 old_site_code 或 new_site_code"
            elif pair in seen:
                fault = f"{pair[0]} 到 {pair[1]} 重复"
            seen.add(pair)
            if fault:
                faults.append(f"第{reader.line_num}行：{fault}")
            else:
                lines.append(Successor(old_site_code=pair[0], new_site_code=pair[1], reason=cells["reason"], on=day))
    except csv.Error as error:
        raise InputError("不是有效的 CSV", where=place(where, reader.line_num), remedy="检查引号和换行") from error
    if faults:
        rest = f"；另有{len(faults) - _SHOWN}行有误" if len(faults) > _SHOWN else ""
        raise InputError("；".join(faults[:_SHOWN]) + rest, where=where, remedy="改正这些行后重试")
    return tuple(lines)


def _day(text: str) -> tuple[str, date | None]:
    if not text:
        return "", None
    try:
        return "", date.fromisoformat(text)
    except ValueError:
        return f"on“{text[:20]}”不是日期，应写成 2024-03-01", None
