"""Tracks: tiers in a fixed order, places up to the last published one, no figures over unlike totals."""

import msgspec
import openpyxl
import pytest
from made_pages import write_site
from report_case import GROUPS
from report_results import track
from test_report_bulletin import tables, text_of, with_system
from test_report_html import Page

from hengping.report import blocks
from hengping.report.bulletin import bulletin, questions
from hengping.report.inputs import GroupComparison, RoundChanges
from hengping.report.provisional import publication
from hengping.report.render import xlsx
from hengping.report.render.html import write_index

TIERED, *ORDERED = (group for group, _ in GROUPS)
NOTE = "注：按照行政区划排序\uff0c排名不分先后。"


def tracked_case(case, *, tiers=True, **changes):
    """The first group unordered in tiers of which the best is empty, the others ranked, three places published."""
    system = case.systems[0]
    rows = tuple(
        msgspec.structs.replace(row, rank=None, tied=False, tier=("良好" if row.total else "") if tiers else "")
        if row.group == TIERED
        else row
        for row in system.results.ranks
    )
    good = tuple(row.site_code for row in rows if row.tier == "良好")
    tracks = (
        track(
            rows,
            (TIERED,),
            track_id="tiers",
            title="按档级公布的赛道",
            method="unordered",
            tiers=(("卓越", ()), ("良好", good)) if tiers else (),
        ),
        track(rows, tuple(ORDERED), track_id="places", title="排名次的赛道", top=3),
    )
    results = msgspec.structs.replace(system.results, ranks=rows, tracks=tracks, **changes)
    return with_system(case, results=results)


@pytest.fixture(scope="module")
def tracked(case):
    return tracked_case(case)


@pytest.fixture(scope="module")
def document(tracked):
    return bulletin(tracked)


def chapter(document, title):
    """The blocks of one chapter of the text."""
    found, inside = [], False
    for block in document.blocks:
        if isinstance(block, blocks.AttachmentList) or (isinstance(block, blocks.Heading) and block.level == 1):
            inside = isinstance(block, blocks.Heading) and block.text.endswith(title)
        elif inside:
            found.append(block)
    return found


def test_every_track_has_its_heading_and_the_empty_tier_is_said(tracked, document):
    said = chapter(document, "排名情况")
    assert [block.text for block in said if isinstance(block, blocks.Heading)] == [
        "\uff08一\uff09按档级公布的赛道",
        "\uff08二\uff09排名次的赛道",
    ]
    leads = {block.lead: block.text for block in said if isinstance(block, blocks.Paragraph)}
    assert leads["卓越："] == "无。"
    names = [row.name for row in tracked.systems[0].results.ranks if row.tier == "良好"]
    assert leads["良好："] == "、".join(names) + "。"
    assert NOTE in [block.text for block in said if isinstance(block, blocks.Paragraph)]
    assert "第一名" not in leads["良好："]


def test_only_published_places_are_named_and_listed(tracked, document):
    ranks = tracked.systems[0].results.ranks
    said = {block.lead: block.text for block in chapter(document, "排名情况") if isinstance(block, blocks.Paragraph)}
    shown = {cells[1] for table in tables(document, "名次") for cells in table.rows}
    for group in ORDERED:
        ranked = sum(row.group == group and row.rank is not None for row in ranks)
        text = said[f"{group}\uff08{ranked}个网站参加排名\uff09："]
        for row in ranks:
            if row.group == group:
                published = row.rank is not None and row.rank <= 3
                assert (row.name in text) == (row.name in shown) == published
    assert not {row.name for row in ranks if row.group == TIERED} & shown
    assert "其余不公布" in text_of(document)
    scored = next(table for table in tables(document, "网站名称") if table.columns[-1].title == "总分")
    assert {cells[0] for cells in scored.rows} == shown


def test_no_mean_over_tracks_whose_totals_mean_different_things(tracked, document, tmp_path):
    total = tracked.systems[0].results.groups[0]
    (groups,) = tables(document, "组别")
    assert groups.rows[-1][0] == "合计"
    assert groups.rows[-1][-3:] == ("——",) * 3
    assert all(cells[-3] != "——" for cells in groups.rows[:-1])
    text = "".join(block.text for block in chapter(document, "总体情况") if isinstance(block, blocks.Paragraph))
    assert "各赛道的总分含义不同" in text
    assert f"平均得分{total.mean}" not in text
    write_index(tracked, tmp_path / "index.html")
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "不计算总体平均分" in page
    assert "平均得分" not in page
    xlsx.write(tracked, tmp_path / "book.xlsx")
    overview = list(openpyxl.load_workbook(tmp_path / "book.xlsx")["总览"].iter_rows(values_only=True))
    assert overview[1][-3:] == (None, None, None)
    assert all(row[-3] is not None for row in overview[2:])


def test_a_track_without_tiers_gives_conclusions_in_an_attachment(case):
    document = bulletin(tracked_case(case, tiers=False))
    assert f"{TIERED}共12个网站\uff0c不排列名次。评估结论见附件。" in text_of(document)
    (table,) = [table for table in tables(document, "序号") if table.columns[3].title == "评估结论"]
    assert len(table.rows) == 12
    assert {cells[3] for cells in table.rows} == {"合格", "不合格", "未能评估"}


def test_site_and_index_pages_show_no_place_where_none_is_published(tracked, tmp_path):
    site = tracked.sites[0]
    write_site(tracked, site.site_code, tmp_path / "site.html")
    page = Page((tmp_path / "site.html").read_text(encoding="utf-8"))
    assert "按档级公布\uff0c排名不分先后" in page.text
    assert "不参加排名" not in page.text
    assert "在本组中的位置" not in page.text
    write_index(tracked, tmp_path / "index.html")
    index = Page((tmp_path / "index.html").read_text(encoding="utf-8"))
    assert index.text.count("名次") == len(ORDERED)
    assert f"{TIERED}\uff0812个\uff0c排名不分先后\uff09" in index.text


def test_the_workbook_lists_tiers_row_by_row(tracked, tmp_path):
    xlsx.write(tracked, tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    _, *rows = book["档级"].iter_rows(values_only=True)
    good = dict(tracked.systems[0].results.tracks[0].tiers)["良好"]
    assert rows[0][1:] == ("按档级公布的赛道", TIERED, "排名不分先后", "卓越", None, "无", None, 0)
    assert [row[5] for row in rows[1:]] == list(good)
    standings = {row[4]: row[11] for row in book["排名"].iter_rows(min_row=2, values_only=True)}
    assert {standings[code] for code in good} <= {"不分先后", "不合格"}


def test_results_that_must_not_be_published_say_so_everywhere(case, tmp_path):
    why = "2个网站的得分为暂定\uff0c结果不能公布：2个网站有6处疑点待人工确认"
    changed = tracked_case(case, publishable=False, unpublishable_reason=why)
    first = next(block for block in bulletin(changed).blocks if isinstance(block, blocks.Paragraph))
    assert (first.lead, first.text) == ("【暂不公布】", why + "。")
    assert "得分为暂定的网站共6个。" in text_of(bulletin(changed))
    write_index(changed, tmp_path / "index.html")
    assert why in (tmp_path / "index.html").read_text(encoding="utf-8")
    write_site(changed, changed.sites[0].site_code, tmp_path / "site.html")
    page = (tmp_path / "site.html").read_text(encoding="utf-8")
    assert "结果暂不公布" in page
    assert "本网站的得分为暂定" in page
    xlsx.write(changed, tmp_path / "book.xlsx")
    notes = dict(openpyxl.load_workbook(tmp_path / "book.xlsx")["说明"].iter_rows(values_only=True))
    assert notes["暂不公布"].endswith(why)
    assert publication(questions(case)) == []


def test_a_system_without_lists_has_no_such_chapter(case):
    assert "红榜" not in text_of(bulletin(with_system(case, list_titles=()))).split("各组得分排名表")[0]


def test_sites_with_other_items_stand_in_a_table_of_their_own(case):
    system = case.systems[0]
    group = ORDERED[0]
    scores = tuple(
        msgspec.structs.replace(score, root=msgspec.structs.replace(score.root, children=score.root.children[1:]))
        if score.group == group and score.root
        else score
        for score in system.scores
    )
    found = [
        table
        for table in tables(bulletin(with_system(case, scores=scores)), "网站名称")
        if table.columns[-1].title == "总分"
    ]
    assert [len(table.columns) for table in found] == [6, 4]
    assert {cells[0] for cells in found[1].rows} == {score.name for score in scores if score.group == group}


CHANGES = RoundChanges(
    before_title="2025年评估",
    summary=("与2025年评估相比\uff0c平均得分由80.00分变为81.00分\uff0c提高了1分",),
    groups=(
        GroupComparison(
            group="全部",
            before_sites="29",
            after_sites="30",
            before_mean="80.00",
            after_mean="81.00",
            change="提高1",
            panel_sites="28",
            panel_change="提高0.5",
        ),
    ),
    reaching=("全部网站得分90分以上的由3个变为4个\uff0c增加1个\uff08增加了33.33%\uff09",),
    improved=("甲网站由80.00分变为90.00分\uff0c提高了10分",),
)


def test_the_round_before_has_a_chapter_when_there_was_one(case):
    text = text_of(bulletin(with_system(case, comparison=CHANGES)))
    assert "三、同比情况\n与2025年评估相比\uff0c平均得分由80.00分变为81.00分\uff0c提高了1分。" in text
    assert "分数段变化。全部网站得分90分以上的由3个变为4个\uff0c增加1个\uff08增加了33.33%\uff09。" in text
    assert "进步较大的网站。甲网站由80.00分变为90.00分\uff0c提高了10分。" in text
    (table,) = [
        table for table in tables(bulletin(with_system(case, comparison=CHANGES)), "组别") if table.caption[0] == "与"
    ]
    assert table.rows == (("全部", "29", "30", "80.00", "81.00", "提高1", "28", "提高0.5"),)
    assert "同比" not in text_of(bulletin(case))
    bare = RoundChanges(before_title="2025年评估", summary=("没有可比的数据",))
    assert "没有可比的数据。" in text_of(bulletin(with_system(case, comparison=bare)))


def test_names_of_a_tier_answer_a_query(tracked):
    ask = questions(tracked)
    found = [each for each in ask.system.tracks if each.method == "unordered" and each.tiers]
    assert found
    for each in found:
        for (tier, codes), sentence in zip(each.tiers, each.sentences, strict=False):
            names = ask("tier.names", each.track_id, tier)
            assert ask("tier.count", each.track_id, tier).printed == str(len(codes))
            assert names.printed == "、".join(ask.system.ranks[code].name for code in codes) or not codes
            assert names.printed in sentence


def test_totals_that_are_not_published_stand_in_no_table(tracked):
    """The lowest total of a group of which only the first places are published belongs to nobody who is named."""
    ask = questions(tracked)
    (table,) = [
        block for block in bulletin(tracked).blocks if isinstance(block, blocks.Table) and block.query == "table.groups"
    ]
    heads = [column.title for column in table.columns]
    rows = {row[0]: dict(zip(heads, row, strict=True)) for row in table.rows}
    assert rows[TIERED]["最高分"] == rows[TIERED]["最低分"] == "——"
    for group in ORDERED:
        assert rows[group]["最高分"] != "——"
        cut = len(ask.system.published_rows(group)) < len(ask.system.ranked_groups[group])
        assert (rows[group]["最低分"] == "——") is cut
    assert rows["合计"]["最低分"] == "——"
