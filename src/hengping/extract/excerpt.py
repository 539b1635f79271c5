"""The text around a fault, cut out of an archived page: what a document shows as a picture of the evidence.

Nothing but text leaves the page: no markup, no address that could be asked for, no number of a person.
"""

import re
from collections.abc import Iterator

import msgspec
from selectolax.lexbor import LexborHTMLParser

from hengping.extract.encoding import decode
from hengping.extract.entities import unescape
from hengping.extract.marked import Wanted, places_on
from hengping.extract.personal_masking import mask_personal

_OPEN, _CLOSE, _SEAM = "\ue0f0", "\ue0f1", "\ue0f2"
"""Stand around the framed element, and between elements on one line, while the markup is taken away; the page's own
are taken out first."""
_SEAMS = re.compile(f"{_SEAM}+")
_UNSEEN = "script,style,noscript,template,head,object,embed,svg,select"
_TAG = re.compile(r"<(?:!--.*?(?:-->|$)|/?([a-zA-Z][a-zA-Z0-9]*)((?:[^\"'<>]|\"[^\"]*\"|'[^']*')*)>)", re.DOTALL)
_ALT = re.compile(r"""\balt="([^"]*)\"""")
_INLINE = frozenset({"a", "abbr", "b", "big", "em", "font", "i", "label", "mark", "s", "small", "span", "strong"})
_INLINE_TOO = frozenset({"sub", "sup", "tt", "u", "bdi", "bdo", "cite", "code", "q", "time", "wbr", "ins", "del"})
_SEAMED = frozenset({"a", "span", "em", "i", "time", "label"})
_SPACES = re.compile(r"[^\S\n]+")
_LINES_BESIDE = 4
"""Lines before and behind the frame, the rest of its own line among them."""
_LONGEST_PHRASE = 40
"""An element with more text than this is framed only where the telling words stand in it."""


class Excerpt(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of a page's text; lines of the page are lines of the text.

    Attributes:
        before, marked, after: the text; ``marked`` is empty when nothing can be framed.
        found: the fault is in the frame; False: the frame is where the missing item should stand.
        cut_before, cut_after: the page goes on.
    """

    before: str
    marked: str
    after: str
    found: bool = True
    cut_before: bool = False
    cut_after: bool = False


def excerpt(body: bytes, url: str, wanted: Wanted, *, content_type: str = "", around: int = 90) -> Excerpt:
    """The text around the first place of a finding; the beginning of the page when there is none.

    Never raises for what the page holds.

    Args:
        body: bytes as served, content coding undone.
        url: address it was served at.
        wanted: what to frame.
        content_type: the header's value.
        around: characters before and behind the frame; the frame itself holds at most twice as many.
    """
    text, _ = decode(body, content_type)
    text = text.replace(_OPEN, "").replace(_CLOSE, "").replace(_SEAM, "")
    tree = LexborHTMLParser(text)
    places = places_on(tree, text, url, wanted)
    found = bool(places) and places[0].found
    if places:
        node = places[0].nodes[0]
        node.insert_before(_OPEN)
        node.insert_after(_CLOSE)
    for unseen in tree.css(_UNSEEN):
        unseen.decompose()
    before, marked, after = _parts(_lines(tree.html or ""), wanted.texts if found else ())
    before, marked, after = _masked(before, marked, after)
    if not marked:
        start = "\n".join(after[: 2 * around].split("\n")[: 2 * _LINES_BESIDE])
        return Excerpt(before="", marked="", after=start, found=False, cut_after=len(start) < len(after))
    near = "\n".join(before[-around:].split("\n")[-_LINES_BESIDE:])
    behind = "" if len(marked) > 2 * around else "\n".join(after[:around].split("\n")[:_LINES_BESIDE])
    return Excerpt(
        before=near,
        marked=marked[: 2 * around],
        after=behind,
        found=found,
        cut_before=len(near) < len(before),
        cut_after=len(marked) > 2 * around or len(behind) < len(after),
    )


def _lines(html: str) -> str:
    """The text of markup, one line for each block, no empty ones."""
    text = unescape("".join(_pieces(html)))
    text = _SEAMS.sub(_seam, text)
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _seam(found: re.Match[str]) -> str:
    """A space where a number or a word would run into its neighbour; none between Chinese characters."""
    text = found.string
    before = text[max(0, found.start() - 2) : found.start()].rstrip(_OPEN + _CLOSE)[-1:]
    after = text[found.end() : found.end() + 2].lstrip(_OPEN + _CLOSE)[:1]
    # A line end and a space are no neighbours: strip leaves nothing of them.
    before, after = before.strip(), after.strip()
    return " " if before and after and (before.isascii() or after.isascii()) else ""


def _pieces(html: str) -> Iterator[str]:
    done = 0
    for tag in _TAG.finditer(html):
        yield html[done : tag.start()].replace("\n", " ")
        done = tag.end()
        name = (tag[1] or "").lower()
        if name == "img":
            alt = _ALT.search(tag[2])
            yield f"［图片：{alt[1]}］" if alt and alt[1].strip() else "［图片］"
        elif name and name not in _INLINE and name not in _INLINE_TOO:
            yield "\n"
        elif name in _SEAMED:
            yield _SEAM
    yield html[done:].replace("\n", " ")


def _parts(text: str, words: tuple[str, ...]) -> tuple[str, str, str]:
    """Before, within and behind the frame; all of it behind when there is no frame."""
    begin, end = text.find(_OPEN), text.find(_CLOSE)
    if begin < 0 or end < begin:
        return "", "", text.replace(_OPEN, "").replace(_CLOSE, "")
    before, marked, after = text[:begin], text[begin + 1 : end].strip("\n"), text[end + 1 :]
    if len(marked) > _LONGEST_PHRASE:
        phrase = next((each for each in words if each in marked), "")
        if phrase:
            head, _, tail = marked.partition(phrase)
            before, marked, after = before + head, phrase, tail + after
    return before, marked or "［空白］", after


def _masked(before: str, marked: str, after: str) -> tuple[str, str, str]:
    """The same with numbers of persons masked, also those that cross the frame."""
    whole = mask_personal(before + marked + after)
    if len(whole) == len(before) + len(marked) + len(after):
        end = len(before) + len(marked)
        return whole[: len(before)], whole[len(before) : end], whole[end:]
    return mask_personal(before), mask_personal(marked), mask_personal(after)
