"""The fingerprint of a text: one-permutation MinHash over its five-character shingles.

Every shingle is hashed to 64 bits once; the upper 7 bits say which of 128 bins it falls into, and of each bin the
smallest following 32 bits are kept. The share of bins in which two texts agree estimates the share of shingles that
they have in common (Jaccard), with a standard error below 0.045.

Source: Li, Owen, Zhang, "One Permutation Hashing" (2012). Punctuation, white space and the width of Latin letters and
digits make no difference.
"""

from functools import cache

import numpy as np
import numpy.typing as npt

BINS = 128
"""Numbers of a fingerprint; 0 stands for an empty bin (short texts)."""
SHINGLE = 5
"""Characters of a shingle: two Chinese words."""
SHORTEST = 100
"""Letters, digits and Chinese characters from which a text tells itself from others."""
LONGEST = 20_000
"""Characters read: the cost of a page is bounded, and no copy is hidden behind so much."""

_BIN_BITS = 7
_SHIFT = np.uint64(64 - _BIN_BITS)
_NONE = np.uint64(0xFFFFFFFFFFFFFFFF)
_VALUE_SHIFT = np.uint64(64 - _BIN_BITS - 32)
_VALUE = np.uint64(0xFFFFFFFF)
# Odd constants (fractional digits of well-known irrationals): fixed for ever, or fingerprints of two rounds differ.
_FACTORS = tuple(
    np.uint64(number)
    for number in (
        0x9E3779B97F4A7C15,
        0xC2B2AE3D27D4EB4F,
        0x165667B19E3779F9,
        0xD6E8FEB86659FD93,
        0xA0761D6478BD642F,
    )
)
_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_30, _27, _31 = np.uint64(30), np.uint64(27), np.uint64(31)
_PLANE = 0xFFFF
_MANY_DIGITS = 200
"""Digits of a text up to which it is quicker to look at each of them than to look for them."""


def fingerprint(text: str) -> tuple[int, ...]:
    """The fingerprint of a text: :data:`BINS` numbers below 2**32; empty for a text that is too short to tell.

    Args:
        text: of any length, any script.
    """
    letters = letters_of(text)
    if letters.size < SHORTEST:
        return ()
    numbers: list[int] = sketch(letters).tolist()
    return tuple(numbers)


def letters_of(text: str) -> npt.NDArray[np.uint64]:
    """The letters, digits and Chinese characters of a text as numbers; what stands between them left out."""
    # Characters beyond the basic plane are two halves here, neither of which counts.
    numbers = _letters()[_codes(text[:LONGEST])]
    kept: npt.NDArray[np.uint64] = numbers[numbers != 0].astype(np.uint64)
    return kept


def digits_in(text: str) -> list[int] | None:
    """Where the digits of a text stand, of whatever script; None where that would not be told any sooner."""
    codes = _codes(text)
    if codes.size != len(text):
        return None
    places: list[int] = np.flatnonzero(_digits()[codes]).tolist()
    return places if len(places) <= _MANY_DIGITS else None


def _codes(text: str) -> npt.NDArray[np.uint16]:
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")


def sketch(letters: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint32]:
    """The bins of a text given as :func:`letters_of`; all empty when it has no shingle."""
    count = letters.size - SHINGLE + 1
    found: npt.NDArray[np.uint32] = np.zeros(BINS, np.uint32)
    if count < 1:
        return found
    hashed = letters[:count] * _FACTORS[0]
    for place in range(1, SHINGLE):
        hashed += letters[place : place + count] * _FACTORS[place]
    # The finaliser of splitmix64 (Steele, Lea, Flood 2014) spreads the sums over all bits.
    hashed ^= hashed >> _30
    hashed *= _MIX_1
    hashed ^= hashed >> _27
    hashed *= _MIX_2
    hashed ^= hashed >> _31
    least = np.full(BINS, _NONE)
    np.minimum.at(least, (hashed >> _SHIFT).astype(np.intp), hashed)
    filled = least != _NONE
    found[filled] = np.maximum((least[filled] >> _VALUE_SHIFT) & _VALUE, np.uint64(1))
    return found


@cache
def _digits() -> npt.NDArray[np.bool_]:
    """For every character of the basic plane: whether it is a decimal digit."""
    return np.array([chr(code).isdecimal() for code in range(_PLANE + 1)])


@cache
def _letters() -> npt.NDArray[np.uint16]:
    """For every character of the basic plane: the number it counts as, 0 when it does not count."""
    table: npt.NDArray[np.uint16] = np.zeros(_PLANE + 1, np.uint16)
    for first, last in ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x30, 0x39), (0x61, 0x7A)):
        table[first : last + 1] = np.arange(first, last + 1)
    table[0x41:0x5B] = np.arange(0x61, 0x7B)
    table[0xFF10:0xFF1A] = np.arange(0x30, 0x3A)
    table[0xFF21:0xFF3B] = np.arange(0x61, 0x7B)
    table[0xFF41:0xFF5B] = np.arange(0x61, 0x7B)
    table[0x3007] = 0x3007
    return table
