"""Ends of pages: the header row of a table, and its caption, never stand there alone."""

import io
import re
import unicodedata
from datetime import date

import pypdf
import pytest
from page_audit import browser

from hengping.report.blocks import Column, Document, Paragraph, Table
from hengping.report.render import bulletin_html, pdf

ROWS = 50


def made(paragraphs, *, long=False):
    """So many short paragraphs, then a table over several pages."""
    table = Table(
        columns=(Column(title="表头甲", width=10), Column(title="表头乙", width=20)),
        rows=tuple((f"第{number}号", "长内容" * 30 if long else "短") for number in range(ROWS)),
        caption="表题",
    )
    before = (Paragraph(text=f"段{number}") for number in range(paragraphs))
    return Document(title="题", author="", subject="", dated_on=date(2026, 1, 1), blocks=(*before, table))


def lonely(data):
    """Pages on which the table begins without a row of it."""
    pages = [
        re.sub(r"\s", "", unicodedata.normalize("NFKC", page.extract_text()))
        for page in pypdf.PdfReader(io.BytesIO(data)).pages
    ]
    begun = [number for number, text in enumerate(pages) if "表题" in text or "表头甲" in text]
    assert begun, "the table is there"
    return begun[0] if not re.search(r"第\d+号", pages[begun[0]]) else None


@pytest.mark.parametrize("long", [False, True])
def test_no_header_stands_alone_in_the_pdf(long, needs_fonts):
    assert [lonely(pdf.render(made(number, long=long))[0]) for number in range(16, 23)] == [None] * 7


@pytest.mark.browser
def test_no_header_stands_alone_when_the_page_is_printed(tmp_path):
    found = {}
    with browser() as chromium:
        page = chromium.new_page()
        for number in range(20, 28):
            path = tmp_path / f"{number}.html"
            bulletin_html.write(made(number, long=number % 2 == 1), path)
            page.goto(path.as_uri())
            found[number] = lonely(page.pdf(format="A4"))
    assert set(found.values()) == {None}, found
