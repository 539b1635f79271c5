"""Peak memory of this process and its workers while something is done, taken by a thread of its own."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_EVERY_S = 0.05


@contextmanager
def sampled(memory_kb: Callable[[int], float]) -> Iterator[Callable[[], float]]:
    """Sample the memory of this process and its descendants inside the block.

    Args:
        memory_kb: memory of a process and its descendants, in KiB.

    Yields:
        What gives the highest sample so far, in KiB.
    """
    highest = memory_kb(os.getpid())
    ended = threading.Event()

    def watch() -> None:
        nonlocal highest
        while not ended.wait(_EVERY_S):
            highest = max(highest, memory_kb(os.getpid()))

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield lambda: highest
    finally:
        ended.set()
        thread.join()
