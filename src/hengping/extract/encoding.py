"""Bytes to text: byte order mark, header, meta; believed only when they decode the bytes cleanly."""

import codecs
import re
from functools import lru_cache

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META_REACH = 4096
_FAMILY = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030"}
_BAD_SHARE = 0.002
"""Damaged bytes a page may hold (a character cut at a fixed width) before its declared encoding is disbelieved."""
_LONGEST_NAME = 40
_SNIFF_BYTES = 16_000
_SURELY_UTF8 = 8
"""Bytes beyond ASCII from which text that is valid UTF-8 is nothing else: two words of GB18030 may be so by chance."""
_WIDE_REACH = 512
_WIDE_SHARE = 0.25
"""Share of null bytes at every second place from which mark-up is UTF-16: its tags are ASCII."""


def decode(body: bytes, content_type: str = "") -> tuple[str, str]:
    """The text of a page and the name of the encoding it was read with.

    A byte order mark is believed first. What is valid UTF-8 beyond chance is UTF-8, whatever it declares: a page that
    says GBK and was saved again as UTF-8 is common. Else a declared encoding (``Content-Type`` header, meta tag) is
    used when it decodes the bytes without damage; else strict UTF-8, strict GB18030, a declared one with little damage,
    then a guess. An encoding in which every byte is a character (ISO 8859-1, which servers declare by default) proves
    nothing by decoding, and comes after GB18030.

    Args:
        body: the bytes as served.
        content_type: the header's value, may be empty.

    Returns:
        ``(text, encoding)``; the name is in lower case, the GB family is always ``gb18030``. Never raises.
    """
    if body.isascii() and b"\x00" not in body[:_WIDE_REACH]:
        return body.decode("ascii"), next(iter(_declared(body, content_type)), "utf-8")
    for mark, name in _BOMS:
        if body.startswith(mark):
            marked = _marked(body[len(mark) :], name)
            if marked is not None:
                return marked, name.removesuffix("-le").removesuffix("-be")
            body = body[len(mark) :]
    text = _strict(body, "utf-8")
    if text is not None and len(body) - len(text) >= _SURELY_UTF8:
        return text, "utf-8"
    wide = _wide(body)
    if wide:
        return body.decode(wide, "replace"), "utf-16"
    return _by_trial(body, content_type, text)


def as_served(body: bytes, text: str, encoding: str) -> bytes | None:
    """The body, when it is the UTF-8 of its text to the byte, so that a parser can be given it as it is; else None.

    Args:
        body: bytes as served.
        text: what :func:`decode` gave.
        encoding: the same.
    """
    exact = encoding == "utf-8" and "\ufffd" not in text and not body.startswith(codecs.BOM_UTF8)
    return body if exact else None


def plain_utf8(body: bytes) -> str | None:
    """The text that :func:`decode` gives of UTF-8 or ASCII without damage and without a mark; None for all else."""
    if body.isascii():
        return None if b"\x00" in body[:_WIDE_REACH] else body.decode("ascii")
    text = _strict(body, "utf-8")
    surely = text is not None and len(body) - len(text) >= _SURELY_UTF8 and not body.startswith(codecs.BOM_UTF8)
    return text if surely else None


def _by_trial(body: bytes, content_type: str, utf8: str | None) -> tuple[str, str]:
    """The first encoding that fits; ``utf8``: the text by strict UTF-8, if it is that."""
    declared = _declared(body, content_type)
    strong = [name for name in declared if name not in _WEAK]
    trials = dict.fromkeys([*strong, "utf-8", "gb18030", *declared])
    for name in trials:
        text = utf8 if name == "utf-8" else _strict(body, name)
        if text is not None:
            return text, name
    for name in trials:
        text = body.decode(name, "replace")
        if text.count("\ufffd") <= max(1, len(text) * _BAD_SHARE):
            return text, name
    return _guess(body)


def _marked(rest: bytes, name: str) -> str | None:
    """Text after a byte order mark; None when the mark was put before something else (an editor's include file)."""
    text = rest.decode(name, "replace")
    damaged = text.count("\ufffd")
    return text if name != "utf-8" or damaged <= max(1, len(text) * _BAD_SHARE) else None


def _wide(body: bytes) -> str:
    """UTF-16 without a mark, told from the null bytes in its mark-up; empty for anything else."""
    head = body[:_WIDE_REACH]
    if b"\x00" not in head:
        return ""
    pairs = len(head) // 2
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > pairs * _WIDE_SHARE and even <= odd // 8:
        return "utf-16-le"
    return "utf-16-be" if even > pairs * _WIDE_SHARE and odd <= even // 8 else ""


def _declared(body: bytes, content_type: str) -> list[str]:
    names = []
    found = _HEADER_CHARSET.search(content_type)
    if found:
        names.append(found.group(1))
    in_meta = _META_CHARSET.search(body, 0, _META_REACH)
    if in_meta:
        names.append(in_meta.group(1).decode("ascii", "replace"))
    return [name for name in dict.fromkeys(map(_known, names)) if name]


@lru_cache(maxsize=256)
def _known(name: str) -> str:
    """The house's name of a text encoding; empty when Python knows none."""
    if len(name) > _LONGEST_NAME:
        return ""
    lowered = name.lower()
    family = _FAMILY.get(lowered)
    if family:
        return family
    try:
        info = codecs.lookup(lowered)
    except (LookupError, ValueError):
        return ""
    # Codecs such as base64 or rot13 are no text encodings; decoding with them would fail oddly.
    if not getattr(info, "_is_text_encoding", True) or info.name.startswith(("utf-16", "utf-32", "utf-7", "idna")):
        return ""
    if info.name in {"punycode", "raw-unicode-escape", "unicode-escape", "undefined", "mbcs", "oem"}:
        return ""
    return _FAMILY.get(info.name, info.name)


_WEAK = frozenset(
    filter(None, map(_known, ["iso-8859-1", "iso-8859-15", "windows-1252", "cp437", "latin-2", "koi8-r"]))
)


def _strict(body: bytes, name: str) -> str | None:
    try:
        return body.decode(name)
    except (UnicodeError, ValueError):
        return None


def _guess(body: bytes) -> tuple[str, str]:
    # Loaded only where it is needed: few pages are, and every worker would wait for it.
    from charset_normalizer import from_bytes  # noqa: PLC0415

    best = from_bytes(body[:_SNIFF_BYTES]).best()
    name = _known(best.encoding) if best is not None else ""
    name = name or "utf-8"
    return body.decode(name, "replace"), name
