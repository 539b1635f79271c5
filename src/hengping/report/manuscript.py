"""The organiser's manuscript (文稿): own words around the figures of a bulletin, chapter by chapter.

Text holds placeholders in braces that are queries (``{group.mean[设区市]}``): words are free, figures are not. A line
that begins with ``## `` is a second heading, ``**…**`` at the beginning of a line a bold opening phrase, and a line
``[[name]]`` stands for what the program writes itself (``[[overall]]``, ``[[list black]]``).
"""

import msgspec

MOST_TEMPLATE_BYTES = 20_000_000
"""An organiser's Word template is not larger: letterheads take kilobytes, with pictures a few megabytes."""


class RedHead(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The head of an issued document (版头): whose document it is, in red, and its number (发文字号)."""

    issuer: str
    number: str = ""


class ManuscriptChapter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One chapter: a title without its number, and its text."""

    title: str
    text: str


class Manuscript(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    r"""What the organiser wrote.

    Attributes:
        title: the whole title; lines may be broken by ``\n``. Empty: made from the campaign's title.
        organiser: body that signs; empty: the campaign's organiser.
        addressees: 主送机关, with its colon.
        opening: paragraphs before the first chapter; empty: the program's.
        chapters: in order; empty: the program's.
        annexes: ids of the attachments, in order; None: all that have content.
        red_head: the head of an issued document; none without it.
        remark: printed before everything else, for drafts and made-up data.
    """

    title: str = ""
    organiser: str = ""
    addressees: str = ""
    opening: str = ""
    chapters: tuple[ManuscriptChapter, ...] = ()
    annexes: tuple[str, ...] | None = None
    red_head: RedHead | None = None
    remark: str = ""
