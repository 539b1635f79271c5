"""Whether a text is among a few known ones."""

from collections.abc import Iterable

import numpy as np

from hengping.extract.similar.fingerprint import BINS

SAME_TEXT = 0.7
"""Share of common shingles from which two texts are versions of one."""


class KnownTexts:
    """Texts by their fingerprints; texts without one are left out."""

    def __init__(self, fingerprints: Iterable[tuple[int, ...]]) -> None:
        self._numbers = np.array([one for one in fingerprints if one], np.uint32).reshape(-1, BINS)

    def hold(self, fingerprint: tuple[int, ...]) -> bool:
        """Whether one of them is a version of this text."""
        if not fingerprint or not len(self._numbers):
            return False
        own = np.array(fingerprint, np.uint32)
        same = np.count_nonzero((self._numbers == own) & (self._numbers != 0), axis=1)
        filled = np.count_nonzero(self._numbers | own, axis=1)
        return bool((same >= SAME_TEXT * filled).any())
