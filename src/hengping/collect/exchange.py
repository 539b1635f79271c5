"""What one request brought: an answer, a failure, or an answer with a failure beside it."""

from datetime import datetime

import msgspec

from hengping.evidence.records import Answer, Asked, Headers
from hengping.model.evidence import FailureKind, Phases, Profile, Purpose

COOKIE_DETAIL = "cookie"
"""The ``detail`` of what opens, or does not, only to who keeps cookies."""


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """One request and what came of it.

    Both ``answer`` and ``failure`` stand when the failure's policy says ``answered``: a certificate that is not valid,
    a body shorter than announced, a refusal.

    Attributes:
        url: as asked for.
        answer: what came back.
        failure: what went wrong.
        detail: about the failure: a word (``expired``, ``host_mismatch`` …) or the words of the error; ``cookie`` when
            the page opened only to who keeps cookies.
        request_line, request_headers, request_body: as sent; empty when nothing was.
        attempts: how often it was tried.
        fetched_at, elapsed_ms, first_byte_ms, phases: of the last attempt; ``first_byte_ms`` counts from its start.
            Delays of our own event loop are taken out of ``elapsed_ms``.
        address: IP address that was connected to.
        profile: who asked.
        held_up: our own event loop lagged for a good part of the time: slowness says nothing of the site.
    """

    url: str
    answer: Answer | None = None
    failure: FailureKind | None = None
    detail: str = ""
    request_line: str = ""
    request_headers: Headers = ()
    request_body: bytes = b""
    attempts: int = 1
    fetched_at: datetime
    elapsed_ms: int = 0
    first_byte_ms: int = 0
    phases: Phases | None = None
    address: str = ""
    profile: Profile = "collector"
    held_up: bool = False

    def asked(self, purpose: Purpose, source_url: str, depth: int) -> Asked:
        """The request side, as the archive wants it."""
        return Asked(
            url=self.url,
            purpose=purpose,
            source_url=source_url,
            depth=depth,
            request_line=self.request_line,
            request_headers=self.request_headers,
            request_body=self.request_body,
            attempts=self.attempts,
            fetched_at=self.fetched_at,
            elapsed_ms=self.elapsed_ms,
            first_byte_ms=self.first_byte_ms,
            phases=self.phases,
            address=self.address,
            profile=self.profile,
        )
