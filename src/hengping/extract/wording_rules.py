"""Wordings that are wrong only in their surroundings: 截止2026年10月底, 群众反应的问题, 台湾等国家.

``library/lexicons/wording_rules.tsv`` lists them. The automaton of the lexicon looks for the trigger words; only where
one stands are the rules of that word tried, on a short window of the same line.
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import NamedTuple

import msgspec

_RULES = "wording_rules.tsv"
_GROUP, _SET = "#: ", "#= "
_SERIOUS, _VARIANT, _ADVICE = "!", "?", "~"
_PARTS = ("w", "x", "y", "z", "v")
"""Parts of an expression that stand for the wording, the first that took part counts."""
_BEFORE, _BEHIND = 40, 40
"""Characters of the line that a rule sees before and behind its trigger."""


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    r"""One rule.

    Attributes:
        lexicon: id of the group it is listed in.
        triggers: words of which one must stand in the text.
        wrong: what is wrong, as an expression; it has to cover or to touch the trigger. Its part ``w`` or ``x``, where
            it has one, is the wording, else the whole match.
        right: what the wording should be; parts of the match may be named (``\g<day>``).
        unless: what makes it right after all, anywhere in the window.
        serious, variant: as of :class:`~hengping.extract.wording_lexicon.Entry`.
        advice: ``right`` explains what to write; otherwise it stands in place of the wording.
    """

    lexicon: str
    triggers: tuple[str, ...]
    wrong: re.Pattern[str]
    right: str
    unless: re.Pattern[str] | None = None
    serious: bool = False
    variant: bool = False
    advice: bool = False


class RuleFound(NamedTuple):
    """What a rule found: the rule, the wording, what it should be, and where it stands."""

    rule: Rule
    wrong: str
    right: str
    start: int
    end: int


class RuleGroup(NamedTuple):
    """A group of rules: its id, its source and the day of that source."""

    id: str
    source: str
    dated_on: str
    rules: tuple[Rule, ...]


@cache
def wording_rules() -> tuple[RuleGroup, ...]:
    """The shipped rules, read once."""
    text = (resources.files("hengping.library") / "lexicons" / _RULES).read_text("utf-8")
    groups: list[RuleGroup] = []
    sets: dict[str, str] = {}
    for line in text.splitlines():
        if line.startswith(_GROUP):
            name, source, dated_on = line.removeprefix(_GROUP).split("\t")
            groups.append(RuleGroup(name, source, dated_on, ()))
        elif line.startswith(_SET):
            name, words = line.removeprefix(_SET).split("\t")
            sets[f"<{name}>"] = f"(?:{words.replace(' ', '|')})"
        elif line and not line.startswith("#"):
            group = groups[-1]
            groups[-1] = group._replace(rules=(*group.rules, _rule(line.split("\t"), group.id, sets)))
    return tuple(groups)


def try_rules(rules: tuple[Rule, ...], text: str, start: int, end: int) -> RuleFound | None:
    """The first of the rules of a trigger that holds where it stands, if any."""
    first = max(text.rfind("\n", max(0, start - _BEFORE), start) + 1, start - _BEFORE, 0)
    last = min(len(text), end + _BEHIND)
    line_end = text.find("\n", end, last)
    last = line_end if line_end >= 0 else last
    window = text[first:last]
    for rule in rules:
        for match in rule.wrong.finditer(window):
            if match.start() > end - first or match.end() < start - first:
                continue
            if rule.unless is not None and rule.unless.search(window):
                break
            part: str | int = next((name for name in _PARTS if match.groupdict().get(name)), 0)
            at = match.start(part) + first
            return RuleFound(rule, match[part], match.expand(rule.right), at, match.end(part) + first)
    return None


def _rule(row: list[str], group: str, sets: Mapping[str, str]) -> Rule:
    triggers, wrong, right, flags, unless = (*row, "", "")[:5]
    return Rule(
        lexicon=group,
        triggers=tuple(triggers.split()),
        wrong=re.compile(_filled(wrong, sets)),
        right=right,
        unless=re.compile(_filled(unless, sets)) if unless else None,
        serious=_SERIOUS in flags,
        variant=_VARIANT in flags,
        advice=_ADVICE in flags,
    )


def _filled(expression: str, sets: Mapping[str, str]) -> str:
    """The expression with its named lists of words (``<people>``) put in."""
    for name, words in sets.items():
        expression = expression.replace(name, words)
    return expression
