"""What an answer's status and headers say beside its content: refused, slow down, come back with a cookie."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from hengping.evidence.records import Answer, Headers
from hengping.model.evidence import TURNED_AWAY_STATUS, FailureKind
from hengping.model.urls import BadUrlError, normal_url, same_site

REDIRECTS = frozenset({301, 302, 303, 307, 308})
SLOW_DOWN = frozenset({429, 503})
_AUTH = frozenset({401, 407})
_BLOCKED = TURNED_AWAY_STATUS - _AUTH
_MAX_COOKIES = 32
_MAX_COOKIE_BYTES = 8 * 1024
_COOKIE = re.compile(r"\s*([!-:<>-~]+)=([ -:<-~]*)")
_SECONDS = re.compile(r"\d{1,9}")


def refusal_of(status: int) -> FailureKind | None:
    """How a status turns a visitor away; None: it does not."""
    if status in _AUTH:
        return FailureKind.AUTH_REQUIRED
    return FailureKind.BLOCKED if status in _BLOCKED else None


def retry_after_s(headers: Headers, now: datetime) -> float | None:
    """Seconds that ``Retry-After`` asks to wait, as a number or as a date; None: it asks nothing that can be read."""
    for name, value in headers:
        if name.lower() != "retry-after":
            continue
        text = value.strip()
        if _SECONDS.fullmatch(text):
            return float(text)
        try:
            at = parsedate_to_datetime(text)
        except (ValueError, OverflowError, IndexError, TypeError):
            return None
        return max((at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds(), 0.0)
    return None


def redirect_target(url: str, answer: Answer | None) -> str:
    """Normal form of where an answer redirects to; header bytes are read as UTF-8, else as GB 18030. Empty: nowhere."""
    if answer is None or answer.status not in REDIRECTS:
        return ""
    raw = next((value for name, value in answer.headers if name.lower() == "location"), "").encode("latin-1")
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


class ChainCookies:
    """Cookies of one chain of redirects, for its host alone; forgotten with it."""

    def __init__(self) -> None:
        self._cookies: dict[str, dict[str, str]] = {}

    def take(self, url: str, headers: Headers) -> bool:
        """Keep what an answer sets; true when that changes what the next request would send."""
        host = urlsplit(url).hostname or ""
        own = next((kept for name, kept in self._cookies.items() if same_site(name, host)), None)
        if own is None:
            own = self._cookies.setdefault(host, {})
        before = dict(own)
        for name, value in headers:
            matched = _COOKIE.match(value.partition(";")[0]) if name.lower() == "set-cookie" else None
            if matched and (matched[1] in own or len(own) < _MAX_COOKIES):
                own[matched[1]] = matched[2].strip()
        return own != before

    def header(self, url: str) -> str:
        """The Cookie header for an address; empty: none."""
        host = urlsplit(url).hostname or ""
        found = [kept for name, kept in self._cookies.items() if same_site(name, host)]
        text = "; ".join(f"{name}={value}" for kept in found for name, value in kept.items())
        return text if len(text) <= _MAX_COOKIE_BYTES else ""
