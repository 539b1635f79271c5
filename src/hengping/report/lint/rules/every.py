"""All rules within a text, in order."""

from collections.abc import Collection

from hengping.report.lint.claims import Claims
from hengping.report.lint.model import Model
from hengping.report.lint.notebook import Notebook
from hengping.report.lint.page import Page, Table
from hengping.report.lint.rules.both import check_both_lists
from hengping.report.lint.rules.dates import check_dates
from hengping.report.lint.rules.lists import check_lists
from hengping.report.lint.rules.numbering import check_attachments, check_numbering
from hengping.report.lint.rules.shares import check_changes, check_shares
from hengping.report.lint.rules.sums import check_parts, check_sums, check_weights
from hengping.report.lint.rules.tables import OwnTable

_LONGEST = 20_000
"""A longer paragraph is a list, which was compared with the results, or no text."""


def check_rules(page: Page, own_tables: Collection[Table], model: Model, notebook: Notebook) -> None:
    """Apply every rule to the text, and those on tables to tables that stand for none of the results."""
    paragraphs = list(page.paragraphs)
    for paragraph in paragraphs:
        if len(paragraph.text) > _LONGEST:
            continue
        check_shares(paragraph, notebook)
        check_changes(paragraph, notebook)
        check_sums(paragraph, model, notebook)
        check_weights(paragraph, notebook)
        check_parts(paragraph, notebook)
        check_dates(paragraph, model, notebook)
        if paragraph.number in notebook.untouched:
            continue
        facts = model.facts(paragraph.text)
        check_lists(paragraph, facts, model, notebook)
        Claims(paragraph, facts, model, notebook).check()
    check_numbering(paragraphs, notebook)
    check_attachments(paragraphs, notebook)
    for table in own_tables:
        OwnTable(table, model, notebook).check()
    check_both_lists(list(page.tables), model, notebook)
