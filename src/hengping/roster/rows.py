"""One row to one site, with what was wrong or repaired on the way."""

import re

import msgspec

from hengping.model.site import SITE_CODE, Site, SiteClass, code_for_host
from hengping.model.urls import BadUrlError, host_of
from hengping.roster.cells import (
    CodeReading,
    half_width,
    is_blank,
    is_host_key,
    read_class,
    read_code,
    read_url,
    url_key,
)
from hengping.roster.codes import CODE_FAULTS, CodeFault, code_faults
from hengping.roster.divisions import Divisions
from hengping.roster.faults import RowFault, row_fault
from hengping.roster.headers import Field, Header

_UNDECODED = "\ufffd"
_NO_KEY = re.compile(r"[\x00-\x1f/\\:]|^\.+$")
"""What no file name can hold, and so no key of a judged table."""

_NO_CODE = "x-"
"""How the key of a site without a code begins (:func:`hengping.model.site.code_for_host`)."""


class SiteRow(msgspec.Struct, kw_only=True):
    """A row below the heading: number as the file shows it, and folded text of each field that has a column."""

    number: int
    texts: dict[Field, str]


class Reader:
    """Turns rows into sites, in order, and remembers what must be unique or spelt one way.

    Attributes:
        sites: the sites read so far.
        faults: what was wrong or repaired so far.
        seen: number of rows given, good or bad.
    """

    def __init__(self, header: Header, divisions: Divisions, *, urls_required: bool) -> None:
        self.sites: list[Site] = []
        self.faults: list[RowFault] = []
        self.seen = 0
        self._header = header
        self._divisions = divisions
        self._urls_required = urls_required
        self._row_of_code: dict[str, int] = {}
        self._parents: list[tuple[SiteRow, str]] = []
        self._row_of_url: dict[str, int] = {}
        self._spelling: dict[tuple[Field, str], str] = {}

    def read(self, row: SiteRow) -> None:
        """Add the row's site, or a fault that says why there is none."""
        self.seen += 1
        texts = {field: "" if is_blank(text) else text for field, text in row.texts.items()}
        for field, text in texts.items():
            if _UNDECODED in text:
                self._note("unreadable_text", row, field, text)
                return
        url = self._url(row, texts)
        if url is None:
            return
        code, faults = self._code(row, texts.get("site_code", ""), url)
        if code in self._row_of_code:
            self._note("duplicate_code", row, "site_code", code, other=self._row_of_code[code])
            return
        self._row_of_code[code] = row.number
        if url:
            first = self._row_of_url.setdefault(url_key(url), row.number)
            if first != row.number:
                self._note("duplicate_url", row, "url", url, other=first)
        unit = texts.get("unit", "")
        self.sites.append(
            Site(
                site_code=code,
                name=self._name(row, texts.get("name", ""), unit or host_of(url) or code),
                unit=unit,
                url=url,
                group=self._spelt(row, "group", texts.get("group", "")),
                site_class=self._class(row, texts.get("class", "")),
                region=self._spelt(row, "region", texts.get("region", "")),
                parent=self._parent(row, texts.get("parent", "")),
                code_faults=tuple(fault.value for fault in faults),
            )
        )

    def look_back(self) -> None:
        """After the last row: say which superior sites are not in the roster."""
        for row, code in self._parents:
            if code not in self._row_of_code:
                self._note("parent_unknown", row, "parent", code)

    def _note(self, kind: str, row: SiteRow, field: Field, value: str, **values: object) -> None:
        column = self._header.title(field)
        self.faults.append(row_fault(kind, row=row.number, column=column, value=value, **values))

    def _url(self, row: SiteRow, texts: dict[Field, str]) -> str | None:
        """Normal form; empty when there is none and a code is enough; None when the row cannot be used."""
        text = texts.get("url", "")
        code = texts.get("site_code", "")
        if not text and not self._urls_required and (read_code(code).code or _is_key(code)):
            return ""
        if not text:
            self._note("missing_url", row, "url", text)
            return None
        try:
            url = read_url(text)
        except BadUrlError:
            self._note("bad_url", row, "url", text)
            return None
        if url.rstrip("/") != text.rstrip("/"):
            self._note("url_repaired", row, "url", text, new=url)
        return url

    def _code(self, row: SiteRow, text: str, url: str) -> tuple[str, tuple[CodeFault, ...]]:
        substitute = code_for_host(url)
        if not text:
            if "site_code" in self._header.columns:
                self._note("code_missing", row, "site_code", text, new=substitute)
            return substitute, ()
        if text.lower() == substitute or (not url and is_host_key(text.lower())):
            return text.lower(), ()
        reading = read_code(text)
        if reading.code.lower().startswith(_NO_CODE):  # stands for another site: this one has another host
            reading = CodeReading("")
        if not url and not SITE_CODE.fullmatch(reading.code) and not reading.digits_lost and _is_key(text):
            return text, ()  # a table that is judged without crawling names its units as it likes
        if not reading.code:
            self._note("code_unusable", row, "site_code", text, new=substitute)
            return substitute, (CodeFault.DIGITS_LOST if reading.digits_lost else CodeFault.NOT_DIGITS,)
        if reading.code != text:
            self._note("code_repaired", row, "site_code", text, new=reading.code)
        faults = code_faults(reading.code, self._divisions)
        if faults:
            why = "；".join(CODE_FAULTS[fault].zh for fault in faults)
            why_en = "; ".join(CODE_FAULTS[fault].en for fault in faults)
            self._note("code_fault", row, "site_code", reading.code, why=why, why_en=why_en)
        return reading.code, faults

    def _parent(self, row: SiteRow, text: str) -> str:
        """Code of the superior site, as its own row gives it; empty when there is none."""
        code = text.lower() if is_host_key(text.lower()) else read_code(text).code
        if code:
            self._parents.append((row, code))
        elif text:
            self._note("parent_unusable", row, "parent", text)
        return code

    def _name(self, row: SiteRow, name: str, substitute: str) -> str:
        if name:
            return name
        if "name" in self._header.columns:
            self._note("name_missing", row, "name", name, new=substitute)
        return substitute

    def _class(self, row: SiteRow, text: str) -> SiteClass:
        found = read_class(text)
        if found is None:
            self._note("class_unknown", row, "class", text)
        return found or ""

    def _spelt(self, row: SiteRow, field: Field, text: str) -> str:
        """One spelling for texts that differ in width only: 县(市、区) and 县（市、区） are one ranking group."""
        first = self._spelling.setdefault((field, half_width(text)), text)
        if first != text:
            self._note("spelling_unified", row, field, text, new=first)
        return first


def _is_key(text: str) -> bool:
    """Whether a table that is judged without crawling may know its units by this word: it becomes a file name."""
    return bool(text) and not _NO_KEY.search(text)
