"""What the bulletin says of unfinished results, and what it must not say twice or wrongly."""

from decimal import Decimal

import msgspec
import pytest
from made_pages import write_site
from test_report_bulletin import tables, text_of, with_system

from hengping.model.finding import Outcome
from hengping.model.score import FailReason, ScoreNode, VetoResult
from hengping.report import blocks
from hengping.report.annexes import score_columns
from hengping.report.bulletin import bulletin, questions
from hengping.report.figures.basic_queries import quoted
from hengping.report.problem_chapter import problem_chapter
from hengping.report.provisional import statement
from hengping.report.provisional_counts import waiting
from hengping.report.render.html import alike, brief
from hengping.report.view import ReportView
from hengping.report.wording import official


def item(item_id, title, **changes):
    values = {"item_id": item_id, "title": title, "kind": "item", "full": Decimal(5), "score": Decimal(5)}
    return ScoreNode(**values | changes)


@pytest.fixture
def manual_case(case):
    """Every scored site has one item and one veto that wait for a person."""
    veto = VetoResult(veto_id="V9", title="弄虚作假", fired=False, state="not_tested", reason="等待人工判定")
    wait = item("content", "内容准确性", rule="manual", state="not_tested")
    scores = tuple(
        msgspec.structs.replace(
            score,
            vetoes=(*score.vetoes, veto),
            root=msgspec.structs.replace(score.root, children=(*score.root.children, wait)),
        )
        if score.root
        else score
        for score in case.systems[0].scores
    )
    return with_system(case, scores=scores)


def test_unconfirmed_numbers_and_manual_marks_are_stated_in_the_text(manual_case):
    text = text_of(bulletin(manual_case)).split("各组得分排名表")[0]
    assert "一是指标体系中有1项的官方分值或者条款尚未核实" in text
    assert "二是有1项须由人工评分、1项单项否决须由人工判定" in text
    assert "三是有6处检查结果待人工确认" in text
    rows = waiting(ReportView(manual_case).system())
    assert [(row.what, row.title, row.sites) for row in rows] == [
        ("单项否决", "弄虚作假", 28),
        ("人工评分", "内容准确性", 28),
    ]
    (table,) = tables(bulletin(manual_case), "类别")
    assert table.rows == (("单项否决", "弄虚作假", "——", "28"), ("人工评分", "内容准确性", "5", "28"))


def test_final_results_are_not_called_provisional(case):
    scores = tuple(msgspec.structs.replace(score, open_doubts=0) for score in case.systems[0].scores)
    final = with_system(case, scores=scores, unconfirmed=())
    assert statement(questions(final)) == []
    assert "暂定" not in text_of(bulletin(final))


def test_where_the_evidence_is_stands_in_the_notes(case):
    text = text_of(bulletin(case))
    assert "evidence目录" in text
    assert "index.jsonl" in text
    assert "visits.jsonl" in text
    assert "不含单项否决、覆盖率不足和未能评估的网站" in text
    assert "含单项否决的网站" in text_of(bulletin(with_system(case, vetoed_in_mean=True)))


def unreached(case):
    """The last ranked site failed a line but too little of it was seen to rank it."""
    system = case.systems[0]
    row = next(row for row in system.results.ranks if row.rank == 11)
    why = "检查覆盖率5.26%低于60.00%，不参加排名"
    failed = FailReason(line_id="low", reason="健康运行累计扣分100.00分，超过40分")
    changes = {"state": "not_ranked", "state_reason": why, "passed": False, "fail_reasons": (failed,)}
    scores = tuple(
        msgspec.structs.replace(score, **changes) if score.site_code == row.site_code else score
        for score in system.scores
    )
    return row, with_system(case, scores=scores)


def test_a_site_with_a_verdict_is_not_called_unassessed(case, tmp_path):
    row, changed = unreached(case)
    text = text_of(bulletin(changed))
    assert f"{row.name}检查覆盖率5.26%低于60.00%，不参加排名。" in text
    assert "未能评估的网站（1个）" in text
    scores = next(table for table in tables(bulletin(changed), "网站名称") if table.columns[-1].title == "总分")
    assert row.name not in {cells[0] for cells in scores.rows}
    page = tmp_path / "site.html"
    write_site(changed, row.site_code, page)
    assert "不参加排名，不列总分" in page.read_text(encoding="utf-8")


def test_a_vetoed_site_has_no_line_in_the_score_table(case):
    vetoed = next(score for score in case.systems[0].scores if score.state == "vetoed")
    table = next(table for table in tables(bulletin(case), "网站名称") if table.columns[-1].title == "总分")
    assert vetoed.name not in {cells[0] for cells in table.rows}


def test_every_problem_is_counted_once_in_a_table(case):
    (table,) = tables(bulletin(case), "问题")
    counted = {cells[0]: (int(cells[1]), int(cells[2]), int(cells[4])) for cells in table.rows}
    stale = {
        code: sum(row.check == "stale_section" and row.outcome is Outcome.FAIL for row in rows)
        for code, rows in case.findings.items()
    }
    assert counted["应更新未更新栏目"] == (29, sum(map(bool, stale.values())), sum(stale.values()))
    body = "".join(block.text for block in problem_chapter(questions(case)) if isinstance(block, blocks.Paragraph))
    assert "%" not in body
    assert "存在此类问题" not in body


def test_simple_faults_of_a_theme_share_a_paragraph(case):
    (code, rows), *_ = ((code, rows) for code, rows in case.findings.items() if len(rows) > 1)
    checks = ("icp_missing", "psb_missing", "contact_missing")
    more = tuple(
        msgspec.structs.replace(rows[0], check=check, finding_id=f"{check}-1", outcome=Outcome.FAIL) for check in checks
    )
    changed = msgspec.structs.replace(case, findings={**case.findings, code: (*rows, *more)})
    name = ReportView(case).sites[code].name
    paragraphs = [block for block in problem_chapter(questions(changed)) if isinstance(block, blocks.Paragraph)]
    together = [block.text for block in paragraphs if block.text.count(f"的有{name}") == len(checks)]
    assert len(together) == 1


def test_a_document_number_is_no_title():
    assert quoted("国办秘函〔2019〕19号") == "国办秘函〔2019〕19号"
    assert quoted("桂政办电〔2017〕212号；情况通报") == "桂政办电〔2017〕212号、《情况通报》"
    assert quoted("《指标》（2019）") == "《指标》（2019）"


def test_dates_in_sentences_are_written_in_chinese():
    assert (
        official("最近更新为2026-11-05,已超过14天(截至2026-11-20)")
        == "最近更新为2026年11月5日，已超过14天（截至2026年11月20日）"
    )
    kept = "见于http://a.example/2026-11-05/t.html，编号a-2026-11-05，2026-13-45"
    assert official(kept) == kept


def test_a_part_with_one_item_keeps_its_own_name():
    bonus = item("bonus", "加分指标", kind="part", children=(item("claims", "加分事项"),))
    deduct = item("deduct", "扣分指标", kind="part", children=(item("a", "甲"), item("b", "乙")))
    root = item("total", "总分", kind="system", children=(deduct, bonus))
    assert [node.title for node in score_columns(root)] == ["甲", "乙", "加分指标"]


def test_alike_findings_are_one_entry_and_long_titles_are_cut(case):
    row = next(iter(case.findings.values()))[0]
    twin = msgspec.structs.replace(row, check="other", finding_id="other-1")
    other = msgspec.structs.replace(row, messages=msgspec.structs.replace(row.messages, zh="别的"))
    assert alike([row, twin, other]) == [[row, twin], [other]]
    assert len(brief("长" * 10_000)) == 300
