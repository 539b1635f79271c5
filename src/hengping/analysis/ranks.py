"""Ranks of many draws: one row of keys a draw, one place for every site.

Printed totals are small whole numbers, so equal places are counted: one histogram and one running sum a draw. Keys of
a wide range are packed with the site's number into 64 bits and sorted. Both give the same places as
:func:`hengping.ranking.order.places`.
"""

from typing import Literal

import numpy as np

from hengping.analysis.arrays import Floats, Ranks, Truths, Whole

Method = Literal["dense", "competition", "ordinal"]

_COUNTING_LIMIT = 8
"""Counting pays while the keys' range is below so many times the number of sites."""


def rank_dtype(sites: int) -> type[np.uint16 | np.uint32]:
    """Smallest type that holds the places of so many sites; 0 stands for no place."""
    return np.uint16 if sites < np.iinfo(np.uint16).max else np.uint32


def rank_rows(keys: Whole, method: Method, *, best: Literal["highest", "lowest"] = "highest") -> Ranks:
    """Places of every row.

    Args:
        keys: (draws, sites) whole numbers, such as printed totals in hundredths.
        method: ``dense`` 1-1-2, ``competition`` 1-1-3, ``ordinal`` 1-2-3 (equal keys in the order of the sites).
        best: which end has place 1.

    Returns:
        (draws, sites) places from 1.
    """
    draws, sites = keys.shape
    found = np.empty((draws, sites), dtype=rank_dtype(sites))
    if not sites or not draws:
        return found
    down = np.ascontiguousarray(keys.max() - keys if best == "highest" else keys - keys.min(), dtype=np.int64)
    spread = int(down.max())
    if method != "ordinal" and spread < _COUNTING_LIMIT * sites + 1024:
        _count_rows(down, spread, method, found)
    else:
        _sort_rows(down, spread, method, found)
    return found


def rank_masked(keys: Whole, inside: Truths, method: Method, *, best: Literal["highest", "lowest"]) -> Ranks:
    """As :func:`rank_rows`, where some sites take no place in some draws: theirs is 0."""
    if inside.all():
        return rank_rows(keys, method, best=best)
    last = keys.min() - 1 if best == "highest" else keys.max() + 1
    ranks = rank_rows(np.where(inside, keys, last), method, best=best)
    return np.where(inside, ranks, 0).astype(ranks.dtype)


def _count_rows(down: Whole, spread: int, method: Method, found: Ranks) -> None:
    for row, keys in enumerate(down):
        counts = np.bincount(keys, minlength=spread + 1)
        if method == "dense":
            counts = (counts > 0).astype(np.int64)
        before = np.cumsum(counts) - counts + 1
        found[row] = before.astype(found.dtype)[keys]


def _sort_rows(down: Whole, spread: int, method: Method, found: Ranks) -> None:
    sites = down.shape[1]
    shift = max(int(sites - 1).bit_length(), 1)
    if spread.bit_length() + shift > 64:  # noqa: PLR2004 - bits of the packed key
        message = f"keys of {spread.bit_length()} bits leave no room for {sites} sites"
        raise ValueError(message)
    numbers = np.arange(sites, dtype=np.uint64)
    mask = np.uint64((1 << shift) - 1)
    in_order = np.arange(1, sites + 1, dtype=found.dtype)
    # All rows are sorted by one call, which leaves other threads alone; the rest goes by row and stays in the cache.
    block = np.left_shift(down.view(np.uint64), np.uint64(shift))
    block |= numbers
    block.sort(axis=1)
    for row, packed in enumerate(block):
        order = (packed & mask).view(np.int64)
        found[row, order] = in_order if method == "ordinal" else _shared(packed >> np.uint64(shift), method, in_order)


def _shared(ordered: np.ndarray, method: Method, in_order: Ranks) -> Ranks:
    new = np.ones(ordered.shape, dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    if new.all():
        return in_order
    if method == "dense":
        return np.cumsum(new).astype(in_order.dtype)
    return np.asarray(np.maximum.accumulate(np.where(new, in_order, 0)), dtype=in_order.dtype)


def rank_quantiles(ranks: Ranks, levels: tuple[float, ...], *, chunk: int = 256) -> Floats:
    """Quantiles of each site's places over the draws in which it has one.

    The quantile q is the smallest place that is reached or bettered in a share q of the draws (inverse of the
    distribution function), so it is always a place that occurred.

    Args:
        ranks: (draws, sites), 0 where a site has no place.
        levels: 0–1.
        chunk: sites that are sorted together; memory, not results, depends on it.

    Returns:
        (sites, levels); NaN for a site that never has a place.
    """
    return quantiles_between(ranks, levels, 0, ranks.shape[1], chunk)


def quantiles_between(ranks: Ranks, levels: tuple[float, ...], first: int, last: int, chunk: int = 256) -> Floats:
    """:func:`rank_quantiles` of the sites from ``first`` to before ``last``."""
    return summarise(ranks, levels, first, last, chunk)[0]


def summarise(
    ranks: Ranks, levels: tuple[float, ...], first: int, last: int, chunk: int = 256
) -> tuple[Floats, Floats]:
    """Quantiles of the sites from ``first`` to before ``last``, and the share of draws in which each has a place."""
    draws = ranks.shape[0]
    found = np.full((last - first, len(levels)), np.nan)
    share = np.ones(last - first)
    for begin in range(first, last, chunk):
        end = min(begin + chunk, last)
        rows = np.ascontiguousarray(ranks[:, begin:end].T)
        # numpy's stable sort of two bytes is a radix sort, five times as fast as its other one; equal places are equal.
        rows.sort(axis=1, kind="stable" if rows.itemsize == 2 else None)  # noqa: PLR2004 - bytes
        # Sorted, so a site that always has a place shows it in its first column: most need no count.
        some = rows[:, :1] == 0
        without = (rows == 0).sum(axis=1) if some.any() else np.zeros(end - begin, dtype=np.int64)
        placed = draws - without
        share[begin - first : end - first] = placed / draws
        for column, level in enumerate(levels):
            spot = without + np.clip(np.ceil(level * placed - 1e-9).astype(np.int64) - 1, 0, None)
            values = rows[np.arange(end - begin), np.minimum(spot, draws - 1)]
            found[begin - first : end - first, column] = np.where(placed > 0, values, np.nan)
    return found, share
