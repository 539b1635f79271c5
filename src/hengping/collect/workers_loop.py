"""The event loop of a process of ours: uvloop where it runs, the standard one elsewhere."""

import asyncio
import importlib
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, TypeVar

new_event_loop: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop
with suppress(ImportError):  # platforms without uvloop
    new_event_loop = importlib.import_module("uvloop").new_event_loop

_T = TypeVar("_T")


def run_loop(main: Callable[[], Coroutine[Any, Any, _T]]) -> _T:
    """Run ``main`` in a fresh event loop to its end.

    Raises:
        KeyboardInterrupt: Ctrl-C; ``main`` was cancelled and has ended.
    """
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        return runner.run(main())
