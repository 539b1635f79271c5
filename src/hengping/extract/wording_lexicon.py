"""The wordings that are wrong: what the shipped lexicons list, and one automaton that finds all of them in one pass.

``library/lexicons/wording_words.tsv`` lists wrong words with the right ones. ``wording_expressions.tsv`` lists fixed
expressions with the characters each place is mistaken for; the wrong forms are made from it when it is read. Both say
where each group comes from and as of when. ``wording_rules.tsv`` lists what is wrong only in its surroundings.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from typing import NamedTuple

import msgspec
from ahocorasick_rs import AhoCorasick, MatchKind

from hengping.extract.wording_rules import Rule, RuleGroup, try_rules, wording_rules

_WORDS = "wording_words.tsv"
_EXPRESSIONS = "wording_expressions.tsv"
_GROUP = "#: "
_SHORTEST = 1
"""Characters left of a match in which another may begin."""
_SERIOUS, _VARIANT, _PAIRED = "!", "?", "+"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One wrong wording.

    Attributes:
        wrong, right: the wording, and what it should be.
        lexicon: id of the group it is listed in.
        serious: names of leaders, of the state and the like (严重表述错误).
        variant: it is also written so, or is right in some sense: never certain.
        expression: a fixed expression, which is often set in quotation marks as it is.
        by_rule: a rule found it; in quotation marks it is somebody else's wording.
        paired: it is only wrong unless 又, 更, 且 and the like follow in the sentence (既使…又使…).
        left, right_of: characters before it, texts behind it, with either of which it is another word (烈土|地).
        edge_left, edge_right: the same where two words meet by chance (发布|署名): one on each side is needed. ``*``
            stands for a side whose own character is a word, so that the other side is enough.
    """

    wrong: str
    right: str
    lexicon: str
    serious: bool = False
    variant: bool = False
    expression: bool = False
    by_rule: bool = False
    paired: bool = False
    left: str = ""
    right_of: tuple[str, ...] = ()
    edge_left: str = ""
    edge_right: tuple[str, ...] = ()


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """A group of entries: its id, where it comes from, and the day of that source (``YYYY-MM-DD``)."""

    id: str
    source: str
    dated_on: str
    entries: int = 0


class Found(NamedTuple):
    """An entry found in a text, and where."""

    entry: Entry
    start: int
    end: int


class Lexicon:
    """All entries, ready to be looked for.

    Args:
        entries: of a wording listed twice the first one counts.
        groups: what they come from.
        rules: what is wrong only in its surroundings.

    Attributes:
        entries, groups: as given.
    """

    def __init__(self, entries: Iterable[Entry], groups: Iterable[Group] = (), rules: Iterable[RuleGroup] = ()) -> None:
        first: dict[str, Entry] = {}
        for entry in entries:
            first.setdefault(entry.wrong, entry)
        self.entries = tuple(first.values())
        self.groups = tuple(groups)
        tried: dict[str, tuple[Rule, ...]] = {}
        for group in rules:
            for rule in group.rules:
                for trigger in rule.triggers:
                    tried[trigger] = (*tried.get(trigger, ()), rule)
        patterns = [*first, *(trigger for trigger in tried if trigger not in first)]
        self._rules = {number: tried[pattern] for number, pattern in enumerate(patterns) if pattern in tried}
        self._longest = max(map(len, patterns), default=0)
        # One automaton over bytes, places come back as characters: docs/howto/wording-and-archive-search.md.
        self._automaton = AhoCorasick(patterns, matchkind=MatchKind.LeftmostLongest, store_patterns=False)

    def find(self, text: str) -> list[Found]:
        """Every place of ``text`` that reads like an entry, from the left, the longest where several begin."""
        found: list[Found] = []
        for match in self._automaton.find_matches_as_indexes(text):
            self._take(text, match, found)
        return found

    def _take(self, text: str, match: tuple[int, int, int], found: list[Found]) -> None:
        """Add what a match stands for; where it stands for nothing, what begins within it (学习|习近平…)."""
        stop = match[2]
        while True:
            one = self._read(text, match)
            if one is not None:
                if not found or found[-1].end <= one.start:
                    found.append(one)
                return
            start = match[1] + 1
            if stop - start < _SHORTEST:
                return
            behind = self._automaton.find_matches_as_indexes(text[start : stop + self._longest])
            if not behind or start + behind[0][1] >= stop:
                return
            number, at, end = behind[0]
            match = (number, start + at, start + end)

    def _read(self, text: str, match: tuple[int, int, int]) -> Found | None:
        """What a match of the automaton is: what a rule finds in it, or an entry that is no other word there."""
        number, start, end = match
        rules = self._rules.get(number)
        if rules is not None and (by_rule := try_rules(rules, text, start, end)) is not None:
            return Found(_entry_of_rule(by_rule.rule, by_rule.wrong, by_rule.right), by_rule.start, by_rule.end)
        if number >= len(self.entries):
            return None
        one = Found(self.entries[number], start, end)
        return None if is_other_word(text, one) else one


def is_other_word(text: str, found: Found) -> bool:
    """Whether the characters found belong to other words, right as they stand (发布|署名)."""
    entry, start, end = found
    if entry.left and start and text[start - 1] in entry.left:
        return True
    if entry.right_of and text.startswith(entry.right_of, end):
        return True
    if not (entry.edge_left and entry.edge_right):
        return False
    before = start > 0 and text[start - 1] in entry.edge_left
    behind = text.startswith(entry.edge_right, end)
    return (before and (behind or "*" in entry.edge_right)) or (behind and "*" in entry.edge_left)


def _entry_of_rule(rule: Rule, wrong: str, right: str) -> Entry:
    return Entry(
        wrong=wrong, right=right, lexicon=rule.lexicon, serious=rule.serious, variant=rule.variant, by_rule=True
    )


@cache
def wording_lexicon() -> Lexicon:
    """The shipped lexicon, read once."""
    groups: dict[str, Group] = {}
    words = list(_words(_lines(_WORDS), groups))
    known = frozenset(entry.wrong for entry in words if not entry.variant)
    expressions = list(_expressions(_lines(_EXPRESSIONS), groups, known))
    counts: dict[str, int] = {}
    for entry in (*words, *expressions):
        counts[entry.lexicon] = counts.get(entry.lexicon, 0) + 1
    rules = wording_rules()
    for rule_group in rules:
        groups[rule_group.id] = Group(id=rule_group.id, source=rule_group.source, dated_on=rule_group.dated_on)
        counts[rule_group.id] = len(rule_group.rules)
    listed = (msgspec.structs.replace(group, entries=counts.get(group.id, 0)) for group in groups.values())
    return Lexicon((*words, *expressions), listed, rules)


def _lines(name: str) -> list[str]:
    return (resources.files("hengping.library") / "lexicons" / name).read_text("utf-8").splitlines()


def _groups(lines: Iterable[str], groups: dict[str, Group]) -> Iterator[tuple[Group, list[str]]]:
    """The rows of a file, each with the group whose heading stands above it."""
    group = Group(id="", source="", dated_on="")
    for line in lines:
        if line.startswith(_GROUP):
            name, source, dated_on = line.removeprefix(_GROUP).split("\t")
            group = Group(id=name, source=source, dated_on=dated_on)
            groups[name] = group
        elif line and not line.startswith("#"):
            yield group, line.split("\t")


def _words(lines: Iterable[str], groups: dict[str, Group]) -> Iterator[Entry]:
    for group, row in _groups(lines, groups):
        wrong, right, flags, left, right_of, edge_left, edge_right = (*row, *[""] * 5)[:7]
        yield Entry(
            wrong=wrong,
            right=right,
            lexicon=group.id,
            serious=_SERIOUS in flags,
            variant=_VARIANT in flags,
            paired=_PAIRED in flags,
            left=left,
            right_of=tuple(right_of.split()),
            edge_left=edge_left,
            edge_right=tuple(edge_right.split()),
        )


def _expressions(lines: Iterable[str], groups: dict[str, Group], known: frozenset[str]) -> Iterator[Entry]:
    """The wrong forms of the expressions; one that holds a wording listed already is found by that."""
    for group, row in _groups(lines, groups):
        right, flags, places, others = (*row, "", "", "")[:4]
        forms = [
            f"{right[:place]}{mistaken}{right[place + 1 :]}"
            for place, listed in enumerate(places.split("|"))
            for mistaken in listed
        ]
        for wrong in (*forms, *others.split()):
            if not _holds_another(wrong, known):
                yield Entry(wrong=wrong, right=right, lexicon=group.id, serious=_SERIOUS in flags, expression=True)


def _holds_another(wrong: str, known: frozenset[str]) -> bool:
    length = len(wrong)
    return any(
        wrong[start:end] in known for start in range(length) for end in range(start + 2, min(start + 8, length) + 1)
    )
