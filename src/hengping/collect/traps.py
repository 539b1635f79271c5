"""Keeping out of endless URL spaces by simple bounded rules. Pure; each rule has its number below.

- Longer than :data:`MAX_URL_LENGTH`, deeper than :data:`MAX_SEGMENTS`, or with a path segment that comes back more than
  :data:`MAX_REPEATS` times (relative links that pile up).
- More than :data:`MAX_PARAMETERS` query parameters, or one that comes back more than :data:`MAX_REPEATS` times (queries
  that grow with every click).
- Calendars and the like: addresses of one pattern (digits do not count) reached from an address of the same pattern,
  more than :data:`MAX_CHAIN` times in a row or :data:`MAX_VARIANTS` in all. Lists reached from elsewhere do not count.
- Session ids do not make a new page: they are left out when addresses are compared.
"""

import re
from collections import Counter
from urllib.parse import urlsplit

MAX_URL_LENGTH = 2000
MAX_SEGMENTS = 20
MAX_REPEATS = 3
MAX_PARAMETERS = 16
MAX_CHAIN = 60
MAX_VARIANTS = 1000

_DIGITS = re.compile(r"\d+")
_SESSION_PATH = re.compile(r";jsessionid=[^/?]*", re.IGNORECASE)
_SESSION_QUERY = re.compile(
    r"(?:^|&)(?:jsessionid|phpsessid|aspsessionid\w*|asp\.net_sessionid|sessionid|session_id|sid)=[^&]*", re.IGNORECASE
)


def page_identity(url: str) -> str:
    """The URL without session ids: two addresses with one identity are one page."""
    base, mark, query = _SESSION_PATH.sub("", url).partition("?")
    kept = _SESSION_QUERY.sub("", query).lstrip("&")
    return f"{base}{mark}{kept}" if kept else base if mark and query else f"{base}{mark}"


class TrapGuard:
    """Says which addresses are let in; remembers what it needs for chains."""

    def __init__(self) -> None:
        self._chains: dict[str, int] = {}
        self._variants: Counter[str] = Counter()

    def admits(self, url: str, source_url: str) -> bool:
        """Whether ``url``, found on ``source_url``, is worth asking for; call once per URL."""
        if not _well_shaped(url):
            return False
        pattern = _pattern(url)
        if not source_url or _pattern(source_url) != pattern:
            return True
        chain = self._chains.get(source_url, 0) + 1
        self._chains[url] = chain
        self._variants[pattern] += 1
        return chain <= MAX_CHAIN and self._variants[pattern] <= MAX_VARIANTS


def _well_shaped(url: str) -> bool:
    parts = urlsplit(url)
    segments = [segment for segment in parts.path.split("/") if segment]
    words = [segment for segment in segments if not segment.isdecimal()]  # /2011/11/11/11/ is a date, no trap
    names = [pair.partition("=")[0] for pair in parts.query.split("&") if pair]
    return (
        len(url) <= MAX_URL_LENGTH
        and len(segments) <= MAX_SEGMENTS
        and len(names) <= MAX_PARAMETERS
        and max(Counter(words).values(), default=0) <= MAX_REPEATS
        and max(Counter(names).values(), default=0) <= MAX_REPEATS
    )


def _pattern(url: str) -> str:
    return _DIGITS.sub("0", page_identity(url))
