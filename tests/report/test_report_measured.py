"""Values measured over findings, accepted explanations, items counted: on the page, in workbook and bulletin."""

from decimal import Decimal

import msgspec
import openpyxl
import pytest
from made_pages import write_site
from test_report_bulletin import text_of, with_system
from test_report_html import Page

from hengping.indicators.rules import RULE_SPECS
from hengping.model.finding import Outcome
from hengping.model.score import ItemCount, ScoreNode
from hengping.report.bulletin import bulletin
from hengping.report.item_counts import ITEM_COUNTS, added, items_text
from hengping.report.render import xlsx
from hengping.report.render.html import write_index
from hengping.report.render.labels import RULE_ZH, raw_text
from hengping.report.view import ReportView

SITE = 3
ITEMS = ItemCount(applicable=103, checked=96, partly=1, blocked=4, errors=2)


def rate_node(finding_ids, **changes):
    values = {
        "item_id": "rate",
        "title": "网页标签完整率",
        "kind": "item",
        "rule": "ratio",
        "full": Decimal(10),
        "score": Decimal("8.5"),
        "index_value": Decimal("0.85"),
        "status": "unconfirmed",
        "note": "17/20 = 0.85",
        "raw_value": "0.85",
        "finding_ids": finding_ids,
    }
    return ScoreNode(**values | changes)


def measured_case(case):
    """The fourth site: a rate over 25 findings of which one is a fault, an explained deduction, a missing value."""
    system = case.systems[0]
    score = system.scores[SITE]
    code = score.site_code
    model = next(row for row in case.findings[code] if row.check == "meta_missing")
    tested = tuple(
        msgspec.structs.replace(
            model,
            finding_id=f"meta_missing-{number}",
            outcome=Outcome.PASS if number else Outcome.FAIL,
            subject=msgspec.structs.replace(model.subject, title=f"文章{number}"),
        )
        for number in range(25)
    )
    doubt = msgspec.structs.replace(model, finding_id="meta_missing-open", outcome=Outcome.CANNOT_TELL)
    health, *rest = score.root.children
    fresh, link = health.children
    first, *others = fresh.deductions
    accepted = msgspec.structs.replace(
        first, points=Decimal("1.2"), counted=Decimal("1.2"), explained=Decimal("1.80"), reason="采信说明"
    )
    fresh = msgspec.structs.replace(fresh, deductions=(accepted, *others))
    level = rate_node((), item_id="level", title="响应等次", rule="levels", raw_value="mid", note="等次：较好")
    children = (
        msgspec.structs.replace(health, children=(fresh, link)),
        *rest,
        rate_node((*(row.finding_id for row in tested), doubt.finding_id, "gone-1")),
        level,
    )
    score = msgspec.structs.replace(
        score,
        root=msgspec.structs.replace(score.root, children=children),
        items=ITEMS,
        missing=("level", "no-such-item"),
        provisional=True,
    )
    scores = tuple(score if each.site_code == code else each for each in system.scores)
    changed = with_system(case, scores=scores)
    return msgspec.structs.replace(changed, findings={**case.findings, code: (*case.findings[code], *tested, doubt)})


@pytest.fixture(scope="module")
def measured(case):
    return measured_case(case)


@pytest.fixture(scope="module")
def page(measured, tmp_path_factory):
    path = tmp_path_factory.mktemp("measured") / "site.html"
    write_site(measured, measured.sites[SITE].site_code, path)
    return Page(path.read_text(encoding="utf-8"))


def test_a_measured_value_is_printed_with_how_it_came_about(page):
    assert page.text.count("原始数据：0.85\uff0c17/20 = 0.85") == 2
    assert "网页标签完整率\uff08得8.50分\uff0c分值10分\uff09 待核定" in page.text
    assert "mid" not in page.text
    assert "等次：较好" in page.text


def test_the_findings_behind_a_rate_are_evidence_and_no_other_fault(page):
    assert page.text.count("meta_missing-0") == 1
    assert "有问题的1条\uff0c符合的24条" in page.text
    assert "符合的检查结果24条\uff0c列出20条" in page.text
    assert page.text.count("meta_missing-20") == 1
    assert "meta_missing-21" not in page.text
    assert page.text.count("meta_missing-open") == 1
    assert "未扣分的问题" not in page.text


def test_an_accepted_explanation_shows_what_was_given_back(page):
    assert page.text.count("采信情况说明\uff0c退还1.8分") == 1
    assert "1.2分\uff0c实际扣分1.2分\uff08采信说明\uff09" in page.text


def test_items_are_counted_beside_the_coverage(page):
    assert "应评评分点103项\uff0c已评96项\uff0c部分已评1项\uff0c受阻4项\uff0c工具故障2项" in page.text
    assert "96/103" in page.text
    assert "未提供数据或者未评分的有2项：响应等次、no-such-item" in page.text


def test_pages_without_items_say_nothing_of_them(case, tmp_path):
    write_site(case, case.sites[0].site_code, tmp_path / "site.html")
    write_index(case, tmp_path / "index.html")
    for name in ("site.html", "index.html"):
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert "评分点" not in text
        assert "比率和等次的依据" not in text


def test_the_bulletin_counts_items_over_all_sites(measured, tmp_path):
    said = "应评评分点103项\uff0c已评96项\uff0c部分已评1项\uff0c受阻4项\uff0c工具故障2项"
    assert f"各网站合计{said}。" in text_of(bulletin(measured))
    write_index(measured, tmp_path / "index.html")
    assert said in (tmp_path / "index.html").read_text(encoding="utf-8")
    twice = ReportView(measured).system().system.scores[SITE : SITE + 1] * 2
    assert added(twice) == ItemCount(applicable=206, checked=192, partly=2, blocked=8, errors=4)


def test_item_counts_in_words():
    assert not items_text(ItemCount())
    assert items_text(ItemCount(applicable=2, checked=0, waiting=2)) == "应评评分点2项\uff0c已评0项\uff0c待评定2项"
    assert {name for name, _ in ITEM_COUNTS} == set(ItemCount.__struct_fields__)


def test_every_rule_kind_has_a_chinese_name():
    assert set(RULE_ZH) == set(RULE_SPECS)
    assert raw_text(rate_node((), rule="levels")) == ""


def test_the_workbook_has_columns_for_all_of_it(measured, tmp_path):
    xlsx.write(measured, tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    code = measured.sites[SITE].site_code

    def rows(name):
        head, *body = book[name].iter_rows(values_only=True)
        return [dict(zip(head, row, strict=True)) for row in body]

    (rate,) = [row for row in rows("指标得分") if row["指标编号"] == "rate"]
    assert (rate["原始数据"], rate["说明"], rate["核定情况"]) == ("0.85", "17/20 = 0.85", "待核定")
    assert rate["依据的检查结果数"] == 27
    given_back = [row for row in rows("扣分明细") if row["情况说明退还"] is not None]
    assert [(row["扣分"], row["情况说明退还"], row["网站标识码"]) for row in given_back] == [(1.2, 1.8, code)]
    (ranked,) = [row for row in rows("排名") if row["网站标识码"] == code]
    assert ranked["暂定"] == "是"
    (counted,) = [row for row in rows("评分点") if row["网站标识码"] == code]
    assert [counted[title] for _, title in ITEM_COUNTS] == [103, 96, 1, 4, 2, 0, 0]
    assert (counted["未提供数据"], counted["未提供数据的评分点"]) == (2, "响应等次、no-such-item")
