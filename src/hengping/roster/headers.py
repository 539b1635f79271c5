"""Find the heading row of a roster and say which column holds what."""

import re
import unicodedata
from typing import Literal

import msgspec

from hengping.roster.tables import Row, Table

Field = Literal["site_code", "name", "unit", "url", "group", "class", "region", "parent"]

FIELD_ZH: dict[Field, str] = {
    "site_code": "网站标识码",
    "name": "网站名称",
    "unit": "主办单位",
    "url": "网址",
    "group": "分组",
    "class": "类型",
    "region": "地区",
    "parent": "上级网站标识码",
}
"""Heading of each field as it is called in messages."""

SYNONYMS: dict[Field, tuple[str, ...]] = {
    "site_code": ("site_code", "sitecode", "code", "网站标识码", "政府网站标识码", "标识码", "网站标识编码", "标识编码",
                  "网站编码", "网站代码", "站点标识码", "站点编码"),
    "name": ("name", "site_name", "sitename", "网站名称", "政府网站名称", "名称", "网站名", "网站", "站点名称"),
    "unit": ("unit", "sponsor", "主办单位", "主办单位名称", "单位", "单位名称", "主办机关", "主管单位",
             "责任单位", "部门"),
    "url": ("url", "网址", "首页网址", "网站网址", "网站首页网址", "域名", "网站域名", "首页域名", "主域名", "首页地址",
            "网站地址", "网站首页地址", "首页url", "首页链接", "网站链接", "链接", "首页", "网站首页", "主页"),
    "group": ("group", "分组", "组别", "类别", "评估分组", "排名分组", "评估类别", "网站类别"),
    "class": ("class", "site_class", "类型", "分类", "网站类型", "网站分类", "适用类型", "适用类别"),
    "region": ("region", "地区", "区划", "行政区划", "所属地区", "所在地区", "所属区域", "地域", "区域",
               "地市", "市县"),
    "parent": ("parent", "parent_code", "parent_site_code", "上级网站标识码", "上级标识码", "上级网站编码", "上级编码",
               "上级网站", "上级站点", "上级站点标识码", "上级门户", "上级门户标识码", "所属门户标识码"),
}  # fmt: skip
"""Headings that are understood, white space, full-width forms, brackets and marks of obligation folded away."""

_FIELD_OF = {heading: field for field, headings in SYNONYMS.items() for heading in headings}
_LAST_HEADER_ROW = 20
_DECORATION = re.compile(r"\(.*?\)|\[.*?\]|【.*?】|[\s*:;、.]")


class Header(msgspec.Struct, frozen=True):
    """The heading row.

    Attributes:
        index: index of the row in the table.
        columns: column index of each field found.
        titles: heading as printed of each field found, white space folded.
    """

    index: int
    columns: dict[Field, int]
    titles: dict[Field, str]

    def title(self, field: Field) -> str:
        """Heading as printed, or the field's own name when there is no such column."""
        return self.titles.get(field, FIELD_ZH[field])


def find_header(table: Table) -> Header | None:
    """The first row, within the first 20, that names the most fields, at least two of them or the address.

    Returns:
        None when no row looks like a heading.
    """
    first_rows = enumerate(table.rows[:_LAST_HEADER_ROW])
    headers = [_read(index, row) for index, row in first_rows if not _is_comment_line(row)]
    best = max(headers, key=lambda header: len(header.columns), default=None)
    return best if best and (len(best.columns) > 1 or "url" in best.columns) else None


def is_comment(row: Row, header: Header) -> bool:
    """Whether a row below the heading is a comment: ``#`` where a field should be, or ``#`` and no address."""
    marked = row.cell(0).lstrip().startswith("#")
    return marked and (0 in header.columns.values() or not row.cell(header.columns.get("url")).strip())


def is_header(row: Row, header: Header) -> bool:
    """Whether a row repeats the heading, as printed tables do on each page."""
    return _read(0, row).columns == header.columns


def field_of(heading: str) -> Field | None:
    """The field a heading names, if any."""
    folded = unicodedata.normalize("NFKC", heading).lower()
    return _FIELD_OF.get(_DECORATION.sub("", folded))


def _is_comment_line(row: Row) -> bool:
    """``# text``; a lone ``#`` is the heading of a column of numbers."""
    first = row.cell(0).strip()
    return first.startswith("#") and first != "#"


def _read(index: int, row: Row) -> Header:
    columns: dict[Field, int] = {}
    titles: dict[Field, str] = {}
    for number, cell in enumerate(row.cells):
        field = field_of(cell)
        if field and field not in columns:
            columns[field] = number
            titles[field] = " ".join(cell.split())
    return Header(index, columns, titles)
