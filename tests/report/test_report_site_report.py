"""A site's report: one model, the same figures as PDF and as a page, pictures bounded, nothing in it acts."""

import html
import re
from datetime import UTC, datetime
from decimal import Decimal

import msgspec
import pypdf
import pytest
from report_case import BLOCKED, HOSTILE, LONG_NAME, SYSTEM, VETOED

from hengping.report.diagnosis import diagnosis
from hengping.report.render.html import site_page
from hengping.report.render.site_pdf import render_site
from hengping.report.site_report.extras import (
    NOTHING,
    EvidencePicture,
    FixGain,
    Gains,
    RankInterval,
    Screenshot,
    SiteExtras,
    SystemExtras,
    Trend,
    TrendPoint,
    VetoWay,
)
from hengping.report.site_report.faults import PICTURES, PICTURES_PER_ITEM, SHOWN
from hengping.report.site_report.make import site_report, wanted_pictures
from hengping.report.site_report.rectification import HEAD, MOST_ROWS
from hengping.report.view import ReportView
from hengping.report.wording import printable

pytestmark = pytest.mark.usefixtures("needs_fonts")
AT = datetime(2026, 11, 19, 16, 30, tzinfo=UTC)
JPEG = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300080606070605080707070909080a0c140d0c0b0b0c1912130f141d1a1f1e1d1a"
    "1c1c20242e2720222c231c1c2837292c30313434341f27393d38323c2e333432ffc0000b080001000101011100ffc4001400010000000000"
    "000000000000000000000009ffc40014100100000000000000000000000000000000ffda0008010100003f0054dfffd9"
)


@pytest.fixture(scope="module")
def view(case):
    return ReportView(case)


def report_of(view, number, extras=NOTHING):
    return site_report(view, view.inputs.sites[number].site_code, extras)


def pdf_text(data, tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(data)
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in pypdf.PdfReader(path).pages))


def page_text(data):
    tagless = re.sub(r"<[^>]*>", "", re.sub(r"(?s)<(style|svg)\b.*?</\1>", "", data.decode()))
    return re.sub(r"\s+", "", html.unescape(tagless))


def picture(finding_id, **more):
    given = {"url": "http://a.example/", "digest": "sha256:" + "a" * 64, "captured_at": AT, "before": "上文\n"}
    return EvidencePicture(
        **{**given, "finding_id": finding_id, "marked": "打不开", "after": "\n下文", "frame": "fault", **more}
    )


def full_extras(view, number):
    page = diagnosis(view, view.inputs.sites[number].site_code)
    names = wanted_pictures(page)
    gain = FixGain(
        item_id="link", item_title="链接可用性", faults=6, points=Decimal("4.000"), total=Decimal("92.33"), rank=3
    )
    items = (gain, msgspec.structs.replace(gain, item_id="fresh", item_title="信息更新", rank=2, tied=True))
    gains = None if page.systems[0].score.root is None else Gains(items=items)
    return SiteExtras(
        pictures={name: picture(name) for name in names},
        systems={
            SYSTEM: SystemExtras(
                gains=gains,
                trend=Trend(
                    points=(
                        TrendPoint(title="2025年评估", total="81.18", rank="第9名"),
                        TrendPoint(title="2026年评估", total="88.33", rank="第5名"),
                    ),
                    sentences=("与上一轮相比，得分提高了7.15分。",),
                ),
                interval=RankInterval(best=3, worst=7, percent="90%"),
            )
        },
    )


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (
            0,
            (
                "得分96.33分（满分100分），得分指数0.9633。",
                "档级为优秀，结论为合格。",
                "有1处检查结果待人工确认，目前为暂定结果。",
            ),
        ),
        (
            5,
            (
                "在“省直部门”组参加排名的11个网站中列第5名，与另外1个网站并列。",
                "失分在信息更新（应更新未更新栏目1处，扣5分）、链接可用性（错链断链6处，扣4分）。",
            ),
        ),
        (
            BLOCKED,
            (
                "网站未能读取（首页返回人机验证页面），不评分、不排名，也不作为否决的依据。请允许评估采集地址访问后申请补充评估。",
            ),
        ),
        (
            VETOED,
            (
                "触发单项否决“空白栏目”：空白栏目6个，达到5个。",
                "按指标体系的规定，不列得分，以下各指标的扣分供整改使用。",
                "结论为不合格。",
            ),
        ),
    ],
)
def test_the_conclusion_is_said_in_sentences(view, number, said):
    found = report_of(view, number).parts[0].conclusion
    assert set(said) <= set(found)
    assert all(sentence.endswith("。") and "。。" not in sentence for sentence in found)


def test_an_interval_of_places_is_said_beside_the_place(view):
    found = report_of(view, 5, full_extras(view, 5)).parts[0].conclusion
    assert any(sentence.endswith("名次的90%区间为第3名至第7名。") for sentence in found)


def test_what_is_open_makes_a_report_preliminary(view):
    assert report_of(view, 0).status == "初步"
    assert report_of(view, 1).status == "正式"
    assert report_of(view, 1, SiteExtras(preliminary=True)).title[1] == "单站诊断报告（初步）"


@pytest.mark.parametrize("number", [0, 5, BLOCKED, VETOED])
def test_page_and_pdf_say_the_same(view, tmp_path, number):
    report = report_of(view, number, full_extras(view, number))
    data, warnings = render_site(report, view.inputs)
    assert warnings == []
    printed, shown = pdf_text(data, tmp_path), page_text(site_page(report, view))
    for part in report.parts:
        wanted = [*part.conclusion, *part.trend_sentences, *part.gain_notes, *(lost.heading for lost in part.lost)]
        wanted += [cell for row in part.tree for cell in (row.title, row.score, row.index)]
        wanted += [cell for row in part.gains for cell in (row.item, row.gain, row.total, row.rank)]
        wanted += [cell for row in part.trend for cell in (row.title, row.total, row.rank)]
        wanted += [picture.caption for lost in part.lost for picture in lost.pictures]
        for text in wanted:
            folded = re.sub(r"\s+", "", printable(text))
            assert folded in shown, text
            assert folded in printed, text
    for row in report.cover:
        assert re.sub(r"\s+", "", row.text) in printed


def test_the_same_bytes_again(view):
    report = report_of(view, 5, full_extras(view, 5))
    assert render_site(report, view.inputs)[0] == render_site(report, view.inputs)[0]
    assert site_page(report, view) == site_page(report, view)


def test_pictures_are_bounded_and_shown_once(view):
    for number in (5, VETOED):
        page = diagnosis(view, view.inputs.sites[number].site_code)
        wanted = wanted_pictures(page)
        assert len(wanted) <= PICTURES
        for item in page.systems[0].lost:
            assert len({row.finding_id for row in item.rows} & set(wanted)) <= PICTURES_PER_ITEM
        part = report_of(view, number, full_extras(view, number)).parts[0]
        shown = [each.evidence.finding_id for lost in part.lost for each in lost.pictures]
        shown += [each.evidence.finding_id for each in part.veto_pictures]
        assert len(shown) == len(set(shown))
        assert set(shown) == set(wanted)


def test_the_most_costly_faults_come_first_and_the_rest_is_counted(view):
    lost = next(lost for lost in report_of(view, 5).parts[0].lost if lost.key[0] == "link")
    assert len(lost.faults) == SHOWN
    assert lost.left_out == 1
    assert "实际扣分0分" not in dict(lost.faults[0].facts)["扣分"]


def test_the_rectification_table_has_a_line_a_fault_and_empty_columns(view, tmp_path):
    report = report_of(view, VETOED)
    page = report.diagnosis
    faults = {row.finding_id for row in page.systems[0].veto_findings}
    faults |= {row.finding_id for item in page.systems[0].lost for row in item.rows}
    assert len(report.rectification) == len(faults)
    assert report.rectification[0].problem.startswith("空白栏目")
    printed = pdf_text(render_site(report, view.inputs)[0], tmp_path)
    for title in HEAD:
        assert title in printed


def test_a_long_rectification_table_says_what_is_left_out(view):
    code = view.inputs.sites[5].site_code
    one = view.inputs.findings[code][0]
    many = tuple(
        msgspec.structs.replace(one, check="reprint", finding_id=f"reprint-{number}") for number in range(MOST_ROWS + 9)
    )
    inputs = msgspec.structs.replace(view.inputs, findings={**view.inputs.findings, code: many})
    report = site_report(ReportView(inputs), code)
    charged = sum(len(item.rows) for item in report.diagnosis.systems[0].lost)
    assert len(report.rectification) == MOST_ROWS
    assert report.rectification_left_out == 9 + charged


def test_vetoes_say_how_they_are_cleared(view):
    ways = (
        VetoWay(veto_id="V1", title="空白栏目", needed=2, faults=6),
        VetoWay(veto_id="V2", title="弄虚作假", needed=0, faults=0),
    )
    extras = SiteExtras(systems={SYSTEM: SystemExtras(gains=Gains(vetoes=ways))})
    assert report_of(view, VETOED, extras).parts[0].veto_ways == (
        "“空白栏目”涉及6处，至少整改2处，经复查确认后可以解除。",
        "“弄虚作假”须经人工复核后解除。",
    )


def test_hostile_texts_stay_text_in_both(view, tmp_path):
    code = view.inputs.sites[5].site_code
    name = view.inputs.findings[code][0].finding_id
    joined = "\n".join(HOSTILE)
    extras = SiteExtras(
        pictures={name: picture(name, url="javascript:alert(1)", before=joined, marked=joined, after=joined)}
    )
    report = site_report(view, code, extras)
    page = site_page(report, view).decode()
    assert "<script" not in page
    assert "javascript:alert(1)</span>" in page
    assert 'href="javascript' not in page
    data, warnings = render_site(report, view.inputs)
    assert warnings == []
    printed = pdf_text(data, tmp_path)
    for text in HOSTILE[:3]:
        assert re.sub(r"\s+", "", printable(text)) in printed


def test_a_screenshot_is_embedded_and_a_damaged_one_left_out(view):
    code = view.inputs.sites[5].site_code
    name = view.inputs.findings[code][0].finding_id
    shot = Screenshot(jpeg=JPEG, width=1, height=1, taken_at=AT, digest="sha256:" + "b" * 64)
    report = site_report(view, code, SiteExtras(pictures={name: picture(name, screenshot=shot)}))
    data, _ = render_site(report, view.inputs)
    assert b"/Subtype/Image" in data.replace(b" ", b"") or b"/Image" in data
    assert b'src="data:image/jpeg;base64,' in site_page(report, view)
    broken = msgspec.structs.replace(shot, jpeg=b"\xff\xd8 no picture")
    report = site_report(view, code, SiteExtras(pictures={name: picture(name, screenshot=broken)}))
    assert render_site(report, view.inputs)[0].startswith(b"%PDF")


def test_long_names_reasons_and_addresses_do_not_leave_the_page(view, tmp_path):
    code = view.inputs.sites[5].site_code
    url = "http://www.example.gov.cn/" + "a" * 900 + "?q=" + "parameter-value&" * 70
    rows = list(view.inputs.findings[code])
    said = "；".join(f"第{number}项原因：栏目超过6个月没有更新，也没有说明理由" for number in range(20))
    subject = msgspec.structs.replace(rows[0].subject, url=url, title="长" * 300)
    rows[0] = msgspec.structs.replace(
        rows[0],
        subject=subject,
        values={"source_url": url},
        messages=msgspec.structs.replace(rows[0].messages, zh=said),
    )
    extras = SiteExtras(pictures={rows[0].finding_id: picture(rows[0].finding_id, url=url, marked="标" * 180)})
    inputs = msgspec.structs.replace(view.inputs, findings={**view.inputs.findings, code: tuple(rows)})
    report = site_report(ReportView(inputs), code, extras)
    path = tmp_path / "long.pdf"
    path.write_bytes(render_site(report, inputs)[0])
    reader = pypdf.PdfReader(path)
    assert LONG_NAME in re.sub(r"\s+", "", reader.pages[0].extract_text())
    for page in reader.pages:
        placed: list[tuple[float, float]] = []
        page.extract_text(
            visitor_text=lambda text, _cm, tm, _font, size, kept=placed: (
                kept.append((tm[4], len(text.strip()) * size / 2.2)) if text.strip() else None
            )
        )
        assert all(at >= 0 for at, _ in placed)
        assert all(at < float(page.mediabox.width) for at, _ in placed)


def test_a_report_is_pdf_a_with_its_fonts(view, tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(render_site(report_of(view, 5, full_extras(view, 5)), view.inputs)[0])
    reader = pypdf.PdfReader(path)
    assert "<pdfaid:part>2</pdfaid:part>" in reader.trailer["/Root"]["/Metadata"].get_data().decode()
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & set(descriptor)
    assert reader.metadata.author == view.inputs.organiser
