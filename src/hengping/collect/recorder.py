"""The archive of one site with the network behind it: what is archived already is not asked for again.

For few requests, one after another in the event loop, as second looks are; the crawl has :mod:`hengping.collect.walk`.
"""

from collections.abc import Callable

import msgspec

from hengping.collect.client import Client
from hengping.collect.exchange import Exchange
from hengping.collect.frontier_target import Target
from hengping.collect.page_guard import PageGuard
from hengping.collect.walk_keeping import HTML_TYPES, Keeper, fetch_target, is_from
from hengping.evidence.archive import SiteArchive
from hengping.evidence.writing import ArchiveWriter
from hengping.model.evidence import Capture, Profile

Challenge = Callable[[bytes, int], str]
"""Kind of challenge page a body and status are; empty for none."""


def challenge_of(challenge: Challenge, body: bytes, status: int, url: str) -> str:
    """What a recogniser says; one that fails at a page is logged, and the page is held to be none."""
    with PageGuard("challenge_unreadable", url):
        return challenge(body, status)
    return ""


class Recorded(msgspec.Struct, frozen=True):
    """A capture, and its body with content coding undone."""

    capture: Capture
    body: bytes


class Recorder:
    """Asks and archives.

    Args:
        archive, writer: where captures are kept.
        client: asked when the archive does not have the answer.
        challenge: recognises challenge pages.
        look: 2 for the second look; only captures of this look are known.
    """

    def __init__(
        self, archive: SiteArchive, writer: ArchiveWriter, client: Client, *, challenge: Challenge, look: int = 1
    ) -> None:
        profile: Profile = "collector" if look == 1 else "browser"
        self._client = client
        self._challenge = challenge
        self._keeper = Keeper(writer, client.settings, look=look, profile=profile)
        self._known = {
            (capture.purpose == "robots", capture.url): capture
            for capture in archive.iter_captures()
            if is_from(capture, look)
        }

    def known(self, target: Target) -> Recorded | None:
        """What the archive has for a target, without its body."""
        capture = self._known.get((target.purpose == "robots", target.url))
        return None if capture is None else Recorded(capture, b"")

    async def fetch(self, target: Target) -> Exchange:
        """Ask the network; nothing is kept yet."""
        return await fetch_target(self._client, target, self._client.settings.max_bytes_per_response)

    def keep(self, target: Target, exchange: Exchange) -> Recorded:
        """Archive what came of a target.

        Raises:
            EvidenceError: it cannot be written.
        """
        opened = self._keeper.open(target, exchange)
        challenge = ""
        if exchange.answer is not None and opened.mime in HTML_TYPES:
            challenge = challenge_of(self._challenge, opened.body, exchange.answer.status, target.url)
        capture = self._keeper.keep(target, opened, challenge=challenge)
        self._known[target.purpose == "robots", target.url] = capture
        return Recorded(capture, opened.body)
