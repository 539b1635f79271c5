"""Text of RTF: control words passed over, characters in GBK bytes or as Unicode numbers, hidden groups left out."""

import re

_TOKEN = re.compile(
    r"\\u(-?\d{1,5})\s?\??|\\'([0-9a-fA-F]{2})|(\\\*)?\\([a-z]{1,32})(-?\d{1,10})? ?|\\[^a-z]|([{}])|[\r\n]+"
)
_BREAKS = {"par": "\n", "line": "\n", "row": "\n", "cell": "\t", "tab": "\t", "sect": "\n", "page": "\n"}
_SILENT = frozenset({"fonttbl", "colortbl", "stylesheet", "info", "pict", "header", "footer", "object", "themedata"})
_DEEPEST = 10_000


def rtf_text(body: bytes) -> str:
    """The text of an RTF file; linear, and as far as it goes in a damaged one.

    Args:
        body: its bytes.
    """
    source = body.decode("latin-1")
    out: list[str] = []
    raw = bytearray()
    depth, silent, at = 0, 0, 0
    for found in _TOKEN.finditer(source):
        if found.start() > at and not silent:
            raw += source[at : found.start()].encode("latin-1")
        at = found.end()
        number, code, star, word, _, brace = found.groups()
        if brace == "{":
            depth += 1
        elif brace:
            silent = 0 if depth <= silent else silent
            depth = max(depth - 1, 0)
        elif silent or depth > _DEEPEST:
            continue
        elif star or word in _SILENT:
            silent = max(depth, 1)
        elif code:
            raw.append(int(code, 16))
        elif number or word in _BREAKS:
            _flush(raw, out)
            out.append(chr(int(number) % 0x10000) if number else _BREAKS[word])
    if not silent:
        raw += source[at:].encode("latin-1")
    _flush(raw, out)
    return "".join(out).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _flush(raw: bytearray, out: list[str]) -> None:
    out.append(bytes(raw).decode("gb18030", "replace"))
    raw.clear()
