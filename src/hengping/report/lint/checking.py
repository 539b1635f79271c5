"""The door of the linter: a document, and the results it should agree with."""

from hengping.report.bulletin import bulletin, questions
from hengping.report.inputs import ReportInputs
from hengping.report.lint.expected import expected_of
from hengping.report.lint.fault import Checked
from hengping.report.lint.model import Model
from hengping.report.lint.notebook import Notebook
from hengping.report.lint.page import Page
from hengping.report.lint.rules.every import check_rules
from hengping.report.lint.table_check import TableCheck
from hengping.report.lint.text_check import TextCheck
from hengping.report.view import ReportView


def lint(page: Page, inputs: ReportInputs, system_id: str = "") -> Checked:
    """Check a document against the results of one system, and against itself.

    Args:
        page: the document as a reader found it.
        inputs: finished results, and the manuscript that the document was made from.
        system_id: which system; the first one when empty.

    Raises:
        KeyError: there is no such system.
        InputError: the manuscript asks for what the results do not hold.
    """
    view = ReportView(inputs)
    document = bulletin(inputs, system_id, view=view)
    expected = expected_of(document)
    model = Model(questions(inputs, system_id, view=view))
    notebook = Notebook()
    text = TextCheck(expected, page, model, notebook)
    text.run()
    tables = TableCheck(expected, page, model, notebook)
    tables.run()
    check_rules(page, tables.unmatched, model, notebook)
    faults = notebook.ordered((table.number, table.paragraph) for table in page.tables)
    figures = {figure.name for figure in expected.figures}
    wrong = {fault.place.table for fault in faults if fault.severity == "fault"}
    return Checked(
        faults=tuple(fault for fault in faults if fault.severity == "fault"),
        notes=tuple(fault for fault in faults if fault.severity == "note"),
        figures=len(figures),
        figures_found=len(figures & notebook.shown),
        tables=len(expected.sheets),
        tables_found=len(tables.found),
        tables_altered=sum(not numbers.isdisjoint(wrong) for numbers in tables.found.values()),
    )
