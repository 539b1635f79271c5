"""Several pieces of work at once; the first error ends the others and comes out as itself."""

import asyncio
from collections.abc import Coroutine
from typing import Any


async def together(*works: Coroutine[Any, Any, None]) -> None:
    """Run all to their end.

    Raises:
        Exception: the first error of any of them; the others are cancelled and have ended before it is raised.
    """
    try:
        async with asyncio.TaskGroup() as group:
            for work in works:
                group.create_task(work)
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from None


async def unbroken(work: Coroutine[Any, Any, None]) -> None:
    """Run to its end even when this is cancelled meanwhile: what a thread writes to must not be closed under it.

    Raises:
        CancelledError: it was; the work has ended.
    """
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise
