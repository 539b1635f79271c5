"""What becomes of memory that was freed, and how often cycles are looked for: for processes that read pages."""

import ctypes
import gc
import sys
from contextlib import suppress

_M_TRIM_THRESHOLD, _M_TOP_PAD, _M_MMAP_THRESHOLD = -1, -2, -3
_MALLOC_OPTIONS = {_M_TRIM_THRESHOLD: 64 << 20, _M_TOP_PAD: 8 << 20, _M_MMAP_THRESHOLD: 16 << 20}
"""For glibc: sizes in bytes, above those of any one page."""
_SELDOM = 200_000, 20, 20
"""Objects more than at the last look for cycles before the next one. A page has a thousand objects; what it was laid
out as is taken apart when it has been read, so that there is nothing to find, and the facts of a site, which are kept,
need not be gone through again and again."""


def keep_memory() -> None:
    """Have freed memory kept, and cycles looked for seldom.

    To give each page's memory back and to fault it in again costs more than parsing the page; to look through all facts
    for cycles a tenth of reading it.
    """
    gc.set_threshold(*_SELDOM)
    if sys.platform != "linux":
        return
    with suppress(AttributeError, OSError):  # another C library
        adjust = ctypes.CDLL(None).mallopt
        for option, size in _MALLOC_OPTIONS.items():
            adjust(option, size)
