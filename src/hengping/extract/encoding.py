"""Bytes to text: byte order mark, header, meta; believed only when they decode the bytes cleanly."""

import codecs
import re

from charset_normalizer import from_bytes

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META_REACH = 4096
_FAMILY = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030"}
_BAD_SHARE = 0.002
"""Damaged bytes a page may hold (a character cut at a fixed width) before its declared encoding is disbelieved."""
_SNIFF_BYTES = 50_000


def decode(body: bytes, content_type: str = "") -> tuple[str, str]:
    """The text of a page and the name of the encoding it was read with.

    A declared encoding (byte order mark, ``Content-Type`` header, meta tag, in this order) is used when it decodes the
    bytes without damage; else strict UTF-8, strict GB18030, a declared one with little damage, then a guess.

    Args:
        body: the bytes as served.
        content_type: the header's value, may be empty.

    Returns:
        ``(text, encoding)``; the name is in lower case, the GB family is always ``gb18030``. Never raises.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), name.removesuffix("-le").removesuffix("-be")
    declared = _declared(body, content_type)
    for name in dict.fromkeys([*declared, "utf-8", "gb18030"]):
        text = _strict(body, name)
        if text is not None:
            return text, name
    for name in dict.fromkeys([*declared, "utf-8", "gb18030"]):
        text = body.decode(name, "replace")
        if text.count("\ufffd") <= max(1, len(text) * _BAD_SHARE):
            return text, name
    return _guess(body)


def _declared(body: bytes, content_type: str) -> list[str]:
    names = []
    found = _HEADER_CHARSET.search(content_type)
    if found:
        names.append(found.group(1))
    in_meta = _META_CHARSET.search(body, 0, _META_REACH)
    if in_meta:
        names.append(in_meta.group(1).decode("ascii", "replace"))
    return [name for name in map(_known, names) if name]


def _known(name: str) -> str:
    """The house's name of a text encoding; empty when Python knows none."""
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


def _strict(body: bytes, name: str) -> str | None:
    try:
        return body.decode(name)
    except (UnicodeError, ValueError):
        return None


def _guess(body: bytes) -> tuple[str, str]:
    best = from_bytes(body[:_SNIFF_BYTES]).best()
    name = _known(best.encoding) if best is not None else ""
    name = name or "utf-8"
    return body.decode(name, "replace"), name
