"""Seed evaluations as bulletins: every published figure and list stands in every form of the document."""

import html as html_text
import json
import re
import zipfile
from pathlib import Path

import bulletin_data
import guangxi_2017_data as guangxi
import nanning_2020_data as nanning
import pypdfium2
import pytest
from docx import Document as WordFile
from typer.testing import CliRunner

from hengping.cli.app import app
from hengping.model.errors import InputError
from hengping.report.render.pdf import chosen_faces

pytestmark = pytest.mark.skipif(
    not nanning.seeds_folder().is_dir(), reason=f"published rows not found in {nanning.seeds_folder()}"
)


def run(*arguments: object) -> None:
    outcome = CliRunner().invoke(app, [str(each) for each in arguments])
    assert outcome.exit_code == 0, outcome.output


@pytest.fixture(scope="module")
def bulletins(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Folder of documents by seed, made by the commands that an office would type."""
    try:
        chosen_faces()
    except InputError as error:
        pytest.skip(str(error))
    out = tmp_path_factory.mktemp("seeds")
    gx, nn = out / "guangxi", out / "nanning"
    roster, values = bulletin_data.write_guangxi(gx)
    run("judge", "--system", "guangxi-2017", "--values", values, "--roster", roster, "--out", gx / "judged")
    run("report", gx / "judged", "--text", gx / "bulletin.yaml")
    roster, now, then = bulletin_data.write_nanning(nn)
    for values, folder in ((then, "judged-2019"), (now, "judged")):
        run("judge", "--system", "nanning-2020", "--values", values, "--roster", roster, "--out", nn / folder)
    run("report", nn / "judged", "--text", nn / "bulletin.yaml")
    return {"guangxi-2017": gx / "judged/reports", "nanning-2020": nn / "judged/reports"}


def word_text(path: Path) -> str:
    """Text as any reader of Word files sees it; it need not know of fields."""
    word = WordFile(str(path))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in word.paragraphs), *cells])


def pdf_text(path: Path) -> str:
    """Text without line ends and page numbers."""
    with pypdfium2.PdfDocument(path) as document:
        pages = [document[number].get_textpage().get_text_range() for number in range(len(document))]
    return re.sub(r"\s+", "", "".join(re.sub(r"—\s*\d+\s*—", "", page) for page in pages))


def html_page_text(path: Path) -> str:
    body = path.read_text(encoding="utf-8").partition("<main")[2]
    return html_text.unescape(re.sub(r"<[^>]+>", "", body))


def forms(folder: Path, system: str) -> dict[str, str]:
    stem = folder / f"bulletin-{system}"
    found = {
        "docx": word_text(stem.with_suffix(".docx")),
        "pdf": pdf_text(stem.with_suffix(".pdf")),
        "html": html_page_text(stem.with_suffix(".html")),
    }
    return {form: re.sub(r"\s+", "", text) for form, text in found.items()}


def names(file: str, column: str, **wanted: str) -> list[str]:
    rows = nanning.rows(file)
    return [row[column] for row in rows if all(row[key] == value for key, value in wanted.items())]


def test_guangxi_prints_every_published_figure(bulletins: dict[str, Path]) -> None:
    facts = json.loads((nanning.seeds_folder() / "facts.json").read_text(encoding="utf-8"))["seed-003_guangxi_2017"]
    sizes = facts["groups"]
    departments, cities, counties = (sizes[key] for key in ("自治区部门", "设区市", "县(市、区)"))
    weights = facts["weights_percent"]
    said = [
        f"{departments}个自治区部门网站和{cities}个市、{counties}个县（市、区）政府门户网站，共{facts['total_sites']}个",
        f"{'、'.join(weights)}{len(weights)}部分组成，权重分别为{'、'.join(f'{each}%' for each in weights.values())}",
        f"合格网站{facts['passed']}个",
        f"总体合格率{facts['pass_rate_percent']}%（{facts['passed']}/{facts['total_sites']}）",
        f"进入红榜的网站{facts['redlist']}个，进入黑榜的网站{facts['blacklist']}个",
        f"{'、'.join(facts['cities_over_90'])}{len(facts['cities_over_90'])}个市政府门户网站总分超过90分",
        f"等{facts['counts']['未公开权责事项取消下放调整']}个政府网站均未公开权责事项",
        f"{facts['counts']['未提供信息公开目录']}个政府网站未提供信息公开目录，如南丹县",
        f"平南县、博白县、田林县等{facts['counts']['目录为静态页面']}的政府网站",
        f"实现程度仅为{facts['counts']['在线访谈实时互动实现程度']}",
        f"如{'、'.join(facts['no_policy_interpretation_column'])}等政府网站没有设置政策解读栏目",
        f"{'、'.join(facts['vulnerability']['named_dept'])}等{facts['vulnerability']['dept_sites_high_risk']}个自治区部门",
        f"{'、'.join(facts['vulnerability']['named_county'])}等{facts['vulnerability']['county_sites_high_risk']}个县",
        "柳州市鱼峰区，灵山县，钦州市钦北区，柳州市城中区，鹿寨县，永福县、武宣县并列，天等县，罗城仫佬族自治县，象州县",
    ]
    for form, text in forms(bulletins["guangxi-2017"], "guangxi-2017").items():
        for words in said:
            assert words in text, (form, words)


def test_guangxi_prints_every_list(bulletins: dict[str, Path]) -> None:
    black = nanning.rows("guangxi_2017_blacklist.csv")
    red = nanning.rows("guangxi_2017_redlist.csv")
    top = nanning.rows("guangxi_2017_ranking_top.csv")
    groups = {"自治区部门": guangxi.DEPARTMENTS, "设区市": guangxi.CITIES, "县(市、区)": guangxi.COUNTIES}
    for form, text in forms(bulletins["guangxi-2017"], "guangxi-2017").items():
        for group in groups:
            listed = [row["unit"] for row in red if row["group"] == group]
            assert "、".join(listed) in text, (form, group)
            judged = [row["unit_full"] for row in black if row["group"] == group]
            assert f"{len(judged)}个）：{'、'.join(judged)}" in text, (form, group)
            assert all(row["unit"] in text for row in top)
        for row in black:
            assert row["site_code"] == "——" or row["site_code"] in text
    cells = word_text(bulletins["guangxi-2017"] / "bulletin-guangxi-2017.docx")
    assert (
        cells.count("空白栏目数量超过（含）5个，即单项否决")
        == sum("空白栏目数量" in row["finding_published"] for row in black) * 2
    )


def test_nanning_prints_every_published_figure(bulletins: dict[str, Path]) -> None:
    facts = nanning.facts()
    means = {key: facts[f"average_{key}"] for key in ("all", "zone", "dept")}
    ninety = facts["dept_sites_ge_90"]
    shares = facts["shares"]
    index = {row["indicator"]: row["得分指数"] for row in nanning.rows("nanning_2020_index_values.csv")}
    said = [
        "52个部门网站和3个开发区网站",
        *(f"{part}（{share}%）" for part, share in facts["weights_percent"].items()),
        f"平均分为{means['all']['2020']}分，相比2019年平均分{means['all']['2019']}提高了0.24分",
        f"开发区网站平均分为{means['zone']['2020']}，相比2019年平均分{means['zone']['2019']}，下降了0.1分",
        f"部门网站平均分为{means['dept']['2020']}，相比2019年平均分{means['dept']['2019']}，提高了0.26分",
        f"达到{ninety['2020']}家，相比2019年的{ninety['2019']}家，减少了{-ninety['change_percent']}%",
        f"前10名的部门网站依次是：{'、'.join(names('nanning_2020_top10.csv', 'unit'))}。",
        f"进步较明显的部门网站有：{'、'.join(facts['progress'])}。",
        f"功能设计指标得分指数达到{index['功能设计']}",
        f"指标得分指数均为{index['网站展现(功能设计)']}",
        f"分别为{index['网站标识(功能设计)']}和{index['政务新媒体(功能设计)']}",
        f"得分指数达到{index['其他重点领域信息(发布解读)']}",
        f"格式规范指标得分指数达到{index['办事指南格式规范']}",
        "分别为" + "、".join(index[f"办事指南{each}"] for each in ("材料规范", "表格下载", "流程清晰", "内容准确")),
        f"公共便民服务指标得分指数为{index['公共便民服务']}",
        f"仅为{index['互动交流']}",
        f"分别为{index['答复数据(互动交流)']}和{index['民意征集(互动交流)']}",
        f"{shares['与一体化平台办事指南格式不一致的部门网站']}的部门网站提供了",
        f"{shares['办事指南不同源']}的部门网站办事指南",
        f"{shares['未按要求设置政府信息公开平台']}部门网站没有按要求",
        f"{shares['未公开征集采纳情况']}网站没有在征集活动结束后1个月内",
    ]
    for form, text in forms(bulletins["nanning-2020"], "nanning-2020").items():
        for words in said:
            assert words in text, (form, words)


@pytest.mark.parametrize("system", ["guangxi-2017", "nanning-2020"])
def test_every_form_holds_the_same_figures(bulletins: dict[str, Path], system: str) -> None:
    stem = bulletins[system] / f"bulletin-{system}"
    registry = json.loads(stem.with_suffix(".json").read_bytes())
    expected = {each["id"]: each["printed"] for each in registry["figures"]}
    assert len(expected) >= 40
    with zipfile.ZipFile(stem.with_suffix(".docx")) as parts:
        properties = parts.read("docProps/custom.xml").decode()
        document = parts.read("word/document.xml").decode()
    stored = re.findall(r'name="HP_(f\d+)"><vt:lpwstr>(.*?)</vt:lpwstr>', properties)
    assert {name: html_text.unescape(text) for name, text in stored} == expected
    shown = re.findall(r"DOCPROPERTY HP_(f\d+) .*?separate.*?<w:t [^>]*>(.*?)</w:t>", document)
    shown += re.findall(r'<w:bookmarkStart [^>]*w:name="HP_(f\d+)"/>.*?<w:t [^>]*>(.*?)</w:t>', document)
    assert {name: html_text.unescape(text) for name, text in shown} == expected
    page = stem.with_suffix(".html").read_text(encoding="utf-8")
    marked = re.findall(r'<data id="(f\d+)"[^>]*>(.*?)</data>', page)
    assert {name: html_text.unescape(text) for name, text in marked} == expected
    read = pdf_text(stem.with_suffix(".pdf"))
    at = 0
    for each in registry["figures"]:
        # In reading order, each figure with the words that stand before it.
        words = re.sub(r"\s+", "", (each["before"] + each["printed"]))
        found = read.find(words, at)
        assert found >= 0, (each["id"], words)
        at = found


@pytest.mark.parametrize("system", ["guangxi-2017", "nanning-2020"])
def test_words_are_made_up_and_say_so(bulletins: dict[str, Path], system: str) -> None:
    for form, text in forms(bulletins[system], system).items():
        assert "构造的补足数据，不代表有关单位的实际情况" in text, form
