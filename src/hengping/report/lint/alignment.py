"""Which paragraph of a document stands for which paragraph of the results, near-linear in their number.

Equal texts first, then paragraphs that show the same bound figures, then texts that are equal but for numbers, then the
most similar ones by pairs of characters.
"""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

import msgspec

SIMILAR = ((25, 0.5), (12, 0.6), (0, 0.75))
"""From so many pairs of characters in the shorter text, so similar: short texts are easily alike by chance."""
CONTAINED = 0.8
_LEAST_PAIRS = 12
_MOST_COMMON = 40
"""A pair of characters that so many texts have says nothing about which one is meant."""
_NUMBERS = re.compile(r"[\d.,%]+")


class Aligned(msgspec.Struct, frozen=True):
    """Pairs of positions (expected, found), and the positions left over on both sides, in order."""

    pairs: tuple[tuple[int, int], ...]
    expected_left: tuple[int, ...]
    found_left: tuple[int, ...]


def align(expected: Sequence[str], found: Sequence[str], hints: Mapping[int, int] | None = None) -> Aligned:
    """Align two rows of texts.

    Args:
        expected: texts of the results.
        found: texts of the document.
        hints: position in ``expected`` for positions in ``found``, from bound figures.
    """
    making = _Aligning(expected, found)
    making.equal(lambda text: text)
    for there, here in (hints or {}).items():
        making.pair(here, there)
    making.equal(lambda text: _NUMBERS.sub("#", text))
    making.similar()
    return making.result()


class _Aligning:
    def __init__(self, expected: Sequence[str], found: Sequence[str]) -> None:
        self.expected, self.found = expected, found
        self.left = dict.fromkeys(range(len(expected)))
        self.right = dict.fromkeys(range(len(found)))
        self.pairs: list[tuple[int, int]] = []

    def pair(self, here: int, there: int) -> None:
        """Take a pair, when both are still free."""
        if here in self.left and there in self.right:
            del self.left[here], self.right[there]
            self.pairs.append((here, there))

    def equal(self, form: Callable[[str], Hashable]) -> None:
        """Pair texts that are equal in a form, in order."""
        waiting: dict[Hashable, deque[int]] = defaultdict(deque)
        for here in self.left:
            waiting[form(self.expected[here])].append(here)
        for there in list(self.right):
            places = waiting.get(form(self.found[there]))
            if places:
                self.pair(places.popleft(), there)

    def similar(self) -> None:
        """Pair the most similar of what is left, the best pairs first."""
        index: dict[str, list[int]] = defaultdict(list)
        sizes = {}
        for here in self.left:
            grams = pairs_of(self.expected[here])
            sizes[here] = len(grams)
            for gram in grams:
                index[gram].append(here)
        ranked = []
        for there in self.right:
            grams = pairs_of(self.found[there])
            shared = Counter(
                here for gram in grams if len(places := index.get(gram, ())) <= _MOST_COMMON for here in places
            )
            for here, count in shared.most_common(5):
                score = _score(count, sizes[here], len(grams))
                if score >= _needed(min(sizes[here], len(grams))):
                    # Of equally similar ones, the one at about the same place.
                    ranked.append((-score, abs(here / len(self.expected) - there / len(self.found)), here, there))
        for _, _, here, there in sorted(ranked):
            self.pair(here, there)

    def result(self) -> Aligned:
        return Aligned(tuple(sorted(self.pairs, key=lambda pair: pair[1])), tuple(self.left), tuple(self.right))


def _needed(pairs: int) -> float:
    return next(score for least, score in SIMILAR if pairs >= least)


def pairs_of(text: str) -> frozenset[str]:
    """All pairs of neighbouring characters, numbers left out."""
    bare = _NUMBERS.sub("#", text)
    return frozenset(bare[at : at + 2] for at in range(len(bare) - 1))


def similarity(one: str, other: str) -> float:
    """How similar two texts are, from 0 to 1."""
    left, right = pairs_of(one), pairs_of(other)
    return _score(len(left & right), len(left), len(right))


def _score(shared: int, one: int, other: int) -> float:
    if not one or not other:
        return 0.0
    alike = 2 * shared / (one + other)
    inside = shared / min(one, other)
    return max(alike, inside * 0.6) if inside >= CONTAINED and min(one, other) >= _LEAST_PAIRS else alike


def hinted(bound: Iterable[tuple[int, Iterable[str]]], owner: Mapping[str, int]) -> dict[int, int]:
    """Which expected paragraph the bound figures of each paragraph point to, by the most of them."""
    found = {}
    for there, names in bound:
        owners = Counter(owner[name] for name in names if name in owner)
        if owners:
            found[there] = owners.most_common(1)[0][0]
    return found
