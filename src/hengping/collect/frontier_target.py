"""What the frontier holds: an address to ask for, and what is known of it."""

from functools import lru_cache
from typing import Literal, NamedTuple

import msgspec

from hengping.model.evidence import MAX_REDIRECTS, Purpose

MAX_HOPS = MAX_REDIRECTS
"""Redirects followed in a row."""
Hint = Literal["", "nav", "sitemap"]
"""Where an address was found, as far as it matters for its turn."""


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """An address to ask for.

    Attributes:
        url: normal form (of an address that has none, the text as found).
        purpose, source_url, depth: see :class:`~hengping.model.evidence.Capture`.
        hops: redirects that led here.
        text: text of the link; only its place in the queue depends on it, and it comes back empty.
        hint: ``nav``: from the navigation; ``sitemap``: from a sitemap, so after all that links gave.
    """

    url: str
    purpose: Purpose
    source_url: str = ""
    depth: int = 0
    hops: int = 0
    text: str = ""
    hint: Hint = ""


class Address(NamedTuple):
    """The parts of a normal URL that priority and traps look at."""

    host: str
    path: str
    query: str


@lru_cache(maxsize=64)
def split_address(url: str) -> Address:
    """Parts of a normal URL; a text that is none gives some parts, and no error."""
    rest, _, query = url.partition("?")
    _, mark, place = rest.partition("://")
    host, slash, path = (place if mark else rest).partition("/")
    return Address(host, slash + path, query)
