"""Tables with a header row: which column holds what."""

import re
from typing import NamedTuple

from hengping.extract.dates import FULL_DATE
from hengping.extract.flat import Element, Page

_HEADERS = (
    ("asked", re.compile(r"(?:留言|提问|来信|写信|咨询|提交|受理|投诉|反映|信件|发信|申请|建议)(?:时间|日期)$")),
    ("replied", re.compile(r"(?:回复|答复|办结|处理|反馈|办理|回信|解答|办复)(?:时间|日期)$")),
    ("status", re.compile(r"(?:状态|办理情况|办理结果|处理情况|处理结果|是否回复|回复情况)$")),
    ("published", re.compile(r"^(?:发布|公开|发表|上传|更新|公布|登载)?(?:日期|时间)$|^发布$")),
    ("written", re.compile(r"^(?:成文|生成|印发|制发|签发|发文|文件)(?:日期|时间)$")),
    ("line", re.compile(r"^序号$")),
    ("number", re.compile(r"^(?:信件|留言|来信|咨询)?(?:编号|查询码|流水号|单号)$|^索引号$|^文号$|^发文字号$")),
    ("title", re.compile(r"(?:标题|名称|主题|题目|事项|内容|文件名)$")),
)
_MAX_HEADER = 12


class HeadedTable(NamedTuple):
    """A table, the roles of its columns, and its data rows as lists of cells."""

    element: Element
    roles: dict[str, int]
    header: Element
    rows: list[tuple[Element, list[Element]]]


def headed_tables(page: Page) -> list[HeadedTable]:
    """Tables whose first filled row names their columns: a title and a date, a state or a running number."""
    found = []
    for element in page.tagged.get("table", ()):
        if element.region not in {"nav", "footer"}:
            table = _read(page, element)
            if table is not None:
                found.append(table)
    return found


def _read(page: Page, table: Element) -> HeadedTable | None:
    lines = _lines(table)
    for place, line in enumerate(lines[:3]):
        cells = [child for child in line.children if child.tag in {"td", "th"}]
        texts = [page.of(cell) for cell in cells]
        if _is_property_row(cells, texts):
            return None
        roles = _roles(texts)
        if "title" in roles and not roles.keys().isdisjoint(
            {"asked", "replied", "status", "published", "written", "line"}
        ):
            rows = []
            for data in lines[place + 1 :]:
                own = [child for child in data.children if child.tag in {"td", "th"}]
                if len(own) > roles["title"] and page.of(own[roles["title"]]):
                    rows.append((data, own))
            return HeadedTable(table, roles, line, rows)
    return None


def _is_property_row(cells: list[Element], texts: list[str]) -> bool:
    """Whether a row holds labels and values side by side: a property table, no list."""
    if any(text.endswith((":", "：")) or FULL_DATE.search(text) for text in texts):
        return True
    return len({cell.tag for cell in cells}) > 1


def _lines(table: Element) -> list[Element]:
    lines = []
    for child in table.children:
        if child.tag == "tr":
            lines.append(child)
        elif child.tag in {"tbody", "thead", "tfoot"}:
            lines.extend(inner for inner in child.children if inner.tag == "tr")
    return lines


def _roles(titles: list[str]) -> dict[str, int]:
    roles: dict[str, int] = {}
    for column, title in enumerate(titles):
        text = "".join(title.split())
        if not text or len(text) > _MAX_HEADER:
            continue
        for role, pattern in _HEADERS:
            if role not in roles and pattern.search(text):
                roles[role] = column
                break
    return roles
