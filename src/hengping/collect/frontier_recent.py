"""Addresses seen lately: a bounded set that answers most questions without the file."""

from collections.abc import Iterable

_GENERATION = 8192


class Recent:
    """Remembers at least the last :data:`_GENERATION` addresses, at most twice as many.

    Two generations: when the young one is full, the old one is forgotten and the young one grows old. What is asked for
    and found in the old one is young again. Nothing but speed may depend on it.
    """

    __slots__ = ("_old", "_young")

    def __init__(self) -> None:
        self._young: set[str] = set()
        self._old: set[str] = set()

    def __contains__(self, url: str) -> bool:
        if url in self._young:
            return True
        if url in self._old:
            self.add(url)
            return True
        return False

    def add(self, url: str) -> None:
        """Remember an address."""
        if len(self._young) >= _GENERATION:
            self._old = self._young
            self._young = set()
        self._young.add(url)

    def missing(self, urls: Iterable[str]) -> list[str]:
        """Those that are not remembered, in their order, each once."""
        young = self._young
        perhaps = [url for url in urls if url not in young]
        return [url for url in dict.fromkeys(perhaps) if url not in self]
