"""``kit``, ``verify`` of a kit, ``publish``, ``erratum`` and ``cases`` as a person calls them."""

import hashlib
import json
import shutil
import zipfile
from pathlib import Path

import pytest
from cli_case import call

from hengping import __version__

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


def test_a_kit_of_another_program_says_which_and_what_to_do(judged):
    call("kit", "judged", "--out", "kit.zip", cwd=judged)
    repack(judged, "0.0.9", "9f" * 32, b"guangxi-2017 results, as an earlier program printed them\n")
    done = call("verify", "other", cwd=judged)
    assert done.returncode == 1
    assert "results/guangxi-2017/ranks.csv" in done.stdout
    assert f"由衡评 0.0.9 生成，本机是衡评 {__version__}。各文件与包内记载的摘要一致" in done.stdout
    assert "用生成它的程序（衡评 0.0.9）运行 hengping verify" in done.stdout
    told = json.loads(call("verify", "other", "--json", cwd=judged).stdout)
    assert (told["made_with"], told["running"]) == ("0.0.9", __version__)
    repack(judged, __version__, "9f" * 32, b"the same version with other files\n")
    assert (
        f"同是衡评 {__version__}，但程序文件不同（打包时9f9f9f9f9f9f，本机"
        in call("verify", "other", cwd=judged).stdout
    )
    repack(judged, __version__, "", b"an older kit that does not say\n")
    assert "原因" not in call("verify", "other", cwd=judged).stdout


def repack(folder: Path, version: str, code: str, ranks: bytes) -> None:
    """The kit as another program would have made it, digests and all."""
    with zipfile.ZipFile(folder / "kit.zip") as archive:
        files = {info.filename: archive.read(info) for info in archive.infolist()}
    files["results/guangxi-2017/ranks.csv"] = ranks
    told = json.loads(files["kit.json"]) | {"made_with": version, "code": code}
    files["kit.json"] = json.dumps(told).encode()
    names = sorted(files.keys() - {"SHA256SUMS"})
    files["SHA256SUMS"] = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in names).encode()
    unpacked = folder / "other"
    shutil.rmtree(unpacked, ignore_errors=True)
    for name, data in files.items():
        (unpacked / name).parent.mkdir(parents=True, exist_ok=True)
        (unpacked / name).write_bytes(data)


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
