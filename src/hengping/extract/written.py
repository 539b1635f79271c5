"""What a script writes into its page from fixed text: footers kept in one file (``/inc/footer.js``).

Only literals are read, nothing is run: ``document.write("…")``, ``….innerHTML = "…"``, ``….html("…")``, joined with
``+``. What a program composes stays unseen.
"""

import re
from collections.abc import Sequence
from urllib.parse import unquote

_MOST = 200_000
"""Characters of one script that are looked at."""
_LITERAL = r"(?:\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+'|`(?:[^`\\]|\\.)*+`)"
_CALL = re.compile(
    rf"(?:document\.write(?:ln)?\s*\(|\.(?:innerHTML|outerHTML)\s*\+?=|\.(?:html|append|prepend)\s*\()\s*"
    rf"(?:(?:unescape|decodeURIComponent)\s*\(\s*)?(?P<text>{_LITERAL}(?:\s*\+\s*{_LITERAL})*+)",
    re.DOTALL,
)
_PART = re.compile(_LITERAL, re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_CUES = ("document.write", ".innerHTML", ".outerHTML", ".html", ".append", ".prepend")
_SPACES = {"n": "\n", "r": "\n", "t": "\t"}


def written_html(script: str) -> str:
    """The mark-up that a script writes as it stands in its literals, in order; empty for none. Never raises.

    Args:
        script: text of the script.
    """
    script = script[:_MOST]
    if not any(cue in script for cue in _CUES):
        return ""
    pieces = []
    for call in _CALL.finditer(script):
        text = "".join(_ESCAPE.sub(_plain, part[0][1:-1]) for part in _PART.finditer(call["text"]))
        pieces.append(unquote(text) if "%3C" in text or "%3c" in text else text)
    return _whole("\n".join(pieces))


def _whole(text: str) -> str:
    """The text with characters that scripts write in two halves joined, and single halves left out."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")


def written_text(scripts: Sequence[str], cues: Sequence[str]) -> str:
    """The words that inline scripts write, tags taken off; empty when none of the cues stands in them."""
    told = [script for script in scripts if any(cue in script for cue in cues)]
    return "\n".join(_TAG.sub(" ", written_html(script)) for script in told)


_TAG = re.compile(r"<[^<>]{0,2000}>")


def _plain(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    if code:
        return chr(int(code, 16))
    return _SPACES.get(found[3], found[3])
