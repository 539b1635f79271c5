"""Rows of outside data (外部数据): what others measured, each with where it came from."""

from datetime import date
from typing import Any, Literal

import msgspec

ImportKind = Literal["posts", "satisfaction", "hotline", "guides", "sarif", "zap", "nuclei", "lighthouse"]
"""``posts``: publications of new-media accounts (政务新媒体); ``satisfaction``, ``hotline``: tables of ratings and of
hotline tickets; ``guides``: service guides as the unified service platform (政务服务平台) gives them; ``sarif``,
``zap``, ``nuclei``: output of security scanners; ``lighthouse``: a page performance report.
"""


class Provenance(msgspec.Struct, frozen=True, kw_only=True):
    """Where a row came from.

    Attributes:
        file: name of the imported file, kept beside the rows.
        sha256: digest of that file, hex.
        row: number of the row as the file shows it (table), or of the entry within it (JSON), counted from 1.
        source: who or what made the file, as the importing person said or the file itself says.
        tool: program and version that made it, when the file says so.
    """

    file: str
    sha256: str
    row: int
    source: str = ""
    tool: str = ""

    def at(self, row: int) -> "Provenance":
        """The same for one row."""
        return msgspec.structs.replace(self, row=row)

    def by(self, tool: str) -> "Provenance":
        """The same with the program that made the file."""
        return msgspec.structs.replace(self, tool=tool)


class Imported(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One row of outside data, tied to a site of the roster.

    Attributes:
        site_code: whose it is.
        kind: kind of data.
        subject: account, ticket number, rule or page it is about.
        on: the day it speaks of.
        url: address it is about.
        values: what it says: text, whole numbers, decimal text, true or false.
        provenance: where it came from.
    """

    site_code: str
    kind: ImportKind
    subject: str = ""
    on: date | None = None
    url: str = ""
    values: dict[str, Any] = {}
    provenance: Provenance


class ImportFault(msgspec.Struct, frozen=True, kw_only=True):
    """A row that was not taken.

    Attributes:
        row: its number; 0: the whole file.
        column: heading or field.
        value: the text found, cut.
        what, remedy: reason and what to do, in Chinese.
    """

    row: int
    column: str = ""
    value: str = ""
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        spot = f"第{self.row}行" if self.row else "全表"
        column = f"“{self.column}”" if self.column else ""
        value = f"（{self.value}）" if self.value else ""
        remedy = f"。处理办法：{self.remedy}" if self.remedy else ""
        return f"{spot}{column}：{self.what}{value}{remedy}"
