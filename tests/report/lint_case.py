"""Bulletins to lint: the made-up case and both seed evaluations, edited as people edit Word files."""

import copy
import functools
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import msgspec
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from report_case import empty_inputs, make_inputs
from test_report_tracks import tracked_case

from hengping.indicators.load import load_system
from hengping.pipeline import documents
from hengping.pipeline.judge import judge
from hengping.pipeline.judged_report import judged_inputs
from hengping.pipeline.past_rounds import read_rounds
from hengping.report.bulletin import bulletin
from hengping.report.inputs import ReportInputs, RoundChanges
from hengping.report.lint.checking import lint
from hengping.report.lint.fault import Checked, Fault
from hengping.report.render.docx import write
from hengping.report.render.docx_reading import read_docx
from hengping.roster.load import load_roster

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
Edit = Callable[["Word"], None]


@functools.cache
def case(name: str) -> tuple[ReportInputs, bytes, bytes]:
    """Inputs of a bulletin, and the Word file made from them: with fields, and locked."""
    inputs = MADE[name]() if name in MADE else _seed(name)
    document = bulletin(inputs)
    made = []
    with tempfile.TemporaryDirectory() as folder:
        for locked in (False, True):
            path = Path(folder) / "b.docx"
            write(document, path, locked=locked)
            made.append(path.read_bytes())
    return inputs, made[0], made[1]


def _made_up() -> ReportInputs:
    """The made-up case with a round before."""
    inputs = make_inputs()
    changes = RoundChanges(
        before_title="2025年",
        summary=(
            "与2025年相比，平均得分由86.20分变为87.44分，提高了1.24分；合格率由80%变为82.76%，提高了2.76个百分点",
        ),
        improved=(
            "石桥县人民政府门户网站由85.33分变为90.33分，提高了5分",
            "云溪县人民政府门户网站由84分变为87分，提高了3分",
        ),
    )
    (system,) = inputs.systems
    return msgspec.structs.replace(inputs, systems=(msgspec.structs.replace(system, comparison=changes),))


def _single() -> ReportInputs:
    """One group only: its figures stand in key figures, each bound by itself."""
    inputs = make_inputs()
    (system,) = inputs.systems
    results = msgspec.structs.replace(system.results, groups=system.results.groups[:2])
    return msgspec.structs.replace(inputs, systems=(msgspec.structs.replace(system, results=results),))


MADE: dict[str, Callable[[], ReportInputs]] = {
    "made-up": _made_up,
    "tiers": lambda: tracked_case(make_inputs()),
    "single": _single,
    "empty": empty_inputs,
}


def _seed(name: str) -> ReportInputs:
    if str(GOLDEN) not in sys.path:
        sys.path.append(str(GOLDEN))
    import bulletin_data  # noqa: PLC0415 - lies beside the tests of the seeds
    import nanning_2020_data  # noqa: PLC0415 - as above

    if not nanning_2020_data.seeds_folder().is_dir():
        pytest.skip(f"published rows not found in {nanning_2020_data.seeds_folder()}")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        if name == "guangxi":
            roster, values = bulletin_data.write_guangxi(out)
            tables = {"judged": ("guangxi-2017", values)}
        else:
            roster, now, then = bulletin_data.write_nanning(out)
            tables = {"judged-2019": ("nanning-2020", then), "judged": ("nanning-2020", now)}
        sites = load_roster(roster, urls_required=False).sites
        for target, (system, values) in tables.items():
            judge(load_system(system), values, sites, out / target)
        (round_now,) = read_rounds(out / "judged").values()
        documents.freeze(out / "judged", out / "bulletin.yaml", sites, round_now)
        return judged_inputs(out / "judged")


class Word:
    """A Word file in the hands of an editor."""

    def __init__(self, data: bytes) -> None:
        with tempfile.NamedTemporaryFile(suffix=".docx") as file:
            file.write(data)
            file.flush()
            self.word = docx.Document(file.name)

    @property
    def paragraphs(self):
        return list(self.word.element.body.iterchildren(qn("w:p")))

    @staticmethod
    def text(element) -> str:
        return "".join(each.text or "" for each in element.iter(qn("w:t")))

    def paragraph(self, near: str):
        """The one paragraph that holds these words."""
        found = [each for each in self.paragraphs if near in self.text(each)]
        assert found, f"no paragraph with {near}"
        return found[0]

    def replace(self, near: str, old: str, new: str) -> None:
        """Type over words in a paragraph; fields stay where they are."""
        element = self.paragraph(near)
        whole = self.text(element)
        base = whole.index(near) if old in near else 0
        start = whole.index(old, base)
        self._put(element, start, start + len(old), new)

    def _put(self, element, start: int, end: int, new: str) -> None:
        at = 0
        for node in element.iter(qn("w:t")):
            text = node.text or ""
            left, right = max(start - at, 0), min(end - at, len(text))
            at += len(text)
            if left < right:
                node.text = text[:left] + new + text[right:]
                node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
                new = ""
        assert not new

    def flatten(self) -> None:
        """Fields and controls become plain text, as Ctrl+Shift+F9, WPS or a copy through e-mail leave them."""
        body = self.word.element.body
        for control in list(body.iter(qn("w:sdt"))):
            for child in list(control.find(qn("w:sdtContent"))):
                control.addprevious(child)
            control.getparent().remove(control)
        for run in list(body.iter(qn("w:r"))):
            if run.find(qn("w:fldChar")) is not None or run.find(qn("w:instrText")) is not None:
                run.getparent().remove(run)
        for described in list(body.iter(qn("w:tblDescription"), qn("w:tblCaption"))):
            described.getparent().remove(described)

    def add(self, after: str, text: str) -> None:
        """A paragraph typed behind the one with these words."""
        made = OxmlElement("w:p")
        run = OxmlElement("w:r")
        words = OxmlElement("w:t")
        words.text = text
        run.append(words)
        made.append(run)
        self.paragraph(after).addnext(made)

    def append(self, near: str, text: str) -> None:
        """A sentence typed at the end of a paragraph."""
        element = self.paragraph(near)
        run = OxmlElement("w:r")
        words = OxmlElement("w:t")
        words.text = text
        run.append(words)
        element.append(run)

    def remove(self, near: str) -> None:
        element = self.paragraph(near)
        element.getparent().remove(element)

    def move(self, near: str, after: str) -> None:
        self.paragraph(after).addnext(self.paragraph(near))

    def split_runs(self) -> None:
        """Every run cut in two, as editors do for spelling and formatting."""
        for run in list(self.word.element.body.iter(qn("w:r"))):
            node = run.find(qn("w:t"))
            if node is None or len(node.text or "") < 2:
                continue
            other = copy.deepcopy(run)
            middle = len(node.text) // 2
            other.find(qn("w:t")).text = node.text[middle:]
            node.text = node.text[:middle]
            run.addnext(other)

    def split_paragraph(self, near: str) -> None:
        """Return typed before the words; the paragraph must hold no fields."""
        element = self.paragraph(near)
        text = self.text(element)
        at = text.index(near)
        for child in list(element):
            if child.tag != qn("w:pPr"):
                element.remove(child)
        for part, behind in ((text[at:], True), (text[:at], False)):
            run = OxmlElement("w:r")
            words = OxmlElement("w:t")
            words.text = part
            run.append(words)
            if behind:
                made = OxmlElement("w:p")
                made.append(run)
                element.addnext(made)
            else:
                element.append(run)

    def table(self, holding: str):
        """The last table with a cell of this text: attachments hold what the text has in short."""
        found = [
            table
            for table in self.word.element.body.iter(qn("w:tbl"))
            if any(self.text(cell) == holding for cell in table.iter(qn("w:tc")))
        ]
        assert found, f"no table with {holding}"
        return found[-1]

    def rows(self, holding: str) -> Iterator:
        return self.table(holding).findall(qn("w:tr"))

    def row(self, holding: str):
        return next(
            row for row in self.rows(holding) if any(self.text(cell) == holding for cell in row.iter(qn("w:tc")))
        )

    def cell(self, holding: str, column: str, new: str) -> str:
        """Type over the cell in the row of a body; gives what stood there."""
        row, header = self._row(holding, column)
        cell = row.findall(qn("w:tc"))[header.index(column)]
        before = self.text(cell)
        first, *others = cell.iter(qn("w:t"))
        first.text = new
        for other in others:
            other.text = ""
        return before

    def _row(self, holding: str, column: str):
        """The row of a body in the last table that has this column."""
        found = None
        for table in self.word.element.body.iter(qn("w:tbl")):
            rows = table.findall(qn("w:tr"))
            header = [self.text(cell) for cell in rows[0].findall(qn("w:tc"))]
            for row in rows[1:]:
                if column in header and any(self.text(cell) == holding for cell in row.iter(qn("w:tc"))):
                    found = (row, header)
        assert found, f"no row with {holding} in a table with {column}"
        return found

    def replace_cell(self, caption: str, holding: str, column: str, new: str) -> None:
        """The same in the first table behind a paragraph with these words."""
        table = self.paragraph(caption)
        following = list(table.itersiblings(qn("w:tbl")))
        for found in following:
            rows = found.findall(qn("w:tr"))
            header = [self.text(cell) for cell in rows[0].findall(qn("w:tc"))]
            for row in rows[1:]:
                cells = row.findall(qn("w:tc"))
                if column in header and any(self.text(cell) == holding for cell in cells):
                    next(cells[header.index(column)].iter(qn("w:t"))).text = new
                    return
        raise AssertionError(holding)

    def save(self, path: Path) -> Path:
        self.word.save(str(path))
        return path


def check(name: str, edit: Edit | None, path: Path, *, locked: bool = False) -> Checked:
    """Lint an edited copy of a bulletin."""
    inputs, free, fixed = case(name)
    word = Word(fixed if locked else free)
    if edit is not None:
        edit(word)
    return lint(read_docx(word.save(path)), inputs)


def said(faults: tuple[Fault, ...]) -> str:
    """All faults as a person reads them."""
    return "\n".join(fault.text for fault in faults)
