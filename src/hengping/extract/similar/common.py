"""Stock phrases: what stands under many different titles belongs to no article."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from hengping.extract.similar.pairs import Numbers

MANY_TITLES = 4
"""Different titles from which a phrase is a stock phrase."""


def common_bins(fingerprints: Numbers, titles: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Which numbers of each fingerprint stand for stock phrases.

    Args:
        fingerprints: one row a text.
        titles: the title of each; texts of equal titles count once, so that a text that many sites reprint under its
            title is no stock phrase.

    Returns:
        Of the shape of ``fingerprints``.
    """
    common = np.zeros(fingerprints.shape, bool)
    numbered = {title: number for number, title in enumerate(sorted(set(titles)))}
    title = np.array([numbered[text] for text in titles], np.uint64)
    shift = np.uint64(32)
    for column in range(fingerprints.shape[1]):
        values = fingerprints[:, column]
        together = np.unique((values.astype(np.uint64) << shift) | title)
        numbers, titled = np.unique((together >> shift).astype(np.uint32), return_counts=True)
        stock = numbers[(titled >= MANY_TITLES) & (numbers != 0)]
        if stock.size:
            common[:, column] = np.isin(values, stock)
    return common
