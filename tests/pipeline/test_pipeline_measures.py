"""A campaign's measures and the panel: frozen, scored with, sealed, verified; wrong rows are refused first."""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hengping.evidence.manifest import sealed
from hengping.evidence.run_folder import RunFolder
from hengping.model import codec
from hengping.model.errors import InputError, RunError
from hengping.model.finding import Finding, Outcome, Subject, finding_id
from hengping.model.review import Review
from hengping.model.text import Text
from hengping.pipeline import stage_score
from hengping.pipeline.campaign_file import load_campaign
from hengping.pipeline.context import Run, create_run, open_run
from hengping.pipeline.reading import read_rows
from hengping.pipeline.stage_rank import rank
from hengping.pipeline.stage_score import read_reviews, read_scores, score, score_inputs
from hengping.pipeline.verify import verify

SYSTEM = """\
schema: 1
id: mixed
version: "1"
title: 混合
sources: [{title: 测试}]
effective: {from: 2026-01-01}
scale: 100
tree:
  id: total
  title: 总分
  kind: system
  children:
    - {id: links, title: 链接, kind: item, marks: 40,
       rule: {kind: per_hit, tariffs: [{select: {check: broken_link}, points: 10}]}}
    - {id: trust, title: 满意度, kind: item, marks: 20, rule: {kind: external, measure: satisfaction, scale: 100}}
    - {id: use, title: 访问量, kind: item, marks: 20, rule: {kind: normalised, method: min_max, measure: visits}}
    - {id: below, title: 下级, kind: item, marks: 20, when_absent: rescale,
       rule: {kind: feed, match: parent, node: links}}
"""
ROSTER = """\
标识码,名称,网址,分组,上级网站标识码
4501000001,市,http://a.example.gov.cn/,市,
4501020001,县一,http://b.example.gov.cn/,县,4501000001
4501030001,县二,http://c.example.gov.cn/,县,4501000001
"""
MEASURES = """\
site_code,item,value
4501000001,satisfaction,90
4501000001,visits,1.2E+6
4501020001,satisfaction,80
4501020001,visits,200000
4501030001,satisfaction,NA
4501030001,visits,700000
"""
CODES = ("4501000001", "4501020001", "4501030001")
Make = Callable[..., Path]


def broken(code: str, number: int, outcome: Outcome) -> Finding:
    url = f"http://{code}.example.gov.cn/{number}"
    return Finding(
        finding_id=finding_id("broken_link", code, url),
        site_code=code,
        check="broken_link",
        version=1,
        outcome=outcome,
        subject=Subject(kind="link", url=url),
        values={},
        evidence=(),
        as_of=date(2026, 11, 20),
        messages=Text("错链"),
    )


@pytest.fixture
def campaign(tmp_path: Path) -> Make:
    def make(measures: str = MEASURES) -> Path:
        (tmp_path / "mixed.yaml").write_text(SYSTEM, encoding="utf-8")
        (tmp_path / "roster.csv").write_text(ROSTER, encoding="utf-8")
        (tmp_path / "m.csv").write_text(measures, encoding="utf-8")
        file = tmp_path / "campaign.yaml"
        file.write_text(
            "id: mixed-2026\ntitle: 混合\nsystems: [mixed.yaml]\nas_of: 2026-11-20\nmeasures: m.csv\n",
            encoding="utf-8",
        )
        return file

    return make


def scored(file: Path, out: Path) -> Run:
    """A run with findings written by hand, scored and ranked."""
    run = create_run(load_campaign(file), out)
    for number, code in enumerate(CODES):
        rows = [broken(code, each, Outcome.FAIL) for each in range(number)] + [broken(code, 99, Outcome.PASS)]
        run.folder.findings_dir.mkdir(exist_ok=True)
        run.folder.findings_file(code).write_bytes(codec.encode_lines(rows))
    score(run)
    rank(run)
    return run


def totals(run: Run) -> list[str]:
    return [str(each.total) for each in read_scores(run.folder, run.systems, run.sites)["mixed"]]


def test_measures_and_the_panel_enter_the_scores(campaign: Make, tmp_path: Path) -> None:
    run = scored(campaign(), tmp_path / "run")
    assert [site.parent for site in run.sites] == ["", CODES[0], CODES[0]]
    # 40 + 18 + 20 + 20 × (30/40 + 20/40) / 2; (30 + 16 + 0) / 80; (20 + 10) / 60.
    assert totals(run) == ["90.50", "57.50", "50.00"]
    assert (run.path / "measures.csv").read_text(encoding="utf-8") == MEASURES
    assert {"measures.csv", "results/mixed/panel.json"} <= set(sealed(run.path))
    given, panel = score_inputs(run.folder, run.systems["mixed"], run.sites[1])
    assert str(given["satisfaction"]) == "80"
    assert panel is not None
    assert panel.values["below"].keys() == {CODES[0]}


def recomputed(run: Run) -> set[str]:
    """What verification computes differently, or cannot compute."""
    return {each.path for each in verify(run.path).mismatches if each.kind in {"not_reproduced", "unreadable"}}


def test_verification_recomputes_the_panel(campaign: Make, tmp_path: Path) -> None:
    run = scored(campaign(), tmp_path / "run")
    assert recomputed(run) == set()
    path = run.folder.panel_file("mixed")
    path.write_bytes(path.read_bytes().replace(b'"25/2"', b'"20"'))
    named = {each.path for each in verify(run.path).mismatches}
    assert "results/mixed/panel.json" in named
    assert f"scores/mixed/{CODES[0]}.json" not in recomputed(run)


def test_scoring_again_skips_what_stands_and_follows_what_changed(campaign: Make, tmp_path: Path) -> None:
    run = scored(campaign(), tmp_path / "run")
    panel, own = run.folder.panel_file("mixed"), run.folder.score_file("mixed", CODES[2])
    for path in (panel, own):
        os.utime(path, ns=(1, 1))
    score(run)
    assert [path.stat().st_mtime_ns for path in (panel, own)] == [1, 1]
    below = run.folder.findings_file(CODES[1])
    below.write_bytes(codec.encode_lines([broken(CODES[1], 99, Outcome.PASS)]))
    score(open_run(run.path))
    assert totals(run) == ["93.00", "70.00", "50.00"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("4501000001,nothing,1", "指标体系中没有 nothing"),
        ("4509999999,visits,1", "名单中没有网站 4509999999"),
        ("4501000001,links,41", "links 的值 41 超出 0 至 40"),
        ("4501000001,visits,很多", "visits 的值“很多”不是数字"),
    ],
)
def test_wrong_measures_are_refused_before_anything_is_made(
    campaign: Make, tmp_path: Path, row: str, said: str
) -> None:
    file = campaign(f"site_code,item,value\n{row}\n")
    with pytest.raises(InputError, match=f"第2行：{said}"):
        create_run(load_campaign(file), tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_a_run_folder_serves_one_set_of_measures(campaign: Make, tmp_path: Path) -> None:
    scored(campaign(), tmp_path / "run")
    with pytest.raises(RunError, match="外部数值"):
        create_run(load_campaign(campaign(MEASURES + "4501000001,links,5\n")), tmp_path / "run")


def review(code: str, marks: str) -> Review:
    return Review(
        site_code=code,
        item_id="links",
        marks=marks,
        actor="评估员",
        decided_at=datetime(2026, 11, 21, 9, tzinfo=UTC),
        reason="复核",
    )


def test_decisions_are_read_once_for_all_sites_and_again_when_a_file_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = RunFolder(tmp_path / "run")
    folder.reviews_dir.mkdir(parents=True)
    path = folder.reviews_dir / "a.jsonl"
    path.write_bytes(codec.encode_lines([review(code, "30") for code in CODES]))
    read: list[Path] = []

    def counted(place: Path, kind: type) -> tuple[Review, ...]:
        read.append(place)
        return read_rows(place, kind)

    monkeypatch.setattr(stage_score, "read_rows", counted)
    for code in CODES:
        assert [each.site_code for each in read_reviews(folder, code)] == [code]
    assert read_reviews(folder, "4509999999") == ()
    assert len(read_reviews(folder)) == 3
    assert read == [path]
    path.write_bytes(codec.encode_lines([review(code, "31") for code in CODES] + [review(CODES[0], "32")]))
    assert [each.marks for each in read_reviews(folder, CODES[0])] == ["31", "32"]
    assert read == [path, path]
