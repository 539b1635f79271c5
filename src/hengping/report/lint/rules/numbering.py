"""Numbers of chapters and sections, and the attachments that are announced and there."""

import re
from collections.abc import Sequence
from itertools import zip_longest

from hengping.report.lint.facts import whole_number
from hengping.report.lint.notebook import Notebook
from hengping.report.lint.page import ATTACHMENT, CHAPTER, SECTION, Paragraph

_NUMERALS = "零一二三四五六七八九十"
_LISTED = re.compile(r"(?:附件：)?(?P<number>\d{1,2})[.．、](?P<title>.+)")
_ONLY = re.compile(r"附件：(?P<title>.+)")
_LONGEST = 40


def check_numbering(paragraphs: Sequence[Paragraph], notebook: Notebook) -> None:
    """一、二、三 over the whole text; （一）（二） within a chapter; 附件1、附件2."""
    chapter = section = attachment = 0
    for each in paragraphs:
        if found := ATTACHMENT.fullmatch(each.text):
            chapter = section = 0
            attachment = _follows(each, found[1] or "1", attachment, "附件{}", notebook)
        elif found := CHAPTER.match(each.text):
            if len(each.text) <= _LONGEST:
                section = 0
                chapter = _follows(each, found[1], chapter, "{}、", notebook)
        elif found := SECTION.match(each.text):
            section = _follows(each, found[1], section, "（{}）", notebook)


def _follows(paragraph: Paragraph, said: str, before: int, form: str, notebook: Notebook) -> int:
    """The number of a heading; a fault when it does not follow the one before. A new beginning is none."""
    number = whole_number(said)
    if number not in {before + 1, 1} or (number == 1 and before == 1):
        right = str(before + 1) if said.isdigit() else _numeral(before + 1)
        notebook.tell(
            "numbering_wrong",
            paragraph,
            0,
            len(form.format(said)),
            stands=form.format(said),
            expected=form.format(right),
            remedy="改正标题序号，或者核对是否缺少内容",
        )
    return number


def _numeral(number: int) -> str:
    if number <= 10:  # noqa: PLR2004 - ten numerals of one character
        return _NUMERALS[number]
    tens, ones = divmod(number, 10)
    return f"{'' if tens == 1 else _NUMERALS[tens]}十{_NUMERALS[ones] if ones else ''}"


def check_attachments(paragraphs: Sequence[Paragraph], notebook: Notebook) -> None:
    """Attachments announced after the text are there, under the same number and title; none is there unannounced."""
    announced, present = _announced(paragraphs), _present(paragraphs)
    if not announced or not present:
        # Attachments may come as files of their own.
        return
    titles = {title for title, _ in present.values()}
    for number, (title, paragraph) in announced.items():
        if number not in present:
            _tell(paragraph, notebook, f"附件{number}“{title}”", "正文之后没有这个附件")
        elif title not in titles:
            _tell(paragraph, notebook, f"附件{number}“{title}”", f"附件{number}的标题为“{present[number][0]}”")
    for number, (title, paragraph) in present.items():
        if number not in announced:
            _tell(paragraph, notebook, f"附件{number}“{title}”", "附件说明没有列出")


_Titles = dict[int, tuple[str, Paragraph]]


def _announced(paragraphs: Sequence[Paragraph]) -> _Titles:
    found: _Titles = {}
    listing = False
    for each in paragraphs:
        if ATTACHMENT.fullmatch(each.text):
            break
        first = each.text.startswith("附件：")
        said = _LISTED.fullmatch(each.text) if first or listing else None
        said = said or (_ONLY.fullmatch(each.text) if first else None)
        listing = said is not None
        if said is not None:
            found[int(said.groupdict().get("number") or 1)] = (said["title"], each)
    return found


def _present(paragraphs: Sequence[Paragraph]) -> _Titles:
    found: _Titles = {}
    for each, following in zip_longest(paragraphs, paragraphs[1:]):
        if each and (number := ATTACHMENT.fullmatch(each.text)):
            found[int(number[1] or 1)] = (following.text if following else "", each)
    return found


def _tell(paragraph: Paragraph, notebook: Notebook, stands: str, remedy: str) -> None:
    notebook.tell("attachment_wrong", paragraph, 0, len(paragraph.text), stands=stands, remedy=f"{remedy}，使两处一致")
