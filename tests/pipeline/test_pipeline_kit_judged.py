"""Kits of judged tables, and judged folders verified: everything follows from the kept table, sites and rules."""

import hashlib
import zipfile
from pathlib import Path

import pytest

from hengping.indicators.load import load_system, system_bytes
from hengping.model.errors import HengpingError
from hengping.model.site import Site
from hengping.pipeline.judge import judge
from hengping.pipeline.kit import kit
from hengping.pipeline.verify_kit import verify_kit, verify_path

SYSTEM = "cstc-tiers-2023"
TEXT = "round: {title: 2026年某市评估, organiser: 某市, as_of: 2026-11-20}\n"


@pytest.fixture
def judged(tmp_path: Path) -> Path:
    system = load_system(SYSTEM)
    (item,) = [node.id for node in system.items() if node.rule is not None][:1]
    table = tmp_path / "values.csv"
    rows = [f"s{number},{item},{50 + number}" for number in range(6)]
    table.write_text("\n".join(["site_code,item,value", *rows, ""]), encoding="utf-8")
    sites = [Site(site_code=f"s{number}", name=f"第{number}县", url="", group="县") for number in range(6)]
    judge(system, table, sites, tmp_path / "judged", frozen=system_bytes(SYSTEM))
    return tmp_path / "judged"


def names(path: Path) -> set[str]:
    with zipfile.ZipFile(path) as archive:
        return set(archive.namelist())


def paths(place: Path) -> set[str]:
    return {mismatch.path for mismatch in verify_path(place).mismatches}


def test_what_judge_was_given_is_kept(judged, tmp_path):
    kept = judged / "inputs" / SYSTEM
    assert (kept / "values.csv").read_bytes() == (tmp_path / "values.csv").read_bytes()
    assert len((kept / "sites.jsonl").read_bytes().splitlines()) == 6


def test_a_judged_folder_verifies_and_its_kit_alone_does(judged, tmp_path):
    result = verify_path(judged)
    assert (result.holds, result.of) == (True, "judge")
    done = kit(judged, tmp_path / "kit.zip")
    assert done.verification.holds
    assert done.verification.recomputed == result.recomputed >= 6 + 5
    assert {f"inputs/{SYSTEM}/values.csv", f"systems/{SYSTEM}.yaml", "SHA256SUMS", "README.md"} <= names(
        tmp_path / "kit.zip"
    )
    (tmp_path / "moved").mkdir()
    moved = (tmp_path / "kit.zip").rename(tmp_path / "moved" / "other.zip")
    assert verify_kit(moved).holds


@pytest.mark.parametrize("pattern", ["scores/*/*.json", "results/*/*.csv", "results/*/results.json"])
def test_a_changed_result_is_named(judged, pattern):
    for victim in judged.glob(pattern):
        before = victim.read_bytes()
        victim.write_bytes(before + b" ")
        assert paths(judged) == {victim.relative_to(judged).as_posix()}
        victim.write_bytes(before)
    assert verify_path(judged).holds


def test_changed_inputs_give_other_results(judged):
    values = judged / "inputs" / SYSTEM / "values.csv"
    values.write_bytes(values.read_bytes().replace(b",55", b",44"))
    assert {f"results/{SYSTEM}/scores.csv", f"scores/{SYSTEM}/s5.json"} <= paths(judged)
    values.write_bytes(b"nonsense")
    assert f"inputs/{SYSTEM}/values.csv" in paths(judged)


def test_scores_that_follow_from_nothing_are_named(judged):
    stray = judged / "scores" / SYSTEM / "s9.json"
    stray.write_bytes((judged / "scores" / SYSTEM / "s1.json").read_bytes())
    assert paths(judged) == {f"scores/{SYSTEM}/s9.json"}


def test_one_altered_byte_of_the_kit_is_named(judged, tmp_path):
    kit(judged, tmp_path / "kit.zip")
    data = (tmp_path / "kit.zip").read_bytes()
    for number in range(40):
        at = int.from_bytes(hashlib.sha256(str(number).encode()).digest()[:8]) % len(data)
        changed = bytearray(data)
        changed[at] ^= 4
        (tmp_path / "bad.zip").write_bytes(changed)
        assert not verify_kit(tmp_path / "bad.zip").holds


def test_a_folder_of_an_earlier_version_says_what_to_do(judged, tmp_path):
    (judged / "inputs" / SYSTEM / "sites.jsonl").unlink()
    for call in (lambda: verify_path(judged), lambda: kit(judged, tmp_path / "kit.zip")):
        with pytest.raises(HengpingError, match="缺少复算所需的文件") as refused:
            call()
        assert "hengping judge" in refused.value.remedy


@pytest.mark.slow
def test_the_figures_of_a_judged_bulletin_are_computed_again(judged, tmp_path):
    from hengping.pipeline.judged_report import write_judged  # noqa: PLC0415 - heavy
    from hengping.pipeline.report_documents import take_text  # noqa: PLC0415 - as above

    (tmp_path / "bulletin.yaml").write_text(TEXT, encoding="utf-8")
    take_text(judged, tmp_path / "bulletin.yaml")
    write_judged(judged)
    before = verify_path(judged)
    assert before.holds
    done = kit(judged, tmp_path / "kit.zip")
    assert done.verification.holds
    assert done.verification.recomputed == before.recomputed
    figures = judged / "reports" / f"bulletin-{SYSTEM}.json"
    figures.write_bytes(figures.read_bytes().replace(b"2026", b"2025", 1))
    assert paths(judged) == {f"reports/bulletin-{SYSTEM}.json"}
    assert not [name for name in names(tmp_path / "kit.zip") if name.startswith("reports/sites/")]
