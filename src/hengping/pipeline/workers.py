"""How many processes to use."""

import os

_MOST = 8


def default_workers() -> int:
    """One process a processor that this process may use, at most eight: the disk is the limit beyond."""
    return min(len(os.sched_getaffinity(0)), _MOST)
