"""What our own contestants are told; apart from them, so that the benchmark itself need not load the crawler."""

import msgspec

IN_FLIGHT = 64
"""Requests under way at once, over all hosts: the same for every contestant that can be told."""


class OurSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What to do.

    Attributes:
        mode: ``crawl`` or ``fetch``.
        homes: home pages of the sites.
        folder: ``crawl``: where the evidence goes; ``fetch``: the JSON file of the addresses to ask for.
        workers: processes of the crawl.
        rounds: ``fetch``: how often each address is asked for.
    """

    mode: str
    homes: tuple[str, ...]
    folder: str = ""
    workers: int = 1
    rounds: int = 1
