"""What a review found: pages that hung, that raised, and innocent ones that were accused."""

import time
from datetime import date

import pytest

from hengping.extract.hollow import shown_lines
from hengping.extract.page import read_page, read_script
from hengping.model.facts import PageFacts


def read(body: str) -> PageFacts:
    return read_page(body.encode(), "http://www.qinghe.gov.cn/x/t20260901_1.html", as_of=date(2026, 11, 20))


def seconds(body: str) -> float:
    began = time.process_time()
    read(body)
    return time.process_time() - began


def test_characters_written_in_two_halves_are_read() -> None:
    script = rb'document.write("<p>\ud83d\ude00 \ud83d \u6807\u8bc6\u7801\uff1a4500000045</p>")'
    facts = read_script(script, "http://www.qinghe.gov.cn/js/foot.js")
    assert facts.identity.site_code == "4500000045"


def test_a_span_of_thousands_of_digits_raises_nothing() -> None:
    row = "<tr><td>张三</td><td>13907711234</td></tr>"
    assert read(f'<table><tr><th colspan="{"9" * 5000}">姓名</th><th>电话</th></tr>{row}</table>').kind


@pytest.mark.parametrize(
    "body",
    [
        '<img alt="ICP备{}x">',
        '<img alt="标识码{}x">',
        "<script>fromCharCode{}</script>",
        '<a href="http://h.com/" style="clip:rect({}x">abc</a>',
    ],
)
def test_blanks_without_end_cost_no_more_than_their_number(body: str) -> None:
    read(body.format(""))
    few, many = (min(seconds(body.format(" " * count)) for _ in range(3)) for count in (500, 4_000))
    assert many < 40 * max(few, 0.0005)


@pytest.mark.parametrize("piece", ["<a ", "<!--", "<", "<script "])
def test_mark_up_that_never_closes_is_gone_through_once(piece: str) -> None:
    def spent(count: int) -> float:
        began = time.process_time()
        shown_lines(piece * count, frozenset({"a", "script"}))
        return time.process_time() - began

    few, many = (min(spent(count) for _ in range(3)) for count in (5_000, 40_000))
    assert many < 40 * max(few, 0.0005)


@pytest.mark.parametrize("line", ["联系我们：13907711234", "请联系我局：13907711234", "我馆预约电话：13907711234"])
def test_an_office_that_says_we_is_no_person(line: str) -> None:
    assert all(datum.doubt or datum.office for datum in read(f"<p>{line}</p>").personal)


def test_what_follows_a_site_code_is_no_part_of_it() -> None:
    facts = read("<p>网站标识码：4500000045 0771-5551234</p><p>Tel: +86-771-5551234</p>")
    assert (facts.identity.site_code, facts.identity.contact) == ("4500000045", "+86-771-5551234")


def test_a_repealed_document_is_no_missing_page() -> None:
    assert not read("<h1>关于印发某办法的通知</h1><p>本文件已失效</p>").says_missing
    assert read("<p>您访问的页面不存在</p>").says_missing


def test_the_line_around_a_wording_error_shows_no_number_of_a_person() -> None:
    (hit,) = read("<h1>通知</h1><p>张三身份证450103199001010011帐户有关事项。</p>").wording
    assert "19900101" not in hit.context
