"""What the steps behind a crawl share: how they ask, wait and archive."""

import asyncio
from collections.abc import Awaitable, Callable

import msgspec

from hengping.collect.recorder import Challenge
from hengping.collect.references import Outage
from hengping.model.campaign import CollectSettings

MOST_BYTES = 1_000_000
"""Bytes of an answer that such a step keeps: it asks many sites at once, in the process that holds all of them."""


class Surroundings(msgspec.Struct, frozen=True):
    """What the steps of all sites share.

    Attributes:
        settings: of the collection.
        challenge: recognises challenge pages.
        seed: drawn with the site's code.
        wait_up: waits while nothing may be asked.
        outage: what is known of our own network.
        turn: held while answers are archived.
    """

    settings: CollectSettings
    challenge: Challenge
    seed: str = ""
    wait_up: Callable[[], Awaitable[None]] | None = None
    outage: Outage | None = None
    turn: asyncio.Lock = msgspec.field(default_factory=asyncio.Lock)

    @property
    def most_bytes(self) -> int:
        """Bytes of an answer that are kept, at most."""
        return min(self.settings.max_bytes_per_response, MOST_BYTES)
