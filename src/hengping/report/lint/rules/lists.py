"""Names in a row: announced counts, names that stand there twice, names written wrongly."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from hengping.report.lint.facts import Fact, whole_number
from hengping.report.lint.model import Model
from hengping.report.lint.names import pieces
from hengping.report.lint.notebook import Notebook
from hengping.report.lint.page import Paragraph

_BETWEEN = re.compile(r"(?:（[^（）]*）)?(?:并列)?(?:[、，和与及]|以及)")
_N = r"(?:\d+|[一二两三四五六七八九十百]+)"
_ANNOUNCED = re.compile(rf"(?P<count>{_N})(?:个|家)[^。；，、]{{0,24}}?，?(?:名单如下|(?:依次|分别)(?:是|为)|：)：?$")
_FIRST = re.compile(
    rf"前(?P<count>{_N})(?:名|位)(?P<said>（共(?P<names>{_N})(?:个|家)）)?[^。；，、]{{0,24}}?(?:(?:依次|分别)?(?:是|为)|：)：?$"
)
_AND_OTHERS = re.compile(rf"等(?P<count>{_N})(?:个|家)")
_ENDS = re.compile(r"(?:并列)?[。；，]|$")
_MANY = 2


def runs(text: str, facts: Sequence[Fact]) -> Iterator[list[Fact]]:
    """Names joined by 、 and the like."""
    row: list[Fact] = []
    for fact in (fact for fact in facts if fact.kind == "name"):
        if row and not _BETWEEN.fullmatch(text[row[-1].end : fact.start]):
            yield row
            row = []
        row.append(fact)
    if row:
        yield row


def check_lists(paragraph: Paragraph, facts: Sequence[Fact], model: Model, notebook: Notebook) -> None:
    """Every row of names in a paragraph."""
    text = paragraph.text
    for row in runs(text, facts):
        _repeated(paragraph, row, model, notebook)
        if len(row) >= _MANY:
            _counted(paragraph, row, notebook)
    _misspelt(paragraph, [fact for fact in facts if fact.kind == "name"], model, notebook)


def _repeated(paragraph: Paragraph, row: Sequence[Fact], model: Model, notebook: Notebook) -> None:
    seen: dict[str, Fact] = {}
    for fact in row:
        if fact.value in seen and len(model.names.codes[fact.value]) == 1:
            first = seen[fact.value]
            sure = notebook.is_sure(paragraph, first.start, first.end)
            if not (sure and notebook.is_sure(paragraph, fact.start, fact.end)):
                notebook.tell(
                    "repeated",
                    paragraph,
                    fact.start,
                    fact.end,
                    stands=fact.text,
                    remedy=f"{fact.text}已列在前面，删去一处",
                )
        seen[fact.value] = fact


def _counted(paragraph: Paragraph, row: Sequence[Fact], notebook: Notebook) -> None:
    text = paragraph.text
    if all(notebook.is_sure(paragraph, fact.start, fact.end) for fact in row):
        return
    start = max(text.rfind("。", 0, row[0].start), text.rfind("；", 0, row[0].start)) + 1
    before = text[start : row[0].start]
    if found := _AND_OTHERS.match(text, row[-1].end):
        if whole_number(found["count"]) < len(row) and len({fact.value for fact in row}) == len(row):
            _tell(paragraph, notebook, found.span("count"), found["count"], f"不少于{len(row)}")
        return
    if not _ENDS.match(text, row[-1].end):
        return
    tied = "并列" in text[row[0].start : row[-1].end + 2] or any(
        "和" in text[one.end : other.start] for one, other in pairwise(row)
    )
    if found := _FIRST.search(before):
        said = whole_number(found["names"] or found["count"])
        wrong = len(row) != said if found["names"] or not tied else len(row) < said
        if wrong:
            span = found.span("names" if found["names"] else "count")
            _tell(paragraph, notebook, (start + span[0], start + span[1]), str(said), str(len(row)))
    elif found := _ANNOUNCED.search(before):
        said = whole_number(found["count"])
        if said != len(row):
            span = found.span("count")
            _tell(paragraph, notebook, (start + span[0], start + span[1]), found["count"], str(len(row)))


def _tell(paragraph: Paragraph, notebook: Notebook, span: tuple[int, int], stands: str, expected: str) -> None:
    notebook.tell("count_wrong", paragraph, *span, stands=stands, expected=expected, remedy="核对所列名单和个数")


def _misspelt(paragraph: Paragraph, known: Sequence[Fact], model: Model, notebook: Notebook) -> None:
    """A piece in a row with names of the roster that is one character away from another one."""
    if not known:
        return
    text = paragraph.text
    begins, ends = {fact.start for fact in known}, {fact.end for fact in known}
    covered = bytearray(len(text))
    for fact in known:
        covered[fact.start : fact.end] = b"\1" * (fact.end - fact.start)
    for at, piece in pieces(text):
        end = at + len(piece)
        before = at > 1 and text[at - 1] in "、和" and at - 1 in ends
        if 1 in covered[at:end] or not (before or (text[end : end + 1] in {"、", "和"} and end + 1 in begins)):
            continue
        bare, shift = _without_lead(piece)
        meant = model.names.near(bare)
        if meant:
            start = at + shift
            notebook.tell(
                "name_misspelt",
                paragraph,
                start,
                start + len(bare),
                stands=bare,
                expected=meant,
                remedy="按评估名单改正名称",
            )


_LEAD = re.compile(r"^(?:.*(?:的有|有|是|为|如|例如|其中))?(?=.{4})")


def _without_lead(piece: str) -> tuple[str, int]:
    """The piece without what announces it: 整改较快的有."""
    found = _LEAD.match(piece)
    shift = found.end() if found else 0
    return piece[shift:], shift
