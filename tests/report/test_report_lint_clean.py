"""Nothing is said of clean documents: as made, re-saved, or worded otherwise without a change of what they say."""

import copy
import shutil
import subprocess

import pytest
from docx.oxml.ns import qn
from lint_case import Word, case, check, said

from hengping.report.bulletin import bulletin
from hengping.report.lint.checking import lint
from hengping.report.lint.plain_reading import read_html, read_plain
from hengping.report.render import bulletin_html
from hengping.report.render.docx_reading import read_docx

CASES = ("made-up", "guangxi", "nanning", "tiers", "single", "empty")


def nothing(checked, *, notes=False):
    assert checked.clean, said(checked.faults)
    if not notes:
        assert not checked.notes, said(checked.notes)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("locked", [False, True])
def test_nothing_is_said_of_a_document_as_it_was_made(name, locked, tmp_path):
    checked = check(name, None, tmp_path / "b.docx", locked=locked)
    nothing(checked)
    assert checked.figures_found == checked.figures > 20
    assert checked.tables_found == checked.tables > 1


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_said_when_fields_and_descriptions_are_gone(name, tmp_path):
    checked = check(name, Word.flatten, tmp_path / "b.docx")
    nothing(checked)
    assert checked.figures_found == checked.figures


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_said_of_html(name, tmp_path):
    path = tmp_path / "b.html"
    inputs = case(name)[0]
    bulletin_html.write(bulletin(inputs), path)
    checked = lint(read_html(path), inputs)
    nothing(checked)
    assert checked.figures_found == checked.figures


@pytest.mark.slow
@pytest.mark.parametrize("name", ["made-up", "guangxi", "nanning", "single"])
def test_nothing_is_said_after_libreoffice_saved_it(name, tmp_path):
    if shutil.which("soffice") is None:
        pytest.skip("soffice not found: LibreOffice is absent")
    inputs, free, locked = case(name)
    made = tmp_path / "made"
    made.mkdir()
    for number, data in enumerate((free, locked)):
        (made / f"b{number}.docx").write_bytes(data)
    for form in ("docx", "html", "txt:Text:UTF8"):
        subprocess.run(
            [
                *("soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", form),
                *("--outdir", str(tmp_path), *(str(made / f"b{number}.docx") for number in (0, 1))),
            ],
            check=True,
            capture_output=True,
            timeout=180,
        )
    for number in (0, 1):
        nothing(lint(read_docx(tmp_path / f"b{number}.docx"), inputs))
        nothing(lint(read_html(tmp_path / f"b{number}.html"), inputs), notes=True)
        nothing(lint(read_plain(tmp_path / f"b{number}.txt"), inputs), notes=True)


def _sentence_moved(word):
    word.move("另有6处检查结果有待人工确认", "本次评估共发现问题145处")


def _columns_dropped(word):
    for row in word.rows("云溪省水利厅门户网站"):
        cells = row.findall(qn("w:tc"))
        row.remove(cells[-1])


def _sorted_otherwise(word):
    table = word.table("岚江县人民政府门户网站")
    _, *rows = table.findall(qn("w:tr"))
    for row in sorted(rows[:-1], key=word.text):
        rows[-1].addprevious(row)


def _split_table(word):
    table = word.table("鹿寨县")
    rows = table.findall(qn("w:tr"))
    other = copy.deepcopy(table)
    for row in rows[50:]:
        table.remove(row)
    for row in other.findall(qn("w:tr"))[1:50]:
        other.remove(row)
    table.addnext(other)


def _excerpt(word):
    table = copy.deepcopy(word.table("鹿寨县"))
    for row in table.findall(qn("w:tr"))[6:]:
        table.remove(row)
    word.paragraph("总排名前五名").addnext(table)


def _red_head(word):
    word.word.paragraphs[0].insert_paragraph_before("云溪省人民政府办公厅文件")
    word.word.paragraphs[0].insert_paragraph_before("云政办发〔2026〕15号")


def _chapter_removed(word):
    for near in ("（一）部分检查项未发现问题", "下列检查项未发现问题", "（二）得分较高的网站", "总分达到90分的网站有"):
        word.remove(near)
    word.remove("五、主要成效")
    for old, new in (("六、存", "五、存"), ("七、未", "六、未"), ("八、工", "七、工")):
        word.replace(old, old[0], new[0])


def _flat(*edits):
    def edit(word):
        word.flatten()
        for near, old, new in edits:
            word.replace(near, old, new)

    return edit


HARMLESS = {
    "share in words": ("made-up", _flat(("涉及21个网站", "涉及21个网站", "七成以上的网站（21个）存在此问题"))),
    "places in another form": (
        "made-up",
        _flat(
            (
                "第一名青岭市",
                "第一名青岭市人民政府门户网站，第二名云溪市人民政府门户网站，第三名岚江市人民政府门户网站",
                "前三名分别是青岭市、云溪市、岚江市人民政府门户网站",
            )
        ),
    ),
    "before and after exchanged": (
        "nanning",
        _flat(
            (
                "27家，相比",
                "取得90分以上的部门网站数量达到27家，相比2019年的36家，减少了25%",
                "90分以上的部门网站由2019年的36家减少到27家，下降25%",
            )
        ),
    ),
    "count after the names": (
        "guangxi",
        _flat(
            ("15个政府网站", "15个政府网站未提供信息公开目录，如南丹县。", "南丹县等15家政府网站没有提供信息公开目录。")
        ),
    ),
    "groups in another order": (
        "made-up",
        _flat(("各组平均得分为", "省直部门87.60分、设区市88.50分", "设区市88.50分、省直部门87.60分")),
    ),
    "figures of other matters": (
        "guangxi",
        lambda w: w.add(
            "（四）安全漏洞较多", "2018年1月5日至2月28日共扫描183个网站，发现高危漏洞256个、中危漏洞1024个。"
        ),
    ),
    "unit in a cell": ("made-up", lambda w: w.cell("云溪省司法厅门户网站", "得分", "94.33分")),
    "shorter reason": (
        "guangxi",
        lambda w: w.replace_cell("黑榜", "三江侗族自治县", "原因", "空白栏目超过5个，单项否决。"),
    ),
    "not on the list": ("guangxi", lambda w: w.append("逐一督促整改", "南宁市未列入黑榜。")),
    "runs cut": ("made-up", Word.split_runs),
    "words around figures": ("made-up", lambda w: w.replace("共有29个", "共有", "截至目前，共有")),
    "order of clauses": (
        "made-up",
        _flat(("共有29个", "共有29个网站完成评估，1个网站未能评估", "1个网站未能评估，29个网站完成了评估")),
    ),
    "other words": (
        "made-up",
        _flat(("合格网站24个", "合格网站24个，总体合格率82.76%", "24个网站合格，合格率达82.76%")),
    ),
    "full-width figures": ("made-up", _flat(("平均得分87.44", "87.44", "８７．４４"))),
    "spaces and half-width signs": (
        "made-up",
        _flat(("共有29个", "共有29个网站完成评估，", "共有 29 个网站完成评估,")),
    ),
    "number in words": ("made-up", _flat(("被单项否决的网站1个", "1个", "一个"))),
    "rounder share": ("guangxi", _flat(("81.42%", "81.42%（149/183）", "超过80%"))),
    "rounded with 约": ("made-up", _flat(("最低78.33", "最低78.33分", "最低约78分"))),
    "sentence moved": ("made-up", _sentence_moved),
    "paragraph cut in two": ("guangxi", lambda w: (w.flatten(), w.split_paragraph("进入红榜的网站22个"))),
    "sentence without figures": ("made-up", lambda w: w.append("共有29个", "总体情况较好，各单位要再接再厉。")),
    "red head": ("made-up", _red_head),
    "chapter removed, others renumbered": ("made-up", _chapter_removed),
    "short names": ("made-up", _flat(("第一名青岭市", "第一名青岭市人民政府门户网站", "第一名青岭市"))),
    "direction in other words": ("nanning", lambda w: w.replace("提高了0.26分", "提高", "上升")),
    "column dropped": ("made-up", _columns_dropped),
    "rows sorted otherwise": ("made-up", _sorted_otherwise),
    "table cut in two": ("guangxi", _split_table),
    "excerpt of a table": ("guangxi", _excerpt),
    "right figures typed": (
        "made-up",
        lambda w: w.add("共有29个", "其中省直部门平均分87.60分，设区市合格率83.33%（5/6），全省平均得分87.44分。"),
    ),
    "right places typed": (
        "guangxi",
        lambda w: w.add("评估结果显示", "南宁市以92.50分排名第一名，柳州市位列第二名，百色市列入黑榜。"),
    ),
    "right list typed": (
        "guangxi",
        lambda w: w.add("评估结果显示", "以下3个市超过90分，分别是：南宁市、柳州市、北海市。"),
    ),
    "future date typed": (
        "made-up",
        lambda w: w.add("对评估结果有异议", "请于2026年12月31日（星期四）前报送整改情况。"),
    ),
    "other round's figures": (
        "made-up",
        lambda w: w.add("共有29个", "2024年全省政府网站平均分为80.15分，合格率为71%。"),
    ),
    "part of the sites": ("made-up", lambda w: w.add("共有29个", "抽查的10个网站中有4个更新较快，平均更新间隔3.5天。")),
    "own table": (
        "made-up",
        lambda w: w.add("共有29个", "各类网站整改时限另行通知，共分3批，第1批10个，第2批12个。"),
    ),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_nothing_is_said_of_other_words_for_the_same(name, tmp_path):
    of, edit = HARMLESS[name]
    nothing(check(of, edit, tmp_path / "b.docx"), notes=True)


def test_what_was_removed_is_noted_but_no_fault(tmp_path):
    checked = check("made-up", lambda word: word.remove("另有6处检查结果有待人工确认"), tmp_path / "b.docx")
    nothing(checked, notes=True)
    assert "doubts" in said(checked.notes)


def test_a_document_of_other_results_is_not_taken_by_its_field_names(tmp_path):
    inputs, _, _ = case("guangxi")
    word = Word(case("made-up")[1])
    checked = lint(read_docx(word.save(tmp_path / "b.docx")), inputs)
    assert len(checked.notes) > 10
