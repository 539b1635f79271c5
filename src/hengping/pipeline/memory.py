"""How often cycles are looked for while pages are read and judged."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from hengping.collect import memory

_SELDOM = 200_000
"""What a page was laid out as is taken apart when it has been read, so that there is nothing to find; and to go through
the facts of a site, which are kept, again and again takes a tenth of reading them."""


def keep_memory() -> None:
    """Have freed memory kept, and cycles looked for hardly ever: for worker processes."""
    memory.keep_memory(_SELDOM)


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Have cycles looked for hardly ever inside: for a process that does other things afterwards."""
    before = gc.get_threshold()
    gc.set_threshold(_SELDOM, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
