"""``kit``, ``verify`` of a kit, ``publish``, ``erratum`` and ``cases`` as a person calls them."""

import json
import zipfile
from pathlib import Path

import pytest
from cli_case import call

CASES = "序号,案例名称,类别,单位\n1,甲,服务,某市\n2,,服务,某县\n3,[b]乙,开放,某县\n"


@pytest.fixture
def judged(tmp_path: Path) -> Path:
    (tmp_path / "values.csv").write_text("site_code,item,value\ns1,total,90\ns2,total,80\n", encoding="utf-8")
    done = call("judge", "--system", "guangxi-2017", "--values", "values.csv", "--out", "judged", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    return tmp_path


def test_a_kit_is_made_told_and_verified(judged):
    made = call("kit", "judged", "--out", "kit.zip", cwd=judged)
    assert made.returncode == 0, made.stderr
    assert "逐字节复算一致" in made.stdout
    assert "打包：完成" in made.stderr
    (judged / "empty").mkdir()
    (judged / "kit.zip").rename(judged / "empty" / "kit.zip")
    good = call("verify", "kit.zip", cwd=judged / "empty")
    assert good.returncode == 0
    assert "校验通过" in good.stdout
    told = json.loads(call("verify", "kit.zip", "--json", cwd=judged / "empty").stdout)
    assert (told["holds"], told["of"], told["mismatches"]) == (True, "kit", [])


def test_what_does_not_hold_is_named_with_exit_code_1(judged):
    call("kit", "judged", "--out", "kit.zip", cwd=judged)
    data = bytearray((judged / "kit.zip").read_bytes())
    with zipfile.ZipFile(judged / "kit.zip") as archive:
        info = archive.getinfo("results/guangxi-2017/ranks.csv")
    data[info.header_offset + 70] ^= 1
    (judged / "kit.zip").write_bytes(data)
    bad = call("verify", "kit.zip", cwd=judged)
    assert bad.returncode == 1
    assert info.filename in bad.stdout
    with zipfile.ZipFile(judged / "evil.zip", "w") as archive:
        archive.writestr("../evil.txt", "x")
    evil = call("verify", "evil.zip", cwd=judged)
    assert evil.returncode == 1
    assert "拒绝解压" in evil.stdout
    assert not (judged.parent / "evil.txt").exists()


def test_results_that_do_not_follow_give_no_kit(judged):
    ranks = judged / "judged" / "results" / "guangxi-2017" / "ranks.csv"
    ranks.write_bytes(ranks.read_bytes() + b"\n")
    done = call("kit", "judged", "--out", "kit.zip", cwd=judged)
    assert done.returncode == 1
    assert "ranks.csv" in done.stdout
    assert not (judged / "kit.zip").exists()
    assert json.loads(call("kit", "judged", "--out", "kit.zip", "--json", cwd=judged).stdout)["holds"] is False


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("verify", "values.csv"), "不是核验包"),
        (("verify", "nothing.zip"), "没有这个文件"),
        (("kit", "judged", "--out", "kit.tar"), ".zip"),
        (("kit", "nothing", "--out", "kit.zip"), "run.json"),
        (("publish", "judged", "--by", "某处"), "run.json"),
        (("publish", "judged", "--by", "某处", "--force"), "--reason"),
        (("publish", "judged", "--by", "某处", "--reason", "急"), "--force"),
        (("erratum", "judged", "--by", "某处", "--cause", " "), "--cause"),
        (("publications", "judged"), "run.json"),
    ],
)
def test_wrong_calls_say_what_to_do_with_exit_code_2(judged, arguments, told):
    done = call(*arguments, cwd=judged)
    assert done.returncode == 2
    assert told in done.stderr
    assert "处理办法" in done.stderr


def test_cases_are_written_and_wrong_rows_named(tmp_path):
    (tmp_path / "cases.csv").write_text(CASES, encoding="utf-8")
    done = call("cases", "cases.csv", "--out", "out", "--title", "2026年评估", "--on", "2026-12-01", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "共有2个案例，来自2个单位" in done.stdout
    assert "第3行" in done.stderr
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "cases.docx",
        "cases.pdf",
        "cases.csv",
        "cases.json",
    }
    told = json.loads(call("cases", "cases.csv", "--out", "out", "--json", cwd=tmp_path).stdout)
    assert [case["title"] for case in told["cases"]] == ["甲", "[b]乙"]
    assert [fault["kind"] for fault in told["faults"]] == ["missing", "seq_differs"]
