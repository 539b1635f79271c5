from datetime import date
from decimal import Decimal

import pytest
from report_case import HOSTILE

from hengping.report.names import safe_name, site_page_name
from hengping.report.wording import (
    TITLE_LINE,
    chinese_date,
    cut,
    figure,
    printable,
    printed,
    proper,
    rate,
    sentence,
    share,
    short_figure,
    title_lines,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [("95.20", "95.20"), ("88", "88"), ("87.5", "87.5"), ("33.335", "33.34"), ("0.005", "0.01"), ("1E+2", "100")],
)
def test_figures_keep_their_digits_and_round_half_up(value, text):
    assert figure(Decimal(value)) == text


def test_missing_figures_are_dashes():
    assert (figure(None), rate(None), share(1, 0), printed(None, 2)) == ("——", "——", "——", "——")


def test_marks_lose_their_zeros():
    assert [short_figure(Decimal(text)) for text in ("20.00", "2.50", "100")] == ["20", "2.5", "100"]


def test_a_rate_is_a_percentage_with_the_digits_given():
    assert rate(Decimal("0.8142")) == "81.42%"
    assert rate(Decimal("0.814")) == "81.4%"
    assert rate(Decimal(1)) == "100%"
    assert rate(Decimal(1) / 3) == "33.33%"


def test_scores_are_printed_as_their_system_says():
    assert printed(Decimal("0.955"), 2) == "0.96"
    assert printed(Decimal("0.955"), 2, "truncate") == "0.95"
    assert printed(Decimal(31), 2) == "31.00"


def test_a_share_shows_numerator_and_denominator():
    assert share(12, 28) == "42.86%\uff0812/28\uff09"


def test_dates_have_no_leading_zeros():
    assert chinese_date(date(2026, 3, 2)) == "2026年3月2日"


def test_unprintable_characters_go():
    assert printable(HOSTILE[3]) == "正常倒写[31m文字\u3013"
    assert printable("a\x00b\nc\ud800d") == "ab cd"
    assert printable("县\u2028市") == "县 市"


def test_a_sentence_ends_once():
    assert sentence("空白栏目6个。") == sentence("空白栏目6个") == "空白栏目6个。"
    assert not sentence("  ")


def test_reasons_get_full_width_marks_and_addresses_keep_theirs():
    assert proper("空白6个,达到5个(含)") == "空白6个\uff0c达到5个\uff08含\uff09"
    assert proper("见http://a.example/?b=1,2;c:3") == "见http://a.example/?b=1,2;c:3"


def test_cut_marks_what_is_left_out():
    assert cut("一二三四五", 4) == "一二三…"
    assert cut("一二三四", 4) == "一二三四"


def test_title_lines_fit_and_lose_nothing():
    title = "关于2026年云溪省政府网站绩效评估情况的通报"
    lines = title_lines("云溪省人民政府办公厅", title)
    assert lines[0] == "云溪省人民政府办公厅"
    assert "".join(lines[1:]) == title
    assert all(len(line) <= TITLE_LINE for line in lines)


@pytest.mark.parametrize("code", ["../../etc/passwd", "a/b", "..", "", "x-主机", "CON:", "a\x00b", "-x" * 99])
def test_strange_site_codes_stay_in_the_folder(code):
    name = site_page_name(code)
    assert name.isascii()
    assert not set(name) & set('/\\:\x00*?"<>|')
    assert not name.startswith((".", "-"))
    assert len(name) < 120


def test_harmless_codes_are_kept_and_others_kept_apart():
    assert safe_name("4500000001") == "4500000001"
    assert safe_name("x-www.a.example") == "x-www.a.example"
    assert len({safe_name(text) for text in ("a/b", "a-b", "a:b", "a\\b")}) == 4
