"""Faults of words: dates, notes that are missing, sentences with wrong placeholders, causes named twice, yes and no."""

import difflib
from collections.abc import Iterator
from string import Formatter
from typing import Any

from hengping.indicators.base import Confidence
from hengping.indicators.structure_walk import Report, Where, walk
from hengping.indicators.system import IndicatorSystem

_VETO_FIELDS = {"count", "threshold"}
_LINE_FIELDS = {"value", "lost", "problems"}
_YES_NO = {"yes", "no", "on", "off", "y", "n", "是", "否"}
_TRUTHS = {"in_mean", "keep", "clip", "explained", "passed", "rest_none", "equals"}


def words_faults(system: IndicatorSystem, report: Report) -> None:
    """Dates, notes, sentences, causes."""
    until = system.effective.until
    if until is not None and until < system.effective.since:
        report(("effective", "until"), "终止日期早于生效日期", "ends before it begins", "改正两个日期")
    _confidence(system, report)
    for number, veto in enumerate(system.vetoes):
        _placeholders(veto.reason, _VETO_FIELDS, ("vetoes", number, "reason"), report)
        _placeholders(veto.reason_given, set(), ("vetoes", number, "reason_given"), report)
    for number, line in enumerate(system.lines):
        _placeholders(line.reason, _LINE_FIELDS, ("lines", number, "reason"), report)
    _causes(system, report)


def _confidence(system: IndicatorSystem, report: Report) -> None:
    places: list[tuple[Confidence, Where]] = [(system, ())]
    places += list(walk(system.tree))
    places += [(veto, ("vetoes", number)) for number, veto in enumerate(system.vetoes)]
    places += [(line, ("lines", number)) for number, line in enumerate(system.lines)]
    for spec, where in places:
        if spec.status == "unconfirmed" and not spec.note:
            report((*where, "status"), "未确认的条目缺少 note", "unconfirmed without a note", "用 note 写明缺什么依据")


def _placeholders(text: str, allowed: set[str], where: Where, report: Report) -> None:
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        parts = [("", "{", "", None)]
    wrong = [name for _, name, spec, turn in parts if name is not None and (name not in allowed or spec or turn)]
    if wrong:
        names = "、".join(f"{{{name}}}" for name in sorted(allowed)) or "无"
        report(where, f"句子里不能用占位符 {{{wrong[0]}}}", "unknown placeholder", f"可用的占位符：{names}")


def _causes(system: IndicatorSystem, report: Report) -> None:
    seen: set[str] = set()
    for number, group in enumerate(system.once):
        for spot, check in enumerate(group.checks):
            if check in seen:
                where = ("once", number, "checks", spot)
                report(where, f"{check} 出现在两个组里", f"{check} is in two groups", "只留一处")
            seen.add(check)


def yes_no_faults(data: Any, report: Report) -> None:
    """``yes``, ``no`` and their like where true or false is meant: YAML reads them as plain text."""
    for where, value in _scalars(data, ()):
        name = next((step for step in reversed(where) if isinstance(step, str)), "")
        conditional = len(where) > 1 and where[-2] == "where"
        if isinstance(value, str) and value.lower() in _YES_NO and (name in _TRUTHS or conditional):
            report(where, f"“{value}”不是真假值", "yes and no are text in YAML", "写 true 或 false")


def _scalars(data: Any, where: Where) -> Iterator[tuple[Where, Any]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _scalars(value, (*where, key))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from _scalars(value, (*where, number))
    else:
        yield where, data


def near(written: str, known: list[str]) -> str:
    """“可能是 …；” when one of the known words is near, else nothing."""
    found = difflib.get_close_matches(written, known, n=1)
    return f"可能是 {found[0]}；" if found else ""
