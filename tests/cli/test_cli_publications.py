"""A round with a round before it: published, corrected, packed and verified, as a person calls it."""

import json
import shutil
import zipfile
from datetime import date
from pathlib import Path

import pytest
from cli_case import call
from rescore_case import FAULTS, made_run

from hengping.evidence.manifest import seal
from hengping.evidence.run_folder import RunFolder
from hengping.model import codec
from hengping.model.facts import HomeFacts, SiteFacts
from hengping.pipeline.context import open_run
from hengping.pipeline.ledger import COLUMNS
from hengping.pipeline.stage_check import read_findings

LATER = {"9900000001": (1, 1), "9900000002": (2, 0), "9900000003": (5, 1), "9900000004": (0, 0), "9900000005": (6, 4)}
LISTS = "lists: [{id: red, title: 红榜, conditions: [{kind: total_at_least, value: 95, reason: 总分不低于95分}]}]"
BY = ("--by", "信息处", "--on", "2026-12-05")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("years")
    made_run(base / "2025", FAULTS)
    run = made_run(base / "2026", LATER, more="previous: ../../2025/run\n", name="links-2026", lists=LISTS)
    ledger = run / "results" / "ledger.csv"
    ledger.write_text(",".join(COLUMNS) + "\n", encoding="utf-8")
    folder = RunFolder(run)
    folder.facts_dir.mkdir()
    for site in open_run(run).sites:
        facts = SiteFacts(site=site, as_of=date(2026, 11, 20), home=HomeFacts(url=site.url))
        folder.facts_file(site.site_code).write_bytes(codec.encode(facts))
    seal(run, [ledger, *(run / "findings").iterdir(), *folder.facts_dir.iterdir()], "check")
    done = call("report", run)
    assert done.returncode == 0, done.stderr
    return run


@pytest.fixture
def run(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "run")
    return tmp_path / "run"


def mend(run: Path, code: str) -> None:
    """A person finds that none of a site's faults is one."""
    found = [each for each in read_findings(RunFolder(run), code) if each.outcome.value == "fail"]
    decided = {"actor": "某", "decided_at": "2026-12-02T10:00:00+08:00", "reason": "核实", "outcome": "pass"}
    lines = [{"site_code": code, "finding_id": each.finding_id, **decided} for each in found]
    (run / "reviews").mkdir(exist_ok=True)
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (run / "reviews" / "people.jsonl").write_text(text, encoding="utf-8")
    for stage in ("score", "rank", "report"):
        assert call(stage, run).returncode == 0


def test_from_publication_to_a_verified_kit_of_the_correction(run: Path, tmp_path: Path) -> None:
    first = call("publish", run, *BY)
    assert first.returncode == 0, first.stderr
    assert "第1版" in first.stdout
    unchanged = call("erratum", run, "--cause", "复核", *BY)
    assert (unchanged.returncode, "没有变动" in unchanged.stdout) == (0, True)

    mend(run, "9900000003")
    listed = json.loads(call("publications", run, "--json").stdout)
    assert (len(listed["publications"]), listed["current"]) == (1, False)
    done = call("erratum", run, "--cause", "复核后确认有关错链不存在", *BY)
    assert done.returncode == 0, done.stderr
    assert "更正〔2026〕第1号：第2版" in done.stdout
    assert "网站3：总分" in done.stdout
    assert "（因网站3更正）：名次" in done.stdout
    erratum = json.loads((run / "publications" / "v2" / "erratum.json").read_bytes())
    (system,) = erratum["systems"]
    by_why = {why: [site["name"] for site in system["sites"] if site["why"] == why] for why in ("own", "others")}
    assert by_why["own"] == ["网站3"]
    # level with the first now; one place up, because two share the first
    assert by_why["others"] == ["网站4", "网站5"]
    assert [each["name"] for each in system["lists"][0]["added"]] == ["网站3"]
    table = call("publications", run)
    assert "更正〔2026〕第1号" in table.stdout

    packed = call("kit", run, "--out", tmp_path / "kit.zip")
    assert packed.returncode == 0, packed.stdout
    (tmp_path / "alone").mkdir()
    (tmp_path / "kit.zip").rename(tmp_path / "alone" / "kit.zip")
    shutil.rmtree(run)
    verified = call("verify", "kit.zip", "--json", cwd=tmp_path / "alone")
    assert verified.returncode == 0, verified.stdout
    assert json.loads(verified.stdout)["holds"] is True


def test_the_round_before_goes_along_and_counts(run: Path, tmp_path: Path) -> None:
    assert call("kit", run, "--out", tmp_path / "kit.zip").returncode == 0
    told = json.loads(call("verify", tmp_path / "kit.zip", "--json").stdout)
    compared = {"compare.json", "compare.csv", "costs.csv"}
    assert compared <= {path.name for path in (run / "results" / "links-2026").iterdir()}
    scores = len(LATER)
    tables = len(list((run / "results" / "links-2026").iterdir()))
    assert told["recomputed"] == scores + tables + 1 + 1
    changed = run / "previous" / "links-2026" / "scores.jsonl"
    changed.write_bytes(changed.read_bytes().replace(b"88", b"89", 1))
    refused = call("kit", run, "--out", tmp_path / "other.zip")
    assert refused.returncode == 2
    assert "scores.jsonl" in refused.stderr


def test_the_organisers_words_and_cases_go_along(run: Path, tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_text("案例名称,类别,单位\n甲,服务,某市\n乙,开放,某县\n", encoding="utf-8")
    (tmp_path / "with.yaml").write_text("remark: 试\ncases: cases.csv\n", encoding="utf-8")
    (tmp_path / "without.yaml").write_text("remark: 试\n", encoding="utf-8")
    assert call("report", run, "--text", tmp_path / "with.yaml").returncode == 0
    assert call("verify", run).returncode == 0
    assert call("kit", run, "--out", tmp_path / "kit.zip").returncode == 0
    with zipfile.ZipFile(tmp_path / "kit.zip") as archive:
        names = set(archive.namelist())
        figures = json.loads(archive.read("reports/bulletin-links-2026.json"))
    assert {"documents/bulletin.yaml", "documents/cases.csv", "reports/cases.json", "reports/cases.csv"} <= names
    told = {figure["query"]: figure["printed"] for figure in figures["figures"]}
    assert (told["cases.count"], told["cases.count[服务]"], told["cases.units"]) == ("2", "1", "2")
    assert call("report", run, "--text", tmp_path / "without.yaml").returncode == 0
    assert not (run / "documents" / "cases.csv").exists()
    assert call("verify", run).returncode == 0


def test_cases_with_a_wrong_row_are_refused_for_the_bulletin(run: Path, tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_text("案例名称,类别,单位\n甲,服务,某市\n乙,,某县\n", encoding="utf-8")
    (tmp_path / "with.yaml").write_text("cases: cases.csv\n", encoding="utf-8")
    done = call("report", run, "--text", tmp_path / "with.yaml")
    assert done.returncode == 2
    assert "第3行" in done.stderr
    assert "类别" in done.stderr
    assert not (run / "documents").exists()
