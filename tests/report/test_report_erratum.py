"""The erratum as a document: before and after, who only moved and why, lists anew; hostile names are only text."""

from datetime import date

import msgspec
import pytest

from hengping.report.blocks import Attachment, AttachmentList, Heading, ListBlock, Paragraph, Table
from hengping.report.erratum import erratum_document, site_changes
from hengping.report.erratum_inputs import (
    Change,
    Erratum,
    GroupChange,
    ListChange,
    Listed,
    SiteChange,
    Standing,
    SystemCorrection,
)
from hengping.report.render import docx, pdf

DIGEST = "ab" * 32
CORRECTED = SiteChange(
    site_code="9900000001",
    name="甲县",
    group="县",
    why="own",
    before=Standing(total="59.00", rank=3, lists=("black",)),
    after=Standing(total="61.00", rank=2, tied=True),
    items=(Change(what="错链断链", before="3.00", after="5.00"),),
)
MOVED = SiteChange(
    site_code="x-b.gov.cn",
    name="=乙县<script>",
    group="县",
    why="others",
    before=Standing(total="60.00", rank=2),
    after=Standing(total="60.00", rank=4),
    moved_by=("甲县",),
)
LIST = ListChange(
    list_id="black",
    title="黑榜",
    removed=(Listed(site_code="9900000001", name="甲县", reasons=("总分59.00分",)),),
    entries=(Listed(site_code="9900000009", name="丙县", reasons=("空白栏目6个；", "超期2026-11-05")),),
)


def made(*systems: SystemCorrection) -> Erratum:
    return Erratum(
        label="更正〔2026〕第1号",
        campaign_id="yunxi",
        campaign_title="2026年云溪省政府网站绩效评估",
        organiser="云溪省人民政府办公厅",
        before=1,
        after=2,
        before_on=date(2026, 12, 1),
        issued_on=date(2026, 12, 5),
        cause="复核后确认错链并不存在",
        before_digest=DIGEST,
        systems=systems,
    )


def correction(title: str = "样例指标") -> SystemCorrection:
    return SystemCorrection(
        system_id="s",
        system_title=title,
        list_titles=(("black", "黑榜"),),
        sites=(CORRECTED, MOVED),
        lists=(LIST,),
        groups=(GroupChange(group="", changes=(Change(what="平均分", before="70.00", after="70.10"),)),),
    )


@pytest.fixture
def document():
    return erratum_document(made(correction()))


def texts(document) -> str:
    return "\n".join(block.text for block in document.blocks if isinstance(block, Paragraph))


def test_it_says_what_why_and_which_version_stays_citable(document):
    told = texts(document)
    assert "更正〔2026〕第1号" in told
    assert "2026年12月1日公布的2026年云溪省政府网站绩效评估结果（第1版）需要更正。" in told
    assert "更正原因：复核后确认错链并不存在。" in told
    assert "更正1个网站的结果，另有1个网站的名次、档级或者榜单随之变动，其得分不变。" in told
    assert DIGEST in told
    assert "以更正后的第2版为准" in told


def test_before_and_after_of_every_site(document):
    corrected, moved, *_ = (block for block in document.blocks if isinstance(block, Table))
    assert corrected.rows == (
        ("1", "甲县", "9900000001", "总分", "59.00", "61.00"),
        ("", "", "", "名次", "第3名", "并列第2名"),
        ("", "", "", "榜单", "黑榜", "——"),
        ("", "", "", "错链断链", "3.00", "5.00"),
    )
    assert moved.rows == (("1", "=乙县<script>", "——", "名次", "第2名", "第4名", "甲县更正"),)


def test_lists_are_told_and_issued_again(document):
    (lines,) = (block.items for block in document.blocks if isinstance(block, ListBlock))
    assert lines == ("黑榜移出1个：甲县。",)
    (attached,) = (block for block in document.blocks if isinstance(block, AttachmentList))
    assert attached.titles == ("黑榜（更正后）",)
    assert [block.title for block in document.blocks if isinstance(block, Attachment)] == ["黑榜（更正后）"]
    *_, reissued = (block for block in document.blocks if isinstance(block, Table))
    assert reissued.rows == (("1", "丙县", "9900000009", "空白栏目6个；超期2026年11月5日。"),)


def test_several_systems_stand_under_their_own_headings():
    document = erratum_document(made(correction("甲体系"), correction("乙体系")))
    headings = [(block.level, block.text) for block in document.blocks if isinstance(block, Heading)]
    assert headings[:2] == [(1, "一、甲体系"), (2, "（一）更正的网站")]
    assert (1, "二、乙体系") in headings


def test_a_site_whose_reasons_alone_changed_is_told():
    site = SiteChange(site_code="1", name="丁", group="", why="others", before=Standing(), after=Standing())
    assert [each.what for each in site_changes(site, {})] == ["榜单所列原因"]


def test_word_and_pdf_are_made_of_it_and_the_same_each_time(document, needs_fonts, tmp_path):
    for writer, name in ((docx.write, "a.docx"), (pdf.write, "a.pdf")):
        writer(document, tmp_path / name)
        first = (tmp_path / name).read_bytes()
        writer(document, tmp_path / name)
        assert (tmp_path / name).read_bytes() == first
        assert len(first) > 1000


def test_corrected_results_that_are_not_final_say_so():
    said = "3个网站的得分为暂定，结果不能公布"
    one = msgspec.structs.replace(correction(), provisional=said)
    lines = [str(block.text) for block in erratum_document(made(one)).blocks if isinstance(block, Paragraph)]
    assert f"更正后的结果仍为暂定结果：{said}。" in lines
    both = erratum_document(made(one, correction("另一指标"))).blocks
    assert [str(block.text) for block in both if isinstance(block, Paragraph) and "暂定" in str(block.text)] == [
        f"《样例指标》的更正后结果仍为暂定结果：{said}。"
    ]
    assert "暂定" not in str(erratum_document(made(correction())))
