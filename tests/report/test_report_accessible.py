"""The pages of a report in a browser: no rule of axe broken, nothing wider than the window, no outside request."""

import pytest
from page_audit import WIDTHS, audited

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture(scope="module")
def results(files):
    folder = files.index.parent
    pages = [*folder.glob("bulletin-*.html"), files.index, *files.sites[:3]]
    return audited(pages)


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_break_no_rule_of_axe(results, width):
    broken = {name: found for (name, at), (found, _, _) in results.items() if at == width and found}
    assert broken == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_are_not_wider_than_the_window(results, width):
    assert {name: wide for (name, at), (_, wide, _) in results.items() if at == width and wide > 0} == {}


def test_pages_ask_nothing_of_anyone(results):
    assert [urls for _, _, urls in results.values() if urls] == []
