"""The national evaluation of 2022 through ``judge``: places, tiers and their wording; the source's slips by name."""

import subprocess
import sys
from pathlib import Path

import national_2022_data as data
import pytest

from hengping.indicators.claims import claim_slips
from hengping.indicators.load import load_system
from hengping.model.score import RankRow, TrackSummary
from hengping.model.site import Site
from hengping.pipeline.judge import JudgeOutcome, judge
from hengping.ranking.wording import RankStyle, order_note, rank_sentence, tier_sentences

pytestmark = pytest.mark.skipif(
    not data.seeds_folder().is_dir(), reason=f"published rows not found in {data.seeds_folder()}; set HENGPING_GOLDEN"
)

TEXT = data.seeds_folder().parents[1] / "seeds/2022-national.txt"
SLIPS = {"省级数字政府": "安徽省", "重点城市数字政府": "合肥市"}
"""Units printed after one that administrative order puts behind them."""

STYLES = {
    "国务院组成部门": RankStyle(between=("、",)),
    "国务院其他部门": RankStyle(between=("，", "、"), mark_ties=False),
    "直辖市": RankStyle(),
    "省、自治区": RankStyle(place_first=False, between=("、", "，"), tie_join="，", tie_suffix=("",)),
    "副省级城市": RankStyle(place_first=False, tie_join="和", tie_suffix=("",)),
    "省会城市": RankStyle(tie_join="和", tie_suffix=("",)),
    "地市": RankStyle(tie_join="和", tie_suffix=("名", "")),
    "区县": RankStyle(subject="的政府网站"),
    "国家级经济技术开发区": RankStyle(),
    "国家级高新技术产业开发区": RankStyle(between=("、",)),
}
"""The source words every list a little differently."""


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> JudgeOutcome:
    folder = tmp_path_factory.mktemp("national")
    units = data.build()
    _, values = data.write(units, folder)
    sites = [Site(site_code=unit.code, name=unit.name, url="", group=unit.group) for unit in units]
    return judge(load_system("national-2022"), values, sites, folder / "out")


def _rows(outcome: JudgeOutcome, group: str) -> list[RankRow]:
    return [row for row in outcome.results.ranks if row.group == group]


def _track(outcome: JudgeOutcome, group: str) -> TrackSummary:
    return next(track for track in outcome.results.tracks if group in track.groups)


def _full_width(text: str) -> str:
    return text.replace(",", "，").replace(":", "：")


def test_sixty_four_digital_governments(outcome: JudgeOutcome) -> None:
    assert len(_rows(outcome, data.PROVINCES)) == len(_rows(outcome, data.CITIES)) == 32


@pytest.mark.parametrize("group", STYLES)
def test_places_of_every_list(outcome: JudgeOutcome, group: str) -> None:
    published = [row for row in data.rows("national_2022_rankings.csv") if row["category"] == group]
    rows = [row for row in _rows(outcome, group) if row.rank is not None and row.rank <= 10]
    assert [row.name for row in rows] == [row["unit"] for row in published]
    marked = [(row["unit"], int(row["rank"]), row["tie"] == "yes") for row in published if row["rank"].isdigit()]
    assert [(row.name, row.rank, row.tied) for row in rows][: len(marked)] == marked


def test_eight_other_departments_for_seven_places_need_one_unmarked_tie(outcome: JudgeOutcome) -> None:
    rows = [row for row in _rows(outcome, data.OTHER_DEPARTMENTS) if (row.rank or 0) >= 4]
    assert len(rows) == 8
    assert {row.rank for row in rows} == set(range(4, 11))
    published = data.published_places()[data.OTHER_DEPARTMENTS][-8:]
    assert all(len(tie) == 1 for tie in published)


@pytest.mark.skipif(not TEXT.is_file(), reason=f"source text not found: {TEXT}")
@pytest.mark.parametrize("group", STYLES)
def test_sentence_of_every_list(outcome: JudgeOutcome, group: str) -> None:
    first = 0 if group == "直辖市" else 3
    sentence = rank_sentence(_rows(outcome, group), first, style=STYLES[group])
    assert sentence in _full_width(TEXT.read_text(encoding="utf-8")).splitlines()


@pytest.mark.parametrize("category", ["省级数字政府", "重点城市数字政府", "省级政务服务App", "城市服务App"])
def test_tiers_hold_the_published_units_in_administrative_order(outcome: JudgeOutcome, category: str) -> None:
    track = _track(outcome, category)
    rows = _rows(outcome, category)
    printed: dict[str, list[str]] = {}
    for row in data.rows("national_2022_grades.csv"):
        if row["category"] == category:
            printed.setdefault(row["grade"][:2], []).append(row["unit"])
    name_of = {row.site_code: row.name for row in rows}
    assert all(row.rank is None and not row.tied for row in rows)
    for title, codes in track.tiers[:2]:
        names = [name_of[code] for code in codes]
        assert list(codes) == sorted(codes)
        assert sorted(names) == sorted(printed.get(title[:2], []))
        slip = SLIPS.get(category) if title.startswith("优秀") else None
        assert (names == printed.get(title[:2], [])) is (slip is None)
        if slip:
            assert names.index(slip) < printed["优秀"].index(slip)


def test_empty_tier_is_printed_as_none(outcome: JudgeOutcome) -> None:
    track = _track(outcome, "城市服务App")
    best, second, *_ = tier_sentences(track, _rows(outcome, "城市服务App"))
    assert best == "卓越级：无"
    assert second == "优秀级：北京通(北京)、津心办(天津)、随申办(上海)、i深圳(深圳)"
    assert order_note(track) == "注：按照行政区划排序，排名不分先后"


@pytest.mark.skipif(not TEXT.is_file(), reason=f"source text not found: {TEXT}")
@pytest.mark.parametrize("category", ["省级数字政府", "重点城市数字政府", "省级政务服务App", "城市服务App"])
def test_tiers_are_worded_as_in_the_source(outcome: JudgeOutcome, category: str) -> None:
    lines = _full_width(TEXT.read_text(encoding="utf-8")).splitlines()
    best, second, *_ = tier_sentences(_track(outcome, category), _rows(outcome, category))
    assert best in lines
    assert (second in lines) is (category not in SLIPS)


def test_cities_of_two_lists_keep_their_order(outcome: JudgeOutcome) -> None:
    total = {(row.group, row.name): row.total for row in outcome.results.ranks}
    shared = {row.name for row in _rows(outcome, data.SUB_PROVINCIAL)} & {
        row.name for row in _rows(outcome, data.CAPITALS)
    }
    assert len(shared) == 10
    assert all(total[data.SUB_PROVINCIAL, name] == total[data.CAPITALS, name] for name in shared)


def test_lint_names_the_slips_of_the_source() -> None:
    claims = load_system("national-2022").published
    slips = {claim.text: "".join(claim_slips(claim)) for claim in claims if claim_slips(claim)}
    assert slips.keys() == {
        "国务院其他部门第4至第10名",
        "省级数字政府优秀档按行政区划排序",
        "重点城市数字政府优秀档按行政区划排序",
    }
    assert "7 个名次" in slips["国务院其他部门第4至第10名"]
    assert "8 个名称" in slips["国务院其他部门第4至第10名"]
    assert "江苏省、安徽省、福建省" in slips["省级数字政府优秀档按行政区划排序"]
    assert "南京市、合肥市、福州市" in slips["重点城市数字政府优秀档按行政区划排序"]


def test_claims_are_the_published_lists() -> None:
    """The names in the system file are those of the published table, place by place."""
    printed: dict[str, data.Ties] = {}
    for claim in load_system("national-2022").published:
        if claim.kind == "places":
            printed.setdefault(claim.text.partition("第")[0], []).extend(list(tie) for tie in claim.names)
    assert printed == data.published_places()


def test_construction_is_deterministic_and_labelled() -> None:
    units = data.build()
    assert units == data.build()
    published = {row["unit"] for name in ("rankings", "grades") for row in data.rows(f"national_2022_{name}.csv")}
    assert all(unit.name in published for unit in units if not unit.note)
    assert len({unit.code for unit in units}) == len(units)


def test_the_builder_and_the_command_run(tmp_path: Path) -> None:
    builder = Path(data.__file__)
    subprocess.run([sys.executable, builder, tmp_path], check=True, capture_output=True, timeout=60)
    program = Path(sys.executable).with_name("hengping")
    roster, values, out = (tmp_path / name for name in ("roster.csv", "values.csv", "out"))
    arguments: list[str | Path] = ["--values", values, "--roster", roster, "--out", out]
    done = subprocess.run(
        [program, "judge", "--system", "national-2022", *arguments], capture_output=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr.decode()
    ranks = (tmp_path / "out/results/national-2022/ranks.csv").read_text(encoding="utf-8")
    assert "商务部" in ranks
