"""``bulletin.yaml``: what an organiser gives to the documents, its faults, and how it is frozen beside the results."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hengping.cli import exit_codes
from hengping.cli.app import app
from hengping.model.errors import InputError, RunError
from hengping.pipeline.document_file import read_document_file
from hengping.pipeline.documents import freeze
from hengping.pipeline.observations import read_observations
from hengping.pipeline.run_lock import run_lock

ROUND = "round: {title: 2026年云溪市政府网站绩效评估, organiser: 云溪市数据局, as_of: 2026-11-20}\n"
SITES = ("4501000001", "4501000002", "4501000003")


@pytest.fixture
def judged(tmp_path: Path) -> Path:
    """A judged table of three sites."""
    with (tmp_path / "roster.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["site_code", "name", "unit", "url", "group", "class", "region"])
        for number, code in enumerate(SITES):
            writer.writerow([code, f"单位{'甲乙丙'[number]}", f"单位{'甲乙丙'[number]}", "", "部门", "A", "云溪市"])
    with (tmp_path / "values.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["site_code", "item", "value"])
        writer.writerows([code, "index", value] for code, value in zip(SITES, ("95", "91.5", "72"), strict=True))
    tables = ("--values", tmp_path / "values.csv", "--roster", tmp_path / "roster.csv")
    command("judge", "--system", "nanning-2020", *tables, "--out", tmp_path / "judged")
    return tmp_path / "judged"


def command(*arguments: object) -> str:
    outcome = CliRunner().invoke(app, [str(each) for each in arguments])
    assert outcome.exit_code == exit_codes.DONE, outcome.output
    return outcome.output


def refused(*arguments: object) -> str:
    """What a command says that is given something wrong."""
    outcome = CliRunner().invoke(app, [str(each) for each in arguments])
    assert isinstance(outcome.exception, InputError), outcome.output
    return str(outcome.exception)


def written(folder: Path, text: str) -> Path:
    path = folder / "bulletin.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "what", "where"),
    [
        ("titel: 通报\n", "没有这个字段", "titel"),
        (f"{ROUND}chapters:\n  - title: 总体情况\n", "缺少这个字段", "chapters[0]"),
        (f"{ROUND}chapters:\n  - {{title: 甲, text: 乙, use: 丙}}\n", "没有这个字段", "use"),
        ("round: {title: 评估, as_of: 去年}\n", "应为日期", "as_of"),
        ("issued_on: 2026-13-01\n", "应为日期", "issued_on"),
        ("chapters: 总体情况\n", "应为列表", "chapters"),
        ("lock_figures: 也许\n", "应为true 或 false", "lock_figures"),
        ("licence: MIT\n", "没有名为“MIT”的许可", "licence"),
        ("licence: {title: 开放许可}\n", "既没有网址也没有内容", "licence"),
        ("licence: {title: 开放许可, url: 'javascript:alert(1)'}\n", "应以 https://", "licence"),
        ("licence: {title: 开放许可, name: 甲}\n", "没有这个字段", "name"),
        ("a: [\n", "", ""),
    ],
)
def test_faults_name_the_field(tmp_path: Path, text: str, what: str, where: str) -> None:
    with pytest.raises(InputError) as caught:
        read_document_file(written(tmp_path, text))
    assert what in caught.value.what
    assert where in caught.value.where
    assert "bulletin.yaml" in caught.value.where
    assert caught.value.remedy


def test_a_judged_table_becomes_documents(judged: Path, tmp_path: Path) -> None:
    text = ROUND + "chapters:\n  - title: 总体情况\n    text: 共{sites}个网站，平均{group.mean}分。\n"
    said = command("report", judged, "--text", written(tmp_path, text))
    assert "bulletin-nanning-2020.docx" in said
    reports = judged / "reports"
    registry = json.loads((reports / "bulletin-nanning-2020.json").read_bytes())
    assert [each["printed"] for each in registry["figures"] if each["query"] == "sites"] == ["3"]
    before = (reports / "bulletin-nanning-2020.docx").read_bytes()
    (tmp_path / "bulletin.yaml").unlink()
    command("report", judged)
    assert (reports / "bulletin-nanning-2020.docx").read_bytes() == before


def test_without_a_round_it_says_what_to_write(judged: Path) -> None:
    said = refused("report", judged)
    assert "round" in said
    assert not (judged / "reports").exists()


def test_a_wrong_manuscript_leaves_the_one_before(judged: Path, tmp_path: Path) -> None:
    command("report", judged, "--text", written(tmp_path, ROUND))
    kept = (judged / "documents" / "bulletin.yaml").read_bytes()
    said = refused("report", judged, "--text", written(tmp_path, ROUND + "titel: 甲\n"))
    assert "titel" in said
    assert (judged / "documents" / "bulletin.yaml").read_bytes() == kept


def test_what_is_no_longer_named_goes(judged: Path, tmp_path: Path) -> None:
    (tmp_path / "seen.csv").write_text(f"problem,title,examined,site_code\np,甲,3,{SITES[0]}\n", encoding="utf-8")
    command("report", judged, "--text", written(tmp_path, ROUND + "observations: seen.csv\n"))
    assert (judged / "documents" / "observations.csv").exists()
    command("report", judged, "--text", written(tmp_path, ROUND))
    assert not (judged / "documents" / "observations.csv").exists()


def test_observations_are_read_in_order() -> None:
    data = "\ufeffproblem,title,examined,site_code\np,无目录,3,b\np,无目录,3,a\nq,无指南,2,a\n".encode()
    found = read_observations(data, "seen.csv", {"a", "b"})
    assert found["p"].sites == ("b", "a")
    assert (found["q"].examined, found["q"].title) == (2, "无指南")


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        ("p,甲,3,zz", "第2行的网站标识码zz不在评估名单中"),
        (",甲,3,a", "第2行没有问题编号"),
        ("p,甲,许多,a", "第2行的核查网站数（examined）不是整数"),
        ("p,甲,3,a\np,乙,3,b", "第3行的名称或核查网站数与“p”前面各行不同"),
        ("p,甲,3,a\np,甲,3,a", "第3行的网站a重复"),
        ("p,甲,1,a\np,甲,1,b", "“p”有2个网站，多于核查的1个"),
    ],
)
def test_faults_of_observations_name_the_line(lines: str, what: str) -> None:
    with pytest.raises(InputError) as caught:
        read_observations(f"problem,title,examined,site_code\n{lines}\n".encode(), "seen.csv", {"a", "b"})
    assert what in caught.value.what


def test_a_table_without_its_columns_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        read_observations(b"problem,site_code\n", "seen.csv", set())
    assert "缺少列title、examined" in caught.value.what


def test_words_that_no_document_can_be_made_with_are_not_kept(judged: Path, tmp_path: Path) -> None:
    command("report", judged, "--text", written(tmp_path, ROUND))
    kept = {path.name: path.read_bytes() for path in (judged / "documents").iterdir()}
    (tmp_path / "seen.csv").write_text(f"problem,title,examined,site_code\np,甲,3,{SITES[0]}\n", encoding="utf-8")
    text = ROUND + "observations: seen.csv\nchapters:\n  - {title: 总体情况, text: '平均{group.meen}分。'}\n"
    assert "group.meen" in refused("report", judged, "--text", written(tmp_path, text))
    assert {path.name: path.read_bytes() for path in (judged / "documents").iterdir()} == kept
    command("report", judged)


def test_a_comparison_of_results_that_are_gone_is_refused(judged: Path, tmp_path: Path) -> None:
    tables = ("--values", tmp_path / "values.csv", "--roster", tmp_path / "roster.csv")
    command("judge", "--system", "nanning-2020", *tables, "--out", tmp_path / "before")
    text = written(tmp_path, ROUND + "previous: before\n")
    command("report", judged, "--text", text)
    values = (tmp_path / "values.csv").read_text(encoding="utf-8")
    (tmp_path / "values.csv").write_text(values.replace("91.5", "61.5"), encoding="utf-8")
    command("judge", "--system", "nanning-2020", *tables, "--out", judged)
    assert "重新评判过" in refused("report", judged)
    command("report", judged, "--text", text)


def test_only_lists_of_faults_are_told_to_mend_them(judged: Path, tmp_path: Path) -> None:
    command("report", judged, "--text", written(tmp_path, ROUND))
    registry = json.loads((judged / "reports" / "bulletin-nanning-2020.json").read_bytes())
    assert any(each["query"] == "list.count[from_90]" for each in registry["figures"])
    assert not any("名单的" in each["before"] for each in registry["figures"])


def test_documents_that_are_no_longer_made_go_and_those_of_others_stay(judged: Path, tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_text("title,category,unit\n掌上办,服务,单位甲\n", encoding="utf-8")
    command("report", judged, "--text", written(tmp_path, ROUND + "cases: cases.csv\n"))
    reports = judged / "reports"
    before = {path for path in reports.rglob("*") if path.is_file()}
    (reports / "印刷稿.docx").write_bytes(b"of a person")
    command("report", judged, "--text", written(tmp_path, ROUND))
    gone = {path for path in before if not path.exists()}
    assert gone
    assert all("case" in path.name for path in gone)
    assert (reports / "印刷稿.docx").read_bytes() == b"of a person"


def test_a_document_that_a_person_edited_is_not_removed(judged: Path, tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_text("title,category,unit\n掌上办,服务,单位甲\n", encoding="utf-8")
    command("report", judged, "--text", written(tmp_path, ROUND + "cases: cases.csv\n"))
    edited = min((judged / "reports").glob("*case*.docx"))
    edited.write_bytes(b"edited")
    command("report", judged, "--text", written(tmp_path, ROUND))
    assert edited.read_bytes() == b"edited"


def test_two_at_once_are_kept_apart(judged: Path, tmp_path: Path) -> None:
    command("report", judged, "--text", written(tmp_path, ROUND))
    with run_lock(judged):
        outcome = CliRunner().invoke(app, ["report", str(judged)])
        assert isinstance(outcome.exception, RunError)
        assert "另一个进程" in str(outcome.exception)
        outcome = CliRunner().invoke(app, ["report", str(judged), "--text", str(tmp_path / "bulletin.yaml")])
        assert isinstance(outcome.exception, RunError)
    command("report", judged)


def test_the_licence_of_the_open_data_is_the_organisers(judged: Path, tmp_path: Path) -> None:
    folder = judged / "reports" / "open-data"

    def licence() -> dict[str, str]:
        (told,) = json.loads((folder / "datapackage.json").read_bytes())["licenses"]
        return dict(told)

    command("report", judged, "--text", written(tmp_path, ROUND))
    assert licence()["name"] == "CC-BY-4.0"
    command("report", judged, "--text", written(tmp_path, ROUND + "licence: CC0-1.0\n"))
    assert licence()["name"] == "CC0-1.0"
    assert "公共领域" in (folder / "LICENCE.txt").read_text(encoding="utf-8")
    own = "licence: {title: '云溪市数据*开放*许可', text: 注明出处即可。}\n"
    command("report", judged, "--text", written(tmp_path, ROUND + own))
    assert licence() == {"title": "云溪市数据*开放*许可", "path": "LICENCE.txt"}
    assert (folder / "LICENCE.txt").read_text(encoding="utf-8") == "云溪市数据*开放*许可\n\n注明出处即可。\n"
    assert "许可：云溪市数据\\*开放\\*许可" in (folder / "README.md").read_text(encoding="utf-8")


def test_what_would_not_count_is_refused(judged: Path, tmp_path: Path) -> None:
    for field in ("previous_title: 2019年", "lines: [90]"):
        said = refused("report", judged, "--text", written(tmp_path, f"{ROUND}{field}\n"))
        assert "没有写上一轮" in said
        assert field.partition(":")[0] in said
    assert not (judged / "documents").exists()


@pytest.mark.parametrize("field", ["previous_title: 2019年", "lines: [90]"])
def test_a_run_has_its_comparison_from_elsewhere(tmp_path: Path, field: str) -> None:
    with pytest.raises(InputError, match="评估的上一轮写在评估设置里") as caught:
        freeze(tmp_path / "run", written(tmp_path, f"{field}\n"), ())
    assert field.partition(":")[0] in caught.value.where
    assert not (tmp_path / "run").exists()


def test_a_folder_among_the_documents_stays(judged: Path, tmp_path: Path) -> None:
    (judged / "documents" / "扫描件").mkdir(parents=True)
    (judged / "documents" / "扫描件" / "1.txt").write_text("甲", encoding="utf-8")
    command("report", judged, "--text", written(tmp_path, ROUND))
    command("report", judged)
    assert (judged / "documents" / "扫描件" / "1.txt").exists()
