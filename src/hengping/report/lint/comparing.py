"""Two texts that stand for each other, fact by fact: what changed, what is gone, what is new."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher

import msgspec

from hengping.report.lint.cleaning import clauses
from hengping.report.lint.facts import Fact

_MOST_WORK = 3_000_000
_MOST_PAIRS = 250_000
_MANY_CLAUSES = 3000
"""From here on a rougher but linear comparison is made."""
_LOOSE = 2
"""Characters beside facts that a replaced place may hold and still be one for one."""


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One fact that is not the same; ``tight`` when the words around it are."""

    expected: Fact | None = None
    found: Fact | None = None
    tight: bool = False


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """What a comparison found: facts that are the same, and differences."""

    same: tuple[tuple[Fact, Fact], ...]
    differences: tuple[Difference, ...]


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """Parts of a text with its facts, all positions those of the whole text."""

    text: str
    facts: tuple[Fact, ...]
    parts: tuple[tuple[int, str], ...]


class _Token(msgspec.Struct, frozen=True):
    key: object
    fact: Fact | None = None


def whole(text: str, facts: Iterable[Fact]) -> Said:
    """All of a text."""
    return Said(text=text, facts=tuple(facts), parts=((0, text),))


def compare(expected: Said, found: Said, agree: Callable[[Fact, Fact], bool]) -> Compared:
    """Compare two texts.

    Args:
        expected: as the results say it.
        found: as the document says it.
        agree: whether a found fact may stand for an expected one though they differ (约83% for 82.76%).
    """
    same: list[tuple[Fact, Fact]] = []
    left: list[tuple[Fact, int]] = []
    right: list[tuple[Fact, int]] = []
    differences: list[Difference] = []
    for number, (one, other, equal) in enumerate(_regions(expected, found)):
        before, behind = _facts(one), _facts(other)
        if equal:
            same += zip(before, behind, strict=True)
        elif _is_tight(one, other):
            for here, there in zip(before, behind, strict=True):
                if agree(here, there):
                    same.append((here, there))
                else:
                    differences.append(Difference(expected=here, found=there, tight=True))
        else:
            left += [(fact, number) for fact in before]
            right += [(fact, number) for fact in behind]
    _cancel(left, right, same)
    _cancel_rounder(left, right, same, agree)
    differences += _paired(left, right)
    differences.sort(key=lambda each: (each.found or each.expected).start)  # type: ignore[union-attr] # one of them is there
    return Compared(same=tuple(same), differences=tuple(differences))


def _regions(expected: Said, found: Said) -> Iterator[tuple[list[_Token], list[_Token], bool]]:
    """Parts of both texts that stand for each other, and whether they are equal."""
    ours, theirs = _clauses(expected), _clauses(found)
    matcher = SequenceMatcher(
        None, [key for key, _ in ours], [key for key, _ in theirs], autojunk=len(ours) > _MANY_CLAUSES
    )
    for tag, a, b, c, d in matcher.get_opcodes():
        one = [token for _, tokens in ours[a:b] for token in tokens]
        other = [token for _, tokens in theirs[c:d] for token in tokens]
        if tag != "replace":
            yield one, other, tag == "equal"
            continue
        inner = SequenceMatcher(
            None,
            [token.key for token in one],
            [token.key for token in other],
            autojunk=len(one) * len(other) > _MOST_WORK,
        )
        for kind, i, j, k, m in inner.get_opcodes():
            yield one[i:j], other[k:m], kind == "equal"


def _clauses(said: Said) -> list[tuple[object, list[_Token]]]:
    by_start = {fact.start: fact for fact in said.facts}
    made: list[tuple[object, list[_Token]]] = []
    done = 0
    for origin, part in said.parts:
        for offset, clause in clauses(part):
            tokens: list[_Token] = []
            at, end = max(origin + offset, done), origin + offset + len(clause)
            while at < end:
                fact = by_start.get(at)
                if fact is not None:
                    tokens.append(_Token(fact.key, fact))
                    at = fact.end
                else:
                    tokens.append(_Token(said.text[at]))
                    at += 1
            done = at
            made.append((tuple(token.key for token in tokens), tokens))
    return made


def _facts(tokens: Sequence[_Token]) -> list[Fact]:
    return [token.fact for token in tokens if token.fact is not None]


def _is_tight(one: Sequence[_Token], other: Sequence[_Token]) -> bool:
    """Whether two regions are the same number of facts of the same kinds, and hardly anything else."""
    before, behind = _facts(one), _facts(other)
    if not before or [fact.sort for fact in before] != [fact.sort for fact in behind]:
        return False
    return len(one) - len(before) <= _LOOSE and len(other) - len(behind) <= _LOOSE


_Placed = list[tuple[Fact, int]]


def _cancel(left: _Placed, right: _Placed, same: list[tuple[Fact, Fact]]) -> None:
    """Take away what is only in another place."""
    waiting: dict[tuple[str, str], list[tuple[Fact, int]]] = defaultdict(list)
    for there in reversed(right):
        waiting[there[0].key].append(there)
    pairs = [(here, places.pop()) for here in left if (places := waiting.get(here[0].key))]
    _take(left, right, same, pairs)


def _cancel_rounder(
    left: _Placed, right: _Placed, same: list[tuple[Fact, Fact]], agree: Callable[[Fact, Fact], bool]
) -> None:
    """Take away what stands there in rounder words."""
    if len(left) * len(right) > _MOST_PAIRS:
        return
    free = list(right)
    pairs = []
    for here in left:
        there = next((each for each in free if agree(here[0], each[0])), None)
        if there is not None:
            free.remove(there)
            pairs.append((here, there))
    _take(left, right, same, pairs)


def _take(
    left: _Placed,
    right: _Placed,
    same: list[tuple[Fact, Fact]],
    pairs: Sequence[tuple[tuple[Fact, int], tuple[Fact, int]]],
) -> None:
    same += [(here[0], there[0]) for here, there in pairs]
    ours, theirs = {here[0].start for here, _ in pairs}, {there[0].start for _, there in pairs}
    left[:] = [each for each in left if each[0].start not in ours]
    right[:] = [each for each in right if each[0].start not in theirs]


def _paired(left: _Placed, right: _Placed) -> list[Difference]:
    """Pair what is left: in the same region first, then where both sides have as many of a kind."""
    made: list[Difference] = []
    regions: dict[tuple[int, str], tuple[list[Fact], list[Fact]]] = defaultdict(lambda: ([], []))
    for fact, region in left:
        regions[region, fact.sort][0].append(fact)
    for fact, region in right:
        regions[region, fact.sort][1].append(fact)
    rest_left: list[Fact] = []
    rest_right: list[Fact] = []
    for before, behind in regions.values():
        if len(before) == len(behind):
            made += [Difference(expected=here, found=there) for here, there in zip(before, behind, strict=True)]
        else:
            rest_left += before
            rest_right += behind
    ours, theirs = Counter(fact.sort for fact in rest_left), Counter(fact.sort for fact in rest_right)
    for kind in sorted({*ours, *theirs}):
        here = [fact for fact in rest_left if fact.sort == kind]
        there = [fact for fact in rest_right if fact.sort == kind]
        if len(here) == len(there):
            made += [Difference(expected=one, found=other) for one, other in zip(here, there, strict=True)]
            continue
        made += [Difference(expected=one) for one in here] + [Difference(found=other) for other in there]
    return made
