"""The index as other web archive tools read it: CDXJ (https://specs.webrecorder.net/cdxj/0.1.0/).

One line per answered capture: searchable address, instant, JSON. The address is reversed (SURT) as public viewers look
it up: also without a leading ``www.`` and with the parts of the query sorted. Lines are in order of their bytes.
Failures have no answer to show and are left out. A rendered page stands under ``urn:rendered:`` and its address, so
that it never takes the place of the page as sent; a ``revisit`` says so in its media type.
"""

import heapq
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import UTC
from itertools import islice
from typing import BinaryIO
from urllib.parse import urlsplit

from hengping.evidence.records import escaped_uri
from hengping.model.codec import encode
from hengping.model.evidence import Capture

RENDERED = "urn:rendered:"
_WWW = re.compile(r"^www\d*\.")
_SORTED_AT_ONCE = 100_000


def surt(url: str) -> str:
    """The searchable form of an address: ``http://www.a.gov.cn/x?b&a`` is ``cn,gov,a)/x?a&b``.

    Addresses of other schemes, and what is no address, stand as they are, without white space.
    """
    try:
        parts = urlsplit(url.lower())
        port = parts.port
    except ValueError:
        return escaped_uri(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return escaped_uri(url)
    host = ",".join(reversed(_WWW.sub("", parts.hostname).split(".")))
    place = f":{port}" if port else ""
    query = f"?{'&'.join(sorted(parts.query.split('&')))}" if parts.query else ""
    return escaped_uri(f"{host}{place}){parts.path or '/'}{query}")


def cdxj_line(capture: Capture, filename: str) -> bytes:
    """The line of an answered capture, ended.

    Args:
        capture: its status is not 0.
        filename: of its WARC file, as the reader of the index finds it.
    """
    url, mime = capture.url, capture.mime
    if capture.purpose == "rendered":
        url = f"{RENDERED}{url}"
    elif capture.payload_warc:
        mime = "warc/revisit"
    fields = {
        "url": url,
        "mime": mime or "unk",
        "status": str(capture.status),
        "digest": capture.digest,
        "length": str(capture.length),
        "offset": str(capture.offset),
        "filename": filename,
    }
    instant = f"{capture.fetched_at.astimezone(UTC):%Y%m%d%H%M%S}"
    return f"{surt(url)} {instant} ".encode() + encode(fields) + b"\n"


def cdxj_lines(captures: Iterable[Capture], filename: Callable[[str], str] = str) -> Iterator[bytes]:
    """The lines of all answered captures, not in order yet.

    Args:
        captures: of one site.
        filename: from the name of a WARC file to what the index is to call it.
    """
    return (cdxj_line(capture, filename(capture.warc)) for capture in captures if capture.status)


def sorted_lines(lines: Iterable[bytes], at_once: int = _SORTED_AT_ONCE) -> Iterator[bytes]:
    """Lines in order of their bytes, with at most ``at_once`` of them in memory; the rest waits in temporary files."""
    source = iter(lines)
    with ExitStack() as stack:
        parts: list[BinaryIO] = []
        while part := sorted(islice(source, at_once)):
            if len(part) < at_once and not parts:
                yield from part
                return
            file = stack.enter_context(tempfile.TemporaryFile())
            file.writelines(part)
            file.seek(0)
            parts.append(file)
        yield from heapq.merge(*parts)
