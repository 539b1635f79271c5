"""Tables with a header row: which column holds what."""

import re
from typing import NamedTuple

from hengping.extract.cues import places_of
from hengping.extract.dates import FULL_DATE
from hengping.extract.flat import Element, Page

_HEADERS = (
    (
        "asked",
        re.compile(
            r"(?:留言|提问|来信|写信|咨询|提交|受理|投诉|反映|诉求|来电|求助|工单|信件|发信|申请|建议|问政|举报|上报)(?:时间|日期)$"
        ),
    ),
    (
        "replied",
        re.compile(
            r"(?<![应限拟需])(?<!预计|要求|承诺|法定|规定)(?:回复|答复|办结|处理|反馈|办理|回信|解答|办复)(?:时间|日期)$"
        ),
    ),
    (
        "status",
        re.compile(
            r"(?:状态|状况|(?:办理|处理|办结|答复|回复)情况|办理结果|处理结果|办理进[度展]|处理进[度展]|是否(?:已)?(?:回复|答复|办结|办理|处理|反馈))"
            r"(?:[(（][^()（）]{0,6}[)）])?$|^(?:回复|答复)$"
        ),
    ),
    ("answer", re.compile(r"^(?:答复|回复|处理|办理|反馈|解答)(?:内容|意见|摘要|要点)$")),
    ("published", re.compile(r"^(?:发布|公开|发表|上传|更新|公布|登载)?(?:日期|时间)$|^发布$")),
    ("written", re.compile(r"^(?:成文|生成|印发|制发|签发|发文|文件)(?:日期|时间)$")),
    ("line", re.compile(r"^序号$")),
    ("number", re.compile(r"^(?:信件|留言|来信|咨询)?(?:编号|查询码|流水号|单号)$|^索引号$|^文号$|^发文字号$")),
    (
        "title",
        re.compile(
            r"(?:标题|名称|主题|题目|事项|内容|文件名|(?:内容|问题|留言)(?:及|与|和|、|/|-)其?(?:回复|答复)(?:内容|情况)?)$|^(?:留言|来信|投诉|反映|诉求|咨询|举报)问题$|^(?:留言|问题|来信|信件|咨询|诉求|提问)$"
        ),
    ),
)
_BOTH_DAYS = re.compile(r"(?:时间|日期)[/、及和与].*(?:时间|日期)")
"""A column for the day of a question and that of its answer (写信时间/回复时间)."""
_MAX_HEADER = 12
_LEAST_COLUMNS, _MOST_COLUMNS = 3, 10
_UP = 2
"""Elements above the name of a column that its row may be."""


_OF_LETTERS = re.compile(r"信件|来信|写信|留言|咨询|提问|诉求|投诉|反映|网友|问题|标题|主题|发信|求助")
_OF_OTHERS = re.compile(
    r"事项名称|项目|办件|申请|申报|许可|审批|相对人|提案|议案|案由|案号|采购|合同|中标|企业|法人|车牌|证件|岗位|招聘|建设单位|施工"
)
_OF_OPINIONS = re.compile(r"征集|征求|调查|问卷|访谈")
"""Columns of lists of letters, and of applications, proposals and projects, which have states and dates too."""


class HeadedTable(NamedTuple):
    """A table, the roles of its columns, and its data rows as lists of cells."""

    element: Element
    roles: dict[str, int]
    header: Element
    rows: list[tuple[Element, list[Element]]]
    names: tuple[str, ...] = ()

    def of_letters(self, headline: str) -> bool:
        """Whether its columns may be those of citizens' messages: by their names, or by the page's headline.

        A table with nothing but a day of publication and a state has to be called one of letters.
        """
        text = "\n".join(self.names)
        if _OF_OPINIONS.search(text):
            return False
        named = _OF_LETTERS.search(text) or _OF_LETTERS.search(headline) or "互动" in headline or "信箱" in headline
        return bool(named) or ("asked" in self.roles and _OF_OTHERS.search(text) is None)


def headed_tables(page: Page, *, unfolding: bool = False) -> list[HeadedTable]:
    """Tables whose first filled row names their columns: a title and a date, a state or a running number.

    Args:
        page: the flat page.
        unfolding: with the rows of one filled cell that say more of the row above them.
    """
    found = []
    for element in page.tagged.get("table", ()):
        if element.region not in {"nav", "footer"}:
            table = _read(page, element, unfolding=unfolding)
            if table is not None:
                found.append(table)
    return found


def headed_grids(page: Page) -> list[HeadedTable]:
    """Rows of other elements than a table's (ul, div, dl) below a row that names their columns, with as many parts.

    Only with a title and the time or the state of a message, so that what merely has such words is none.
    """
    found, seen = [], set()
    for at in places_of(page.text, ("状态", "时间", "日期")):
        for piece in page.pieces_in(max(0, at - _MAX_HEADER), at + 1)[-1:]:  # the one that the word stands in
            element = piece.holder if at < piece.end <= piece.start + _MAX_HEADER else None
            for _ in range(_UP):
                element = element.parent if element is not None else None
                if element is None or id(element) in seen:
                    break
                seen.add(id(element))
                table = _grid(page, element)
                if table is not None:
                    found.append(table)
    return found


def _grid(page: Page, header: Element) -> HeadedTable | None:
    wide = len(header.children)
    if not _LEAST_COLUMNS <= wide <= _MOST_COLUMNS or header.end - header.start > (_MAX_HEADER + 1) * wide:
        return None
    texts = [page.of(child) for child in header.children]
    roles = _roles(texts)
    if header.parent is None or "title" not in roles or roles.keys().isdisjoint({"asked", "status"}):
        return None
    if header.tag in {"tr", "table"} or header.region in {"nav", "footer"} or any(map(_is_told, texts)):
        return None
    below = [one for one in header.parent.children if one.nth > header.nth]
    inner = below[0].children if len(below) == 1 else []
    if inner and (len(inner) != wide or all(len(one.children) == wide for one in inner)):
        below = inner  # the rows stand in an element of their own
    lines = [(one, one.children) for one in below if len(one.children) == wide]
    dated = roles.get("asked", roles.get("published"))
    if not lines or len(lines) * 2 < len(below) or dated is None:
        return None
    if not all(FULL_DATE.search(page.of(cells[dated])) for _, cells in lines):
        return None
    return HeadedTable(header.parent, roles, header, lines, tuple(texts))


def _read(page: Page, table: Element, *, unfolding: bool) -> HeadedTable | None:
    lines = _lines(table)
    joined = _two_lines(page, lines)
    for place, line in enumerate(lines[:3]):
        cells = [child for child in line.children if child.tag in {"td", "th"}]
        texts = joined if joined and place == 1 else [page.of(cell) for cell in cells]
        if _is_property_row(cells, texts):
            return None
        roles = _roles(texts)
        if "title" in roles and not roles.keys().isdisjoint(
            {"asked", "replied", "status", "published", "written", "line"}
        ):
            rows: list[tuple[Element, list[Element]]] = []
            for data in lines[place + 1 :]:
                own = [child for child in data.children if child.tag in {"td", "th"}]
                if (len(own) > roles["title"] and page.of(own[roles["title"]])) or (
                    unfolding and rows and _unfolds(page, own)
                ):
                    rows.append((data, own))
            return HeadedTable(table, roles, line, rows, tuple(texts))
    return None


def _two_lines(page: Page, lines: list[Element]) -> list[str]:
    """The names of columns that stand in two rows, some below the name of their group; empty where they do not."""
    if len(lines) <= 2 or "colspan" not in "".join(cell.written for cell in lines[0].children):  # noqa: PLR2004 - two
        return []
    below = [page.of(cell) for cell in lines[1].children]
    names: list[str] = []
    for cell in lines[0].children:
        wide = cell.attrs.get("colspan") or "1"
        if (cell.attrs.get("rowspan") or "1") != "1":
            names.append(page.of(cell))
        elif wide.isdigit() and int(wide) <= len(below):
            names += below[: int(wide)]
            del below[: int(wide)]
        else:
            return []
    return [] if below else names


def _unfolds(page: Page, cells: list[Element]) -> bool:
    """Whether a row is one filled cell across the columns, which says more of the row above."""
    return len(cells) == 1 and bool(page.of(cells[0]))


def _is_property_row(cells: list[Element], texts: list[str]) -> bool:
    """Whether a row holds labels and values side by side: a property table, no list."""
    return any(map(_is_told, texts)) or len({cell.tag for cell in cells}) > 1


def _is_told(text: str) -> bool:
    """Whether a cell is no column's name: a label with its colon, or a date."""
    return text.endswith((":", "：")) or FULL_DATE.search(text) is not None


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
            both = role == "replied" and _BOTH_DAYS.search(text) is not None
            accepted = role == "asked" and role in roles and "受理" in titles[roles[role]]
            if both and "asked" not in roles:
                roles["asked"] = column
                break
            if not both and (role not in roles or accepted) and pattern.search(text):
                roles[role] = column
                break
    return roles
