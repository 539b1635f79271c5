"""Texts and fingerprints made for the benchmark, and what is planted among them."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from hengping.extract.similar.fingerprint import BINS
from hengping.extract.similar.pairs import Numbers, similar_pairs

COPIES = 0.2
"""Share of near-copies."""
_KEPT = (0.72, 0.98)
"""Share of shingles that a copy keeps, evenly drawn."""
_FIRST, _LETTERS = 0x4E00, 3000
_STRETCH = 20
"""Characters of a place that an editor rewrites."""
_PART = 20_000


def made_texts(count: int, length: int, seed: int) -> tuple[list[str], list[tuple[int, int, float]]]:
    """Chinese texts, some of them near-copies of earlier ones.

    Args:
        count: of texts.
        length: characters of each.
        seed: the same seed makes the same texts.

    Returns:
        The texts; and for every copy the places of the original and of itself, and the true share of common shingles.
    """
    rng = np.random.default_rng(seed)
    originals = count - int(count * COPIES)
    texts = [_text(rng, length) for _ in range(originals)]
    planted = []
    for place in range(originals, count):
        source = int(rng.integers(originals))
        texts.append(_edited(rng, texts[source], float(rng.uniform(*_KEPT))))
        planted.append((source, place, _common(texts[source], texts[place])))
    return texts, planted


def made_numbers(count: int, seed: int) -> Numbers:
    """Fingerprints of which the last fifth are those of near-copies of the others."""
    rng = np.random.default_rng(seed)
    originals = count - int(count * COPIES)
    numbers = np.empty((count, BINS), np.uint32)
    for start in range(0, count, _PART):
        end = min(count, start + _PART)
        numbers[start:end] = rng.integers(1, 2**32, (end - start, BINS), dtype=np.uint32)
    for start in range(originals, count, _PART):
        end = min(count, start + _PART)
        source = rng.integers(0, originals, end - start)
        kept = rng.random((end - start, BINS)) < rng.uniform(*_KEPT, (end - start, 1))
        numbers[start:end] = np.where(kept, numbers[source], numbers[start:end])
    return numbers


def count_pairs(numbers: Numbers, least: float) -> int:
    """How many pairs are found."""
    return len(similar_pairs(numbers, least).first)


def found_pairs(fingerprints: list[tuple[int, ...]], least: float) -> set[tuple[int, int]]:
    """The pairs found among fingerprints."""
    found = similar_pairs(np.array(fingerprints, np.uint32), least)
    return set(zip(found.first.tolist(), found.second.tolist(), strict=True))


def _text(rng: np.random.Generator, length: int) -> str:
    return "".join(map(chr, _letters(rng, length).tolist()))


def _letters(rng: np.random.Generator, length: int) -> npt.NDArray[np.int64]:
    # Characters are used unevenly, as in any language.
    drawn: npt.NDArray[np.int64] = (_LETTERS * rng.random(length) ** 2).astype(np.int64) + _FIRST
    return drawn


def _edited(rng: np.random.Generator, text: str, kept: float) -> str:
    """A text with stretches of it replaced, as by an editor who rewrites sentences."""
    letters = np.array([ord(letter) for letter in text])
    rest = int(len(text) * (1 - kept) / 2)
    for start in _places(rng, len(text), rest):
        letters[start : start + _STRETCH] = _letters(rng, _STRETCH)[: len(letters) - start]
    return "".join(map(chr, letters.tolist()))


def _places(rng: np.random.Generator, length: int, rest: int) -> Iterator[int]:
    for _ in range(0, rest, _STRETCH):
        yield int(rng.integers(length))


def _common(one: str, other: str) -> float:
    left, right = ({text[place : place + 5] for place in range(len(text) - 4)} for text in (one, other))
    return len(left & right) / len(left | right)
