"""``bulletin.yaml``: what an organiser gives to the documents besides the results: words, dates, observed problems."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import msgspec

from hengping.indicators.yamlfile import Document, read_document
from hengping.model.errors import InputError, place
from hengping.report.licences import CC_BY, LICENCES, Licence
from hengping.report.manuscript import Manuscript, ManuscriptChapter, RedHead

_AT = re.compile(r" - at `\$(?P<path>.*)`$")
_STEP = re.compile(r"\.([A-Za-z_]+)|\[(\d+)\]|\[\.\.\.\]")
_UNKNOWN = re.compile(r"unknown field `(.+?)`")
_MISSING = re.compile(r"missing required field `(.+?)`")
_TYPES = {"str": "文字", "array": "列表", "object": "若干字段", "bool": "true 或 false", "int": "整数", "float": "数"}
_PAGE = "字段见 docs/howto/write-a-bulletin.md"


class JudgedRound(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a table judged by ``hengping judge`` does not know of itself: name, organiser, monitoring time point."""

    title: str
    as_of: date
    organiser: str = ""


class OwnLicence(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An organiser's own terms for the open data."""

    title: str
    url: str = ""
    text: str = ""


class DocumentFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file as it is written.

    Attributes:
        round: needed for a judged table, refused for a run, whose campaign says the same.
        issued_on: date under the signature (成文日期).
        previous: folder of the round before, for a judged table; relative to the file.
        previous_title: what that round is called; its own title when empty.
        lines: totals for which the sites that reach them are compared.
        observations: table ``problem,title,examined,site_code`` of problems that assessors recorded.
        cases: table of innovation cases (创新案例); relative to the file.
        template: the organiser's own Word template (套红模板).
        lock_figures: figures in Word as content controls that cannot be edited.
        licence: of the open data: the id of a known one, or the organiser's own; CC BY 4.0 when it is not given.
        title, organiser, addressees, opening, chapters, annexes, red_head, remark: the manuscript.
    """

    round: JudgedRound | None = None
    issued_on: date | None = None
    previous: str = ""
    previous_title: str = ""
    lines: tuple[Decimal, ...] = ()
    observations: str = ""
    cases: str = ""
    template: str = ""
    lock_figures: bool = False
    licence: str | OwnLicence = CC_BY.name
    title: str = ""
    organiser: str = ""
    addressees: str = ""
    opening: str = ""
    chapters: tuple[ManuscriptChapter, ...] = ()
    annexes: tuple[str, ...] | None = None
    red_head: RedHead | None = None
    remark: str = ""

    @property
    def chosen_licence(self) -> Licence:
        """Terms of the open data; only of a file that :func:`read_document_file` accepted."""
        if isinstance(self.licence, str):
            return LICENCES[self.licence]
        return Licence(title=self.licence.title, path=self.licence.url, text=self.licence.text)

    @property
    def manuscript(self) -> Manuscript:
        """The words alone."""
        return Manuscript(**{name: getattr(self, name) for name in Manuscript.__struct_fields__})


def read_document_file(path: Path, data: bytes | None = None) -> DocumentFile:
    """Read ``bulletin.yaml``.

    Raises:
        InputError: it cannot be read, or a field is wrong; names line and field.
    """
    document = read_document(path, data)
    try:
        read = msgspec.convert(document.data or {}, DocumentFile, strict=False)
    except msgspec.ValidationError as error:
        raise _fault(document, str(error)) from error
    _check_licence(document, read.licence)
    return read


def _check_licence(document: Document, licence: str | OwnLicence) -> None:
    if isinstance(licence, str):
        if licence not in LICENCES:
            known = "、".join(LICENCES)
            remedy = f"写 {known} 之一，或写 licence: {{title: …, url: …, text: …}}"
            raise _at(document, ("licence",), f"没有名为“{licence}”的许可", remedy)
    elif not licence.title.strip() or not (licence.url or licence.text.strip()):
        raise _at(document, ("licence",), "许可没有名称，或者既没有网址也没有内容", "写 title，以及 url 或 text")
    elif licence.url and not licence.url.startswith(("https://", "http://")):
        raise _at(document, ("licence", "url"), "许可的网址应以 https:// 或 http:// 开头", "改正网址，或只写 text")


def _fault(document: Document, message: str) -> InputError:
    found = _AT.search(message)
    where = _steps(found["path"]) if found else ()
    text = message[: found.start()] if found else message
    if unknown := _UNKNOWN.search(text):
        return _at(document, (*where, unknown[1]), "没有这个字段", _PAGE)
    if missing := _MISSING.search(text):
        return _at(document, (*where, missing[1]), "缺少这个字段", _PAGE)
    wanted = next((zh for name, zh in _TYPES.items() if f"Expected `{name}" in text), "")
    if "RFC3339" in text or "date" in text:
        wanted = "日期，例如 2026-11-20"
    return _at(document, where, f"应为{wanted}" if wanted else "内容不合要求", _PAGE)


def _at(document: Document, where: tuple[str | int, ...], what: str, remedy: str) -> InputError:
    field = document.field(where) or ".".join(str(step) for step in where)
    return InputError(what, where=place(document.path, document.line(where), field), remedy=remedy)


def _steps(path: str) -> tuple[str | int, ...]:
    return tuple(int(number) if number else name for name, number in _STEP.findall(path) if name or number)
