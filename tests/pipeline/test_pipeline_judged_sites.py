"""Documents of a judged table: what is missing is said before the first, site reports are kept, chosen or left out."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hengping.cli import exit_codes
from hengping.cli.app import app
from hengping.model.errors import InputError
from hengping.pipeline import judged_sites

ROUND = "round: {title: 2026年云溪市政府网站绩效评估, organiser: 云溪市数据局, as_of: 2026-11-20}\n"
CODES = ("4501000001", "4501000002", "4501000003")


def run(*arguments: object) -> str:
    outcome = CliRunner().invoke(app, [str(each) for each in arguments])
    if isinstance(outcome.exception, InputError):
        raise outcome.exception
    assert outcome.exit_code == exit_codes.DONE, outcome.output
    return outcome.stdout


def judge(folder: Path, *totals: str) -> None:
    rows = "".join(f"{code},index,{total}\n" for code, total in zip(CODES, totals, strict=True))
    (folder / "values.csv").write_text("site_code,item,value\n" + rows, encoding="utf-8")
    values = folder / "values.csv"
    run("judge", "--system", "nanning-2020", "--values", values, "--out", folder / "judged")


@pytest.fixture
def judged(tmp_path: Path) -> Path:
    """A judged table of three sites, with the organiser's words beside it."""
    judge(tmp_path, "95", "91.5", "72")
    (tmp_path / "bulletin.yaml").write_text(ROUND, encoding="utf-8")
    return tmp_path / "judged"


def sites(judged: Path, *options: object) -> dict[str, int]:
    told: dict[str, int] = json.loads(run("report", judged, *options, "--json"))["sites"]
    return told


def pages(judged: Path) -> set[str]:
    return {path.name for path in (judged / "reports/sites").glob("*.html")}


def test_site_reports_are_chosen_kept_and_completed(judged: Path, tmp_path: Path) -> None:
    text = ("--text", tmp_path / "bulletin.yaml")
    assert sites(judged, *text, "--sites", "none") == {"written": 0, "kept": 0, "removed": 0, "left_out": 3}
    assert (judged / "reports/bulletin-nanning-2020.docx").exists()
    assert "sites/" not in (judged / "reports/index.html").read_text(encoding="utf-8")

    assert sites(judged, "--sites", f"{CODES[1]}，") == {"written": 1, "kept": 0, "removed": 0, "left_out": 2}
    index = (judged / "reports/index.html").read_text(encoding="utf-8")
    assert [f"sites/{code}.html" in index for code in CODES] == [False, True, False]
    first = (judged / f"reports/sites/{CODES[1]}.pdf").stat().st_mtime_ns

    assert "新写2份，原有1份内容未变、没有重写" in run("report", judged)
    assert (judged / f"reports/sites/{CODES[1]}.pdf").stat().st_mtime_ns == first
    assert pages(judged) == {f"{code}.html" for code in CODES}

    judge(tmp_path, "95", "91.5", "73")
    assert sites(judged, "--sites", CODES[2]) == {"written": 1, "kept": 0, "removed": 2, "left_out": 2}
    assert pages(judged) == {f"{CODES[2]}.html"}


def test_a_process_that_was_stopped_goes_on_where_it_was(
    judged: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    whole = judged_sites.site_documents

    def stopped(view: object, code: str) -> tuple[bytes, bytes]:
        if len(made) == 2:
            raise KeyboardInterrupt
        made.append(code)
        return whole(view, code)  # type: ignore[arg-type]

    monkeypatch.setattr(judged_sites, "site_documents", stopped)
    outcome = CliRunner().invoke(app, ["report", str(judged), "--text", str(tmp_path / "bulletin.yaml")])
    assert outcome.exit_code != exit_codes.DONE
    monkeypatch.setattr(judged_sites, "site_documents", whole)
    assert sites(judged) == {"written": 1, "kept": 2, "removed": 0, "left_out": 0}


def test_all_that_is_missing_is_said_at_once_before_any_document(judged: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有写明这一轮评估的名称"):
        run("report", judged)
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(
        "round: {title: ' ', as_of: 2026-11-20}\ntemplate: no.docx\nobservations: no.csv\nprevious: gone\n",
        encoding="utf-8",
    )
    (judged / "systems/nanning-2020.yaml").rename(tmp_path / "kept.yaml")
    (judged / "results/nanning-2020/results.json").unlink()
    with pytest.raises(InputError) as caught:
        run("report", judged, "--text", wrong)
    for said in ("评估的名称是空的", "no.docx", "no.csv", "gone", "没有排名结果", "共5处"):
        assert said in caught.value.what
    assert not (judged / "reports").exists()
    assert not (judged / "documents").exists()


def test_unknown_sites_are_named(judged: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有评过这样的网站：9"):
        run("report", judged, "--text", tmp_path / "bulletin.yaml", "--sites", f"{CODES[0]},9")
    assert not (judged / "reports").exists()
