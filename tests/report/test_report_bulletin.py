import re
from decimal import Decimal

import msgspec
import pytest
from report_case import LONG_NAME, SYSTEM
from report_results import track

from hengping.model.numerals import chinese_numeral
from hengping.model.score import FailReason, RankRow
from hengping.report import blocks
from hengping.report.bulletin import bulletin
from hengping.report.problems import by_theme, outcome_counts, problems
from hengping.report.view import ReportView, standing, standing_reasons


def text_of(document):
    parts = []
    for block in document.blocks:
        match block:
            case blocks.Title(lines=lines):
                parts.append("".join(lines))
            case blocks.Heading(text=text):
                parts.append(text)
            case blocks.Paragraph(text=text, lead=lead):
                parts.append(lead + text)
            case blocks.ListBlock(items=items):
                parts += items
            case blocks.Table(columns=columns, rows=rows, caption=caption):
                parts += [caption, " ".join(column.title for column in columns)]
                parts += [" ".join(row) for row in rows]
            case blocks.Attachment(title=title):
                parts.append(title)
            case blocks.Signature(organiser=organiser, on=on):
                parts += [organiser, on]
    return "\n".join(parts)


def tables(document, first_column):
    return [
        block for block in document.blocks if isinstance(block, blocks.Table) and block.columns[0].title == first_column
    ]


@pytest.fixture(scope="module")
def document(case):
    return bulletin(case)


def test_the_chapters_stand_in_official_order(document):
    headings = [block.text for block in document.blocks if isinstance(block, blocks.Heading) and block.level == 1]
    assert headings == [
        "一、总体情况",
        "二、排名情况",
        "三、红榜和黑榜",
        "四、主要成效",
        "五、存在问题",
        "六、未能评估的网站",
        "七、工作要求",
    ]


def test_attachments_are_announced_as_they_follow(document):
    announced = next(block for block in document.blocks if isinstance(block, blocks.AttachmentList)).titles
    following = [(block.number, block.title) for block in document.blocks if isinstance(block, blocks.Attachment)]
    assert following == list(enumerate(announced, start=1))
    assert "待核定指标说明" in announced


def test_overall_figures_come_from_the_results(case, document):
    total = next(row for row in case.systems[0].results.groups if not row.group)
    text = text_of(document)
    assert f"对{len(case.sites)}个网站进行了评估" in text
    assert f"合格网站{total.passed}个" in text
    assert f"{total.pass_rate * 100:.2f}%\uff08{total.passed}/{total.assessed}\uff09" in text
    assert f"平均得分{total.mean}分" in text
    assert f"最高{total.highest}分" in text


def test_the_group_table_ends_with_the_sum(case, document):
    (table,) = tables(document, "组别")
    assert table.rows[-1][0] == "合计"
    for column in (1, 2, 3, 5, 6):
        assert sum(int(row[column]) for row in table.rows[:-1]) == int(table.rows[-1][column])


def test_the_first_ten_places_of_each_group_are_named_and_ties_said(case, document):
    ranks = case.systems[0].results.ranks
    text = text_of(document)
    for group in {row.group for row in ranks}:
        paragraph = next(line for line in text.split("\n") if line.startswith(f"{group}\uff08"))
        for row in ranks:
            if row.group == group and row.rank is not None:
                assert (row.name in paragraph) == (row.rank <= 10)
    tied = [row for row in ranks if row.tied]
    assert tied
    for row in tied:
        if row.rank <= 10:
            assert f"并列第{chinese_numeral(row.rank)}" in text or f"和{row.name}" in text or f"{row.name}和" in text


def test_an_eleventh_place_stands_in_the_attachment_only(case, document):
    row = next(row for row in case.systems[0].results.ranks if row.rank == 11)
    assert any(row.name in cells for table in tables(document, "名次") for cells in table.rows)


def test_lists_hold_unit_code_and_reason(case, document):
    red, black, unassessed = tables(document, "序号")[:3]
    entries = case.systems[0].results.lists
    assert len(red.rows) == sum(entry.list_id == "red" for entry in entries)
    assert black.rows[0][2] == next(entry.site_code for entry in entries if entry.list_id == "black")
    assert black.rows[0][3].endswith("。")
    assert unassessed.rows[0][1:] == ("云溪省教育厅直属局", "9910000011", "首页返回人机验证页面。")


def test_a_site_without_a_code_is_printed_with_a_dash(document):
    row = next(cells for table in tables(document, "名次") for cells in table.rows if "审计厅" in cells[1])
    assert row[2] == "——"


def test_problems_are_counted_over_the_sites_that_were_checked(case):
    found = problems(ReportView(case))
    stale = found["stale_section"]
    assert stale.checked == 29
    assert len(stale.sites) == sum(
        any(row.check == "stale_section" and row.outcome == "fail" for row in rows) for rows in case.findings.values()
    )
    assert stale.faults == sum(count for _, count in stale.sites)
    assert [count for _, count in stale.sites] == sorted((count for _, count in stale.sites), reverse=True)
    assert "blocked" not in found
    assert "guide_incomplete" not in found


def test_an_unknown_check_comes_under_other_problems(case):
    found = problems(ReportView(case))
    unknown = {"new_check": msgspec.structs.replace(found["broken_link"], check="new_check")}
    assert [what for what, _ in by_theme(unknown)] == ["还存在其他问题"]


def test_outcome_counts_cover_every_finding(case):
    counted = sum(sum(row.counts.values()) for row in outcome_counts(ReportView(case)))
    assert counted == sum(len(rows) for rows in case.findings.values())


def test_no_approximate_words_and_no_english_in_the_text(document):
    body = text_of(document).split("各组得分排名表")[0]
    assert not re.search(r"约\d|近\d|超过\d+%", body)
    assert LONG_NAME in body


def test_unconfirmed_rows_and_digests_are_printed(case, document):
    text = text_of(document)
    assert "分值36分尚未见官方文本" in text
    assert all(digest in text for digest in case.digests.values())


def test_indicator_scores_follow_the_ranks(case, document):
    table = next(table for table in tables(document, "网站名称") if table.columns[-1].title == "总分")
    assert [column.title[:4] for column in table.columns[1:-1]] == ["信息更新", "链接可用", "办事服务", "网页设计"]
    assert table.rows[0][-1] == str(case.systems[0].results.ranks[0].total)
    assert len(table.rows) == sum(score.total is not None for score in case.systems[0].scores)


def test_empty_states_are_sentences(empty_case):
    document = bulletin(empty_case)
    text = text_of(document)
    for said in (
        "没有网站参加排名",
        "没有网站列入红榜",
        "没有网站列入黑榜",
        "没有形成得分",
        "首页返回403",
    ):
        assert said in text, said
    # Nothing was checked: to say that no problem was found would be an invention.
    assert "未发现问题" not in text
    assert "None" not in text
    assert all(table.rows for table in document.blocks if isinstance(table, blocks.Table))


def test_results_without_any_row_still_make_a_bulletin(empty_case):
    system = empty_case.systems[0]
    results = msgspec.structs.replace(system.results, ranks=(), groups=())
    system = msgspec.structs.replace(system, results=results, scores=())
    text = text_of(bulletin(msgspec.structs.replace(empty_case, systems=(system,), sites=())))
    assert "没有形成总体统计结果" in text


def test_a_group_without_a_name_has_no_heading_of_its_own(case):
    row = RankRow(
        group="",
        rank=1,
        tied=False,
        site_code="9900000099",
        name="特区网站",
        total=Decimal("80.00"),
        tier="",
        vetoed=False,
        coverage=Decimal(1),
    )
    system = case.systems[0]
    results = msgspec.structs.replace(system.results, ranks=(row,), tracks=(track((row,), ("",)),))
    text = text_of(bulletin(msgspec.structs.replace(case, systems=(msgspec.structs.replace(system, results=results),))))
    assert "共1个网站参加排名。第一名特区网站。" in text


def test_the_asked_system_is_reported(case):
    assert SYSTEM in text_of(bulletin(case, SYSTEM))
    with pytest.raises(KeyError):
        bulletin(case, "no-such-system")


def test_the_document_is_data(document):
    data = msgspec.json.encode(blocks.to_data(document))
    assert msgspec.json.decode(data, type=blocks.Document) == document


def with_system(case, **changes):
    return msgspec.structs.replace(case, systems=(msgspec.structs.replace(case.systems[0], **changes),))


def test_a_system_names_its_own_lists(case):
    text = text_of(bulletin(with_system(case, list_titles=(("black", "不合格网站"),))))
    assert "三、不合格网站\n共有1个网站列入不合格网站名单" in text
    assert "列入不合格网站名单的1个网站要尽快完成整改" in text
    assert "红榜" not in text.split("各组得分排名表")[0]


def test_a_site_below_a_fail_line_has_a_score_and_no_place(case):
    system = case.systems[0]
    last = next(row for row in system.results.ranks if row.rank == 11)
    failed = FailReason(line_id="low", reason="总分低于80分")
    scores = tuple(
        msgspec.structs.replace(score, fail_reasons=(failed,)) if score.site_code == last.site_code else score
        for score in system.scores
    )
    ranks = tuple(msgspec.structs.replace(row, rank=None) if row is last else row for row in system.results.ranks)
    changed = with_system(case, scores=scores, results=msgspec.structs.replace(system.results, ranks=ranks))
    row = next(cells for table in tables(bulletin(changed), "名次") for cells in table.rows if last.name in cells[1])
    assert (row[0], row[3], row[4]) == ("——", str(last.total), "不合格")
    score = next(score for score in scores if score.site_code == last.site_code)
    assert standing_reasons(score) == ("总分低于80分",)
    assert standing(score, last) == "参加排名"
    assert standing(None, None) == ""


def test_scores_are_cut_off_where_the_system_says_so(case):
    scores = tuple(
        msgspec.structs.replace(score, rounding_mode="truncate", digits=1) for score in case.systems[0].scores
    )
    table = next(
        table
        for table in tables(bulletin(with_system(case, scores=scores)), "网站名称")
        if table.columns[-1].title == "总分"
    )
    assert {row[3] for row in table.rows} == {"33.3"}
