"""What becomes of freed memory, and how often cycles are looked for: for processes that read pages."""

import ctypes
import gc
import sys
from collections.abc import Mapping
from contextlib import suppress

SELDOM = 20_000
"""Objects more than at the last look for cycles before the next one, where answers of any size are under way: a failed
request may be a cycle that holds one. A page has a thousand objects; the standard is 700."""
_OLDER = 20, 20
_M_TRIM_THRESHOLD, _M_TOP_PAD, _M_MMAP_THRESHOLD = -1, -2, -3
_KEEP = {_M_TRIM_THRESHOLD: 64 << 20, _M_TOP_PAD: 8 << 20, _M_MMAP_THRESHOLD: 16 << 20}
"""For glibc: sizes in bytes, above those of any one page."""
_LARGE = 1 << 20
"""Bytes; pages are smaller."""


def keep_memory(seldom: int = SELDOM) -> None:
    """Have freed memory kept, and cycles looked for seldom: for a process that does nothing else and then ends.

    To give each page's memory back and to fault it in again takes longer than parsing the page.

    Args:
        seldom: objects between two looks for cycles.
    """
    gc.set_threshold(seldom, *_OLDER)
    _tell_malloc(_KEEP)


def give_back_memory() -> None:
    """Have memory of large answers given back when they are handled: for a process that has few pages and any answer.

    Otherwise the C library learns from the first large one to keep such sizes, and several threads keep their own.
    """
    _tell_malloc({_M_MMAP_THRESHOLD: _LARGE})


def _tell_malloc(options: Mapping[int, int]) -> None:
    if sys.platform != "linux":
        return
    with suppress(AttributeError, OSError):  # another C library
        adjust = ctypes.CDLL(None).mallopt
        for option, size in options.items():
            adjust(option, size)
