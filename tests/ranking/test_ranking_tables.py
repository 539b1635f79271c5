"""The result tables: columns, bytes, and cells that a spreadsheet must not run."""

import csv
import io
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from ranking_case import blocked, failed, score, system, vetoed

from hengping.model.cells import bare, inert
from hengping.model.score import ScoreNode, VetoResult
from hengping.ranking.results import rank
from hengping.ranking.tables import lists_csv, ranks_csv, scores_csv, vetoes_csv


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode())))


def node(name: str, value: str, **more: object) -> ScoreNode:
    return ScoreNode(item_id=name, title=name, kind="item", full=Decimal(50), score=Decimal(value), **more)  # type: ignore[arg-type]


def tree() -> ScoreNode:
    children = (
        node("a", "33.335", index_value=Decimal("0.6667")),
        node("b", "0", state="not_applicable"),
        node("c", "50", state="not_tested"),
    )
    return ScoreNode(
        item_id="total", title="总分", kind="system", full=Decimal(100), score=Decimal("83.335"), children=children
    )


def test_scores() -> None:
    data = scores_csv([score("1", "83.34", raw_total=Decimal("83.335"), root=tree(), digits=2, index_digits=2)])
    assert rows(data) == [
        ["site_code", "item", "score", "full", "index_value", "applicable"],
        ["1", "total", "83.34", "100.00", "", "true"],
        ["1", "a", "33.34", "50.00", "0.67", "true"],
        ["1", "b", "", "50.00", "", "false"],
        ["1", "c", "", "50.00", "", "true"],
    ]


def test_scores_truncated() -> None:
    data = scores_csv([score("1", "83.3", raw_total=Decimal("83.39"), root=tree(), digits=1, rounding_mode="truncate")])
    assert rows(data)[1][2] == "83.3"


def test_sites_without_a_score_have_one_row() -> None:
    data = scores_csv([blocked("1"), vetoed("2"), vetoed("3", "59")])
    assert [row[:4] for row in rows(data)[1:]] == [
        ["1", "total", "", "100.00"],
        ["2", "total", "", "100.00"],
        ["3", "total", "59.00", "100.00"],
    ]


def test_ranks() -> None:
    results = rank(system(), [score("1", "90.50"), score("2", "90.50"), blocked("3")])
    assert rows(ranks_csv(results)) == [
        ["group", "rank", "tied", "site_code", "name", "total", "tier", "vetoed", "coverage"],
        ["市", "1", "true", "1", "网站1", "90.50", "", "false", "1.0000"],
        ["市", "1", "true", "2", "网站2", "90.50", "", "false", "1.0000"],
        ["市", "", "false", "3", "网站3", "", "", "false", "0"],
    ]


def test_vetoes() -> None:
    waiting = VetoResult(veto_id="V2", title="严重错误", fired=False, state="not_tested", reason="等待人工判定")
    data = vetoes_csv([vetoed("1"), score("2", "80", vetoes=(waiting,))])
    assert rows(data) == [
        ["site_code", "veto", "fired", "reason", "finding_ids"],
        ["1", "V1", "true", "空白栏目5个", "b-1 b-2"],
        ["2", "V2", "", "等待人工判定", ""],
    ]


def test_lists() -> None:
    lists = [{"id": "black", "title": "黑榜", "conditions": [{"kind": "vetoed"}, {"kind": "line", "line": "low"}]}]
    site = vetoed("1", "50", fail_reasons=failed("1", "50").fail_reasons)
    assert rows(lists_csv(rank(system(lists=lists), [site])))[1] == ["black", "1", "网站1", "空白栏目5个；总分50分"]


def test_bytes() -> None:
    data = ranks_csv(rank(system(), [score("1", "90")]))
    assert not data.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in data
    assert data.endswith(b"\n")


def test_formulas_become_text() -> None:
    for start in "=+-@":
        assert inert(f"{start}1+1") == f"'{start}1+1"
    for start in ("\n", "\r\n", " ", "\n\n ", "\u3000"):
        assert inert(f"{start}=1+1") == f"'{start}=1+1"
    assert inert("网站=1") == "网站=1"
    assert inert(" 网站") == " 网站"
    assert inert("＝1+1") == "'＝1+1", "a full-width sign begins a formula too"
    assert inert("\u200b=1+1") == "'\u200b=1+1"


@given(st.text(alphabet="'=+-@＝\t \n网1", max_size=8))
def test_what_was_made_inert_comes_back(text: str) -> None:
    assert bare(inert(text)) == text


def test_names_of_results_are_inert() -> None:
    results = rank(system(), [score("1", "90", name="=cmd()")])
    assert rows(ranks_csv(results))[1][4] == "'=cmd()"
