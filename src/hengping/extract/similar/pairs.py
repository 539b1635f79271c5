"""Pairs of similar texts among very many: bands of the fingerprint sorted, candidates compared in full.

Two texts are candidates when all numbers of some band agree. With 32 bands of 4 numbers a pair that has 0.6 of its
shingles in common is found with probability 0.988, one with 0.7 with 0.9998, one with 0.8 for certain. Time and memory
grow with n log n: a bucket of more than :data:`CROWD` equal bands (a text that hundreds of sites carry) is not compared
each with each, but each with the first and with its neighbours, so that no number of copies costs a quadratic time.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hengping.extract.similar.fingerprint import BINS

ROWS = 4
BANDS = BINS // ROWS
CROWD = 16
_CHUNK = 1 << 15
_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_32 = np.uint64(32)

Numbers = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]


class Pairs(NamedTuple):
    """Pairs of texts, by their places: ``first`` below ``second``, in order, each once, with their similarity (0-1)."""

    first: Places
    second: Places
    similarity: npt.NDArray[np.float32]


def similar_pairs(fingerprints: Numbers, least: float) -> Pairs:
    """All pairs of texts that are at least so similar.

    Args:
        fingerprints: one row a text, ``(n, BINS)``. In a crowd of copies the first rows are compared with all others:
            put first what may be the original.
        least: similarity from which a pair counts, 0-1; below 0.5 many pairs are missed.
    """
    candidates = _candidates(fingerprints)
    size = max(1, len(fingerprints))
    first, second = candidates // size, candidates % size
    similarity = similarity_of(fingerprints, first, second)
    kept = similarity >= np.float32(least)
    return Pairs(first[kept], second[kept], similarity[kept])


def similarity_of(fingerprints: Numbers, first: Places, second: Places) -> npt.NDArray[np.float32]:
    """Share of common shingles of given pairs: bins that agree among bins that either text fills."""
    found = np.zeros(len(first), np.float32)
    for start in range(0, len(first), _CHUNK):
        one, other = fingerprints[first[start : start + _CHUNK]], fingerprints[second[start : start + _CHUNK]]
        filled = np.count_nonzero(one | other, axis=1)
        same = np.count_nonzero((one == other) & (one != 0), axis=1)
        found[start : start + _CHUNK] = same / np.maximum(filled, 1)
    return found


def _candidates(fingerprints: Numbers) -> Places:
    """Pairs that agree in some band, as ``first * n + second``, sorted, each once."""
    size = len(fingerprints)
    if size < 2:  # noqa: PLR2004 - a pair needs two
        return np.zeros(0, np.int64)
    found = []
    sparse = np.flatnonzero((fingerprints == 0).any(axis=1))
    dense = _densified(fingerprints[sparse]) if sparse.size else fingerprints[:0]
    for band in range(BANDS):
        columns = slice(band * ROWS, (band + 1) * ROWS)
        part = fingerprints[:, columns]
        if sparse.size:
            part = part.copy()
            part[sparse] = dense[:, columns]
        found.append(_agreeing(_keys(part), size))
    return np.unique(np.concatenate(found))


def _keys(part: Numbers) -> npt.NDArray[np.uint64]:
    """One number for the numbers of a band; chance makes two different bands equal once in 2**64 pairs."""
    keys = np.zeros(len(part), np.uint64)
    for column in range(part.shape[1]):
        keys ^= part[:, column]
        keys *= _STEP
        keys ^= keys >> _32
        keys *= _MIX
    return keys


def _agreeing(keys: npt.NDArray[np.uint64], size: int) -> Places:
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.empty(size, bool)
    starts[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=starts[1:])
    # Only what shares its key with another goes on: in real collections a small part.
    alone = starts & np.append(starts[1:], np.True_)
    order, starts = order[~alone], starts[~alone]
    bucket = np.cumsum(starts) - 1
    found = []
    for offset in range(1, CROWD):
        together = np.flatnonzero(bucket[offset:] == bucket[:-offset])
        if not together.size:
            break
        found.append(_packed(order[together], order[together + offset], size))
    else:
        heads = order[np.flatnonzero(starts)][bucket]
        others = heads != order
        found.append(_packed(heads[others], order[others], size))
    return np.concatenate(found) if found else np.zeros(0, np.int64)


def _packed(one: Places, other: Places, size: int) -> Places:
    return np.minimum(one, other) * size + np.maximum(one, other)


def _densified(sparse: Numbers) -> Numbers:
    """Empty bins filled from the next filled one to the right (Shrivastava, Li 2014): short texts have bands, too."""
    dense = sparse.copy()
    for column in range(2 * BINS - 2, -1, -1):
        here, right = column % BINS, (column + 1) % BINS
        empty = dense[:, here] == 0
        # The distance goes in, or bins filled from the same one would agree too often.
        dense[empty, here] = dense[empty, right] * np.uint32(0x9E3779B1)
    return dense
