"""Texts for notices and mails: plain, one line where one line is due, nothing in them that acts by itself."""

import re
import unicodedata

_SUBJECT_LENGTH = 150
_BREAKS = "\u2028\u2029\x85\x0b\x0c"
_SCHEME = re.compile(r"(?i)\b([a-z][a-z0-9+.-]{1,15}):(?=[^\s：])")
_WWW = re.compile(r"(?i)\bwww\.")


def one_line(text: str, length: int = _SUBJECT_LENGTH) -> str:
    """A single line without control characters: for subjects and names, which become headers of mails.

    Args:
        text: may come from a judged site.
        length: it is cut to this many characters.
    """
    plain = "".join(" " if unicodedata.category(character)[0] in "CZ" else character for character in text)
    plain = " ".join(plain.split())
    return plain if len(plain) <= length else plain[: length - 1] + "…"


def lines(text: str) -> str:
    """Text of several lines without control characters and characters that turn the direction of writing."""
    for one in _BREAKS:
        text = text.replace(one, "\n")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c)[0] != "C")
    return "".join(kept).strip()


def inert(text: str) -> str:
    """The text as a mail carries it: addresses are legible, but no mail program makes links of them.

    Whatever comes from a judged site may name an address; the only link of a mail is the platform's own.
    """
    return _WWW.sub("www．", _SCHEME.sub(r"\1：", lines(text)))
