"""Names to addresses, off the event loop, remembered for a minute.

The system's resolver blocks, so it runs in threads of its own; visits have theirs, so that a crawl full of dead names
cannot hold them up. Only answers are remembered, no failures: those may be over when asked again.
"""

import asyncio
import socket
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

Resolve = Callable[[str, int], Sequence[str]]
"""Addresses of a name, as text, best first; raises :class:`socket.gaierror`. Runs in a thread."""
TTL_S = 60.0
MAX_NAMES = 10_000
THREADS = 16
_VISIT_THREADS = 8


def system_addresses(host: str, port: int) -> list[str]:
    """What the operating system says: IPv4 and IPv6."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in found))


class Resolver:
    """A cache before a resolver.

    Args:
        resolve: asks; default is the operating system.
        ttl_s: how long an answer is good.
    """

    def __init__(self, resolve: Resolve = system_addresses, *, ttl_s: float = TTL_S) -> None:
        self._resolve = resolve
        self._ttl_s = ttl_s
        self._known: dict[tuple[str, int], tuple[float, Sequence[str]]] = {}
        self._asking: dict[tuple[str, int], asyncio.Future[Sequence[str]]] = {}
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="resolver")
        self._visit_threads = ThreadPoolExecutor(_VISIT_THREADS, thread_name_prefix="resolver-visits")

    async def addresses(self, host: str, port: int, *, fresh: bool = False) -> Sequence[str]:
        """Addresses of a name.

        Args:
            host: name in ASCII.
            port: for services that depend on it; most do not.
            fresh: ask again even when the answer is known.

        Raises:
            OSError: the name does not resolve, or the resolver fails.
        """
        loop = asyncio.get_running_loop()
        key = (host, port)
        if fresh:
            found = await loop.run_in_executor(self._visit_threads, self._resolve, host, port)
        else:
            known = self._known.get(key)
            if known is not None and known[0] > loop.time():
                return known[1]
            asking = self._asking.get(key)
            if asking is None:
                asking = self._asking[key] = loop.run_in_executor(self._threads, self._resolve, host, port)
                asking.add_done_callback(lambda done: self._answered(key, done))
            found = await asyncio.shield(asking)
        if len(self._known) >= MAX_NAMES:
            del self._known[next(iter(self._known))]
        self._known[key] = (loop.time() + self._ttl_s, found)
        return found

    def _answered(self, key: tuple[str, int], asked: asyncio.Future[Sequence[str]]) -> None:
        """Forget the question; those who asked may all have given up, so its error is looked at here."""
        self._asking.pop(key, None)
        if not asked.cancelled():
            asked.exception()

    def close(self) -> None:
        """End the threads; one that still waits for an answer is left to itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._visit_threads.shutdown(wait=False, cancel_futures=True)
