"""Between network and archive: what is archived already is not asked for again.

A resumed run walks through the same steps as an unbroken one; where the archive has the answer, the step takes it from
there. So the frontier of a resumed run is the frontier of the unbroken one.
"""

from datetime import UTC, datetime

import msgspec

from hengping.collect.client import Client, Exchange
from hengping.collect.frontier import Target
from hengping.evidence.archive import SiteArchive
from hengping.evidence.payload import decode_body, header_value
from hengping.evidence.writing import ArchiveWriter
from hengping.model.evidence import Capture, FailureKind, Purpose
from hengping.model.urls import BadUrlError, normal_url

REDIRECTS = (301, 302, 303, 307, 308)
CHECK_BYTES = 64 * 1024
IMAGE_BYTES = 16 * 1024
ROBOTS_BYTES = 512 * 1024
"""How much is kept of what is not kept whole: enough to see that it opens and is no challenge page."""
_READ_PURPOSES = ("home", "page", "frame", "robots")


class Recorded(msgspec.Struct, frozen=True):
    """A capture, and its body with content coding undone."""

    capture: Capture
    body: bytes


class Recorder:
    """The archive of one site, with the network behind it.

    Args:
        archive, writer: where captures are kept.
        client: asked when the archive does not have the answer.
    """

    def __init__(self, archive: SiteArchive, writer: ArchiveWriter, client: Client) -> None:
        self._archive = archive
        self._writer = writer
        self._client = client
        self._known = {(_is_robots(capture.purpose), capture.url): capture for capture in archive.captures()}
        self._body_limit = client.settings.max_bytes_per_response

    def known(self, target: Target) -> Recorded | None:
        """What the archive has for a target; of what is not read for links or rules, without its body."""
        capture = self._known.get((_is_robots(target.purpose), target.url))
        if capture is None:
            return None
        wanted = capture.status != 0 and target.purpose in _READ_PURPOSES
        return Recorded(capture, self._archive.read(capture, self._body_limit).body if wanted else b"")

    async def fetch(self, target: Target) -> Exchange:
        """Ask the network; nothing is kept yet."""
        limit, binary_limit = self._limits(target.purpose)
        return await self._client.fetch(target.url, limit=limit, binary_limit=binary_limit)

    def refused(self, target: Target, failure: FailureKind) -> Exchange:
        """What stands for a request that was not made."""
        return Exchange(url=target.url, failure=failure, attempts=0, fetched_at=datetime.now(UTC))

    def keep(self, target: Target, exchange: Exchange) -> Recorded:
        """Archive what came of a target."""
        asked = exchange.asked(target.purpose, target.source_url, target.depth)
        if exchange.answer is None:
            failure = exchange.failure or FailureKind.OWN_FAULT
            recorded = Recorded(self._writer.add_failure(asked, failure, exchange.detail), b"")
        else:
            answer = exchange.answer
            wanted_whole = len(answer.payload) >= self._client.settings.max_bytes_per_response
            capture = self._writer.add_response(
                asked,
                answer,
                location=redirect_location(target.url, exchange),
                failure=FailureKind.TOO_LARGE if answer.truncated and wanted_whole else None,
            )
            coding = header_value(answer.headers, "Content-Encoding")
            recorded = Recorded(capture, decode_body(answer.payload, coding, self._body_limit)[0])
        self._known[_is_robots(target.purpose), target.url] = recorded.capture
        return recorded

    def _limits(self, purpose: Purpose) -> tuple[int, int]:
        whole = self._client.settings.max_bytes_per_response
        check = min(whole, CHECK_BYTES)
        match purpose:
            case "home" | "page" | "frame" | "search":
                return whole, check
            case "image":
                image = min(whole, IMAGE_BYTES)
                return image, image
            case "robots" | "sitemap":
                robots = min(whole, ROBOTS_BYTES)
                return robots, robots
            case "link" | "attachment" | "rendered":
                return check, check


def _is_robots(purpose: Purpose) -> bool:
    return purpose == "robots"


def redirect_location(url: str, exchange: Exchange) -> str:
    """Normal form of the redirect target; header bytes are read as UTF-8, else as GB 18030. Empty: none."""
    answer = exchange.answer
    if answer is None or answer.status not in REDIRECTS:
        return ""
    values = [value for name, value in answer.headers if name.lower() == "location"]
    raw = values[0].encode("latin-1") if values else b""
    if not raw:
        return ""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = raw.decode("gb18030", errors="replace")
    try:
        return normal_url(text, url)
    except BadUrlError:
        return ""
