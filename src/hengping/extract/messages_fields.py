"""What a message (留言信件) needs beside the page's text: fields that nobody can write in, days that nothing parts."""

from hengping.extract.dates import FULL_DATE
from hengping.extract.flat import Element, Page
from hengping.extract.messages_words import CLOCK, states_in

_LONGEST = 24


def shown_fields(page: Page, limit: int) -> list[tuple[int, str]]:
    """What stands in fields for reading only, each with its place in the page's text; most pages have none.

    Args:
        page: the flat page.
        limit: where the footer begins.
    """
    fields = [(one, text) for one, text in page.typed if _is_read_only(one)]
    fields += [
        (one, one.attrs.get("value") or "")
        for one in page.tagged.get("input", ())
        if (one.attrs.get("type") or "text").lower() == "text" and _is_read_only(one)
    ]
    return [(one.start, " ".join(text.split())) for one, text in fields if one.start <= limit and text.strip()]


def parted(page: Page, limit: int) -> list[tuple[int, str]]:
    """Marks that part days and states from what stands right beside them in elements of their own.

    Args:
        page: the flat page.
        limit: where the footer begins.
    """
    marks: list[tuple[int, str]] = []
    before = 0
    for start, end, _ in page.pieces_in(0, limit):
        glued = start == before and start > 0
        if end - start <= _LONGEST:
            words = page.text[start:end].strip()
            dated = FULL_DATE.match(words)
            if dated is not None and not CLOCK.sub("", words[dated.end() :]).strip():
                marks += [(start, " ")] * glued + [(end, " ")]
            elif glued and words in states_in(words):
                marks.append((start, "｜"))
        before = end
    return [mark for mark in marks if mark[0] <= limit]


def _is_read_only(field: Element) -> bool:
    return "readonly" in field.attrs or "disabled" in field.attrs


def with_marks(text: str, marks: list[tuple[int, str]]) -> str:
    """A text with others put in at their places."""
    parts, done = [], 0
    for place, mark in sorted(marks, key=lambda one: one[0]):
        parts += [text[done:place], mark]
        done = place
    return "".join([*parts, text[done:]])
