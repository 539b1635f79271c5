"""Service guides (办事指南): which of the eight element classes a page gives.

A label with nothing, or only a placeholder, behind it is absent (contract; 2015 table C15-D8.1).
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice, pairwise
from typing import NamedTuple

from hengping.extract.cues import places_of
from hengping.extract.flat import Element, Page
from hengping.extract.guide_words import LABELS, LONGEST, classes_of
from hengping.extract.sections import class_of_title
from hengping.model.facts import GUIDE_ELEMENTS, Guide
from hengping.model.sections import SectionClass

_CLASS_OF = {name: element for element, names in LABELS.items() for name in names.split()}
_TELLING = frozenset({"设定依据", "申请条件", "办理材料", "办理流程"})
_PART_SIGN = r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）]?[、.．：:\s]\s*"
_NUMBERING = rf"(?:{_PART_SIGN}|[（(](?:[一二三四五六七八九十]+|\d{{1,2}})[)）]\s*)?"
_BULLET = r"[^\w\n\t（(【\[〔《“\"'、，。；：:]{0,4}"
_RUN = r"[\u3400-\u9fff][\u3400-\u9fff、/ ]{0,16}[\u3400-\u9fff]"
_ASIDE = r"[ ]?(?:[（(][^）)\n]{0,20}[）)])?[ ]?"
_LABEL = re.compile(
    rf"(?:^|(?<=[\n\t])){_BULLET}{_NUMBERING}(?:[【\[〔]\s?(?P<inner>{_RUN})\s?[】\]〕]{_ASIDE}[:：]?"
    rf"|(?P<name>{_RUN}){_ASIDE}(?:[:：]|(?=[\n\t]|$)))"
)
_WHOLE = re.compile(rf"{_BULLET}{_NUMBERING}[【\[〔]?(?P<name>{_RUN})[】\]〕]?{_ASIDE}[:：]?\s*$")
_PLACEHOLDER = re.compile(
    r"^(?:暂\s?无\S{0,6}|无|没有|略|空|待\s?(?:补充|完善|定|更新|添加)|(?:内容)?(?:建设|更新|完善|整理)中|"
    r"null|none|undefined|N/?A|nbsp|\d{1,2}\s?条|[-—–－_/\\.。…·*:：×xX\s]*)[。.;；]?$",
    re.IGNORECASE,
)
_TELLING_ENDS = ("依据", "条件", "材料", "资料", "流程", "程序", "步骤")
"""Words that the labels of telling classes end in, or 材料 with a word behind it."""
_LONGEST_LABEL = 40
_ENOUGH = 3
_TABS = (3, 12)
_MAX_NAME = 60
_CALLED_GUIDE = re.compile(r"指南|指引|须知|一次性告知|办理流程|办事流程|怎么办$|如何办理")
_DISCLOSURE = re.compile(r"信息公开|公开指南|依申请公开|公开目录")
"""Guides to disclosure (信息公开指南) print places, hours and procedures too."""
NO_GUIDES = frozenset(
    {
        SectionClass.DYNAMIC,
        SectionClass.NOTICE,
        SectionClass.POLICY,
        SectionClass.INTERPRETATION,
        SectionClass.PLAN,
        SectionClass.PERSONNEL,
        SectionClass.SURVEY,
        SectionClass.INTERVIEW,
        SectionClass.MESSAGE,
    }
)
"""Sections whose articles may name conditions and papers, as notices and answers do, without being guides."""
_MOSTLY_LABELS = 1.3
"""What holds the labels and hardly more is a row of tabs."""
_ICON = re.compile(r"icon|ico[_\-.\d]|dot|arrow|jiantou|line|bg[_\-.\d]|point|bullet|spacer|blank", re.IGNORECASE)
_SMALL_PICTURE = 48
_CELL_REST = re.compile(r"[^\n\t]*+")
_ENOUGH_TEXT, _PANES_REACH = 2_000, 60
"""Characters of a value that are looked at; elements behind a row of tabs among which its panes are."""
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6", "dt", "th"})
_NO_NAME = re.compile(r"位置|[\t：:>|]|首\s?页|基本信息|打印|办事指南$|来源|(?:19|20)\d\d-\d")


class _Label(NamedTuple):
    """A label: its name without white space, what it announces, where its line, its name and its value begin."""

    name: str
    classes: frozenset[str]
    start: int
    name_start: int
    end: int


def read_guide(
    page: Page, title: str, *, printed_title: bool, limit: int, among_services: bool = False
) -> Guide | None:
    """The guide a page gives, None when it gives none.

    Args:
        page: the flat page.
        title: its headline.
        printed_title: the headline stands in the page, outside navigation: then it names the matter.
        limit: where the footer begins; labels in it (地址, 电话) belong to the site.
        among_services: its breadcrumb files it under services: then fewer labels make a (poor) guide.
    """
    if not any(_may_tell(page.text, limit)):
        return None
    found = _labels(page, limit)
    labelled = {_CLASS_OF[label.name] for label in found if label.name in _CLASS_OF}
    enough = _ENOUGH - 1 if among_services else _ENOUGH
    if len(labelled) < enough or not labelled & _TELLING:
        return None
    if not printed_title:
        title, printed_title = _name_above(page, found[0].start, title)
    bound = _bound(page, found, limit)
    stops = _stops(page, found, bound)
    pictures = _Pictures(page)
    present: set[str] = set()
    pictured: set[str] = set()
    for place, label in enumerate(found):
        if label.classes <= present:
            continue
        end = found[place + 1].start if place + 1 < len(found) else bound
        stop = bisect_left(stops, label.end)
        end = min(end, stops[stop]) if stop < len(stops) else end
        if not _PLACEHOLDER.match(_value(page, label, end, pictures)):
            present |= label.classes
        elif pictures.tell(label.end, end):
            pictured |= label.classes
    if "办理流程" in pictured:
        present.add("办理流程")
    if printed_title and 1 < len(title) <= _MAX_NAME and not any("事项名称" in label.classes for label in found):
        present.add("事项名称")
    return Guide(
        title=title,
        present=tuple(name for name in GUIDE_ELEMENTS if name in present),
        absent=tuple(name for name in GUIDE_ELEMENTS if name not in present and name not in pictured),
    )


def is_filed_elsewhere(names: Iterable[str], title: str) -> bool:
    """Whether a page that reads like a guide is filed as something else: a notice on how to apply, an interpretation.

    Args:
        names: of the sections it stands in, by its breadcrumb and tags.
        title: its own; one that calls itself a guide is one wherever it stands.
    """
    if _DISCLOSURE.search(title):
        return True
    if _CALLED_GUIDE.search(title):
        return False
    classes = {class_of_title(name) for name in names if name}
    return SectionClass.GUIDE not in classes and not classes.isdisjoint(NO_GUIDES)


def _may_tell(text: str, limit: int) -> Iterator[bool]:
    """Whether a telling label may stand at the head of a line: one of its last words close behind it."""
    for word in _TELLING_ENDS:
        for at in places_of(text, (word,), 0, limit):
            near = max(0, at - _LONGEST_LABEL)
            yield not near or text.find("\n", near, at) >= 0 or text.find("\t", near, at) >= 0


def _name_above(page: Page, first_label: int, told: str) -> tuple[str, bool]:
    """The line right above the first label, which names the matter where the template's title does not."""
    lines = [line.strip() for line in page.text[:first_label].split("\n") if line.strip()]
    if lines and 1 < len(lines[-1]) <= _MAX_NAME and not _NO_NAME.search(lines[-1]):
        return lines[-1], True
    return told, False


def _labels(page: Page, limit: int) -> list[_Label]:
    """Labels at the heads of lines: with a colon, in brackets, alone on their line, or as an element of their own."""
    found: dict[int, _Label] = {}
    for match in _LABEL.finditer(page.text, 0, limit):
        group = "inner" if match["inner"] else "name"
        name = "".join(match[group].split())
        classes = classes_of(name)
        if classes is not None:
            found[match.start(group)] = _Label(name, classes, match.start(), match.start(group), match.end())
    for piece in page.pieces_in(0, limit):
        if piece.end - piece.start > _LONGEST_LABEL or (piece.start and page.text[piece.start - 1] not in "\n\t"):
            continue
        whole = _WHOLE.match(page.text, piece.start, piece.end)
        if whole is None or whole.end() != piece.end or piece.holder.tag == "a":
            continue
        name = "".join(whole["name"].split())
        classes = classes_of(name)
        if classes is not None and piece.holder.end <= piece.end:
            found.setdefault(whole.start("name"), _Label(name, classes, piece.start, whole.start("name"), piece.end))
    return [found[at] for at in sorted(found)]


def _bound(page: Page, found: list[_Label], limit: int) -> int:
    """Where the value of the last label ends: with the element that holds all labels and their values."""
    between = sum(bool(page.text[one.end : other.start].strip()) for one, other in pairwise(found))
    if between * 2 < len(found):
        return limit  # values stand elsewhere, as in the panes of tabs
    names = sum(label.end - label.start for label in found)
    here = _holder(page, found[0])
    while here is not None and (
        here.end < found[-1].end or here.end - max(here.start, found[0].start) < names * _MOSTLY_LABELS
    ):
        here = here.parent
    return min(limit, here.end) if here is not None else limit


def _stops(page: Page, found: list[_Label], bound: int) -> list[int]:
    """Where further headings of the same make as the labels begin: what stands below them is another value."""
    makes: Counter[tuple[str, str]] = Counter()
    for label in found:
        holder = _holder(page, label)
        if holder is not None and holder.end <= label.end and (holder.names or holder.tag in _HEADINGS):
            makes[holder.tag, holder.names] += 1
    alike = {make for make, count in makes.items() if count > 1}
    if not alike:
        return []
    return [
        element.start
        for element in page.elements
        if (element.tag, element.names) in alike
        and found[0].start <= element.start < bound
        and 0 < element.end - element.start <= LONGEST
    ]


def _holder(page: Page, label: _Label) -> Element | None:
    pieces = page.pieces_in(label.name_start, label.end) or page.pieces_in(max(0, label.name_start - 8), label.end)
    return pieces[-1].holder if pieces else None


class _Pictures:
    """The pictures of a page, looked through when the first is asked for."""

    def __init__(self, page: Page) -> None:
        self._images = page.tagged.get("img", [])

    def tell(self, start: int, end: int) -> bool:
        """Whether a picture stands between a label and the next one: what it shows cannot be read here."""
        for place in range(bisect_left(self._starts, start), bisect_right(self._starts, end)):
            image = self._images[place]
            if not image.attrs.get("src") or image.parent is None:
                continue
            if image.parent.start >= start and image.parent.end > end:
                continue  # it stands beside the next label
            names = f"{image.attrs.get('src')} {image.names}"
            width = image.attrs.get("width") or ""
            if not _ICON.search(names) and not (width.isdecimal() and int(width[:9]) <= _SMALL_PICTURE):
                return True
        return False

    def inside(self, element: Element) -> bool:
        """Whether an element holds a picture: a flow chart is often one."""
        return id(element) in self._holders

    @cached_property
    def _starts(self) -> list[int]:
        return [image.start for image in self._images]

    @cached_property
    def _holders(self) -> set[int]:
        found: set[int] = set()
        for image in self._images:
            here = image.parent if image.attrs.get("src") else None
            while here is not None and id(here) not in found:
                found.add(id(here))
                here = here.parent
        return found


def _value(page: Page, label: _Label, end: int, pictures: _Pictures) -> str:
    """What stands behind a label: in its line, in the next cell, in the lines below, or in its tab's pane."""
    cell = _cell_of(page, label.name_start)
    if cell is not None and cell.parent is not None:
        inside = page.text[label.end : max(label.end, cell.end)].strip()
        if inside:
            return inside
        row = cell.parent.children
        if cell.nth < len(row):
            return _head(page, row[cell.nth])
    rest = _CELL_REST.match(page.text, label.end)
    own = rest[0].strip() if rest else ""
    if own:
        return own
    pane = _pane(page, label)
    if pane is not None:
        lines = [line for line in _head(page, pane).split("\n") if "".join(line.split()) != label.name]
        return _first_filled("\n".join(lines)) or ("图" if pictures.inside(pane) else "")
    return _first_filled(page.text[label.end : end])


def _head(page: Page, element: Element) -> str:
    """Visible text of an element, of a long one its beginning: enough to tell whether it says anything."""
    return page.text[element.start : min(element.end, element.start + _ENOUGH_TEXT)].strip()


def _first_filled(text: str) -> str:
    lines = [line.strip() for line in re.split(r"[\n\t]", text) if line.strip()]
    filled = [line for line in lines if not _PLACEHOLDER.match(line)]
    return (filled or lines or [""])[0]


def _cell_of(page: Page, offset: int) -> Element | None:
    pieces = page.pieces_in(offset, offset + 1) or page.pieces_in(max(0, offset - 8), offset + 1)
    here = pieces[-1].holder if pieces else None
    for _ in range(4):
        if here is None:
            return None
        if here.tag in {"td", "th"}:
            # A cell that lays out a whole guide is no label cell.
            return here if here.end - here.start <= _MAX_NAME else None
        here = here.parent
    return None


def _pane(page: Page, label: _Label) -> Element | None:
    """The pane that a tab label opens: as many panes as labels follow the row of labels."""
    pieces = page.pieces_in(label.name_start, label.end)
    tab: Element | None = pieces[0].holder if pieces else None
    for _ in range(4):
        if tab is None or tab.parent is None:
            return None
        row = tab.parent
        count = len(row.children)
        if _TABS[0] <= count <= _TABS[1] and row.end - row.start <= count * 14:
            return _pane_beside(row, tab.nth - 1, count)
        tab = row
    return None


def _pane_beside(row: Element, place: int, count: int) -> Element | None:
    for _ in range(3):
        above = row.parent
        if above is None:
            return None
        near = islice(above.children, row.nth, row.nth + _PANES_REACH)
        following = [child for child in near if child.tag not in {"script", "style", "br", "hr"}]
        if len(following) == count:
            return following[place]
        if following and len(following[0].children) == count:
            return following[0].children[place]
        same = [child for child in following if child.tag == "div"]
        if len(same) >= count:
            return same[place]
        row = above
    return None
