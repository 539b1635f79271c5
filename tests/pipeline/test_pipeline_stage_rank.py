"""The result files of one system: tracks and their wording are in ``results.json``, and the round before is used."""

from decimal import Decimal

from hengping.indicators.system import IndicatorSystem
from hengping.model import codec
from hengping.model.score import Results, SiteScore
from hengping.pipeline.stage_rank import result_files

SYSTEM = IndicatorSystem.model_validate(
    {
        "schema": 1,
        "id": "small",
        "version": "1",
        "title": "小体系",
        "sources": [{"title": "测试"}],
        "effective": {"from": "2026-01-01"},
        "scale": 100,
        "tracks": [
            {
                "id": "apps",
                "title": "应用",
                "groups": ["应用"],
                "ranking": {"method": "unordered"},
                "tiers": [{"id": "best", "title": "卓越级", "at_least": 95, "at_most": 100}],
            }
        ],
        "lists": [{"id": "better", "title": "进步榜", "conditions": [{"kind": "improved", "top": 1}]}],
        "tree": {
            "id": "total",
            "title": "总分",
            "kind": "system",
            "children": [{"id": "all", "title": "全部", "kind": "item", "marks": 100, "rule": {"kind": "given"}}],
        },
    }
)


def score(code: str, total: int, group: str) -> SiteScore:
    return SiteScore(
        system_id="small",
        system_version="1",
        site_code=code,
        name=f"网站{code}",
        group=group,
        total=Decimal(total),
        raw_total=Decimal(total),
        full=Decimal(100),
        state="ranked",
        passed=True,
    )


def test_results_json_carries_tracks_and_words() -> None:
    files = result_files(SYSTEM, [score("1", 90, "应用"), score("2", 80, "市"), score("3", 80, "市")])
    results = codec.decode(files["results.json"], Results)
    assert [(track.track_id, track.sentences) for track in results.tracks] == [
        ("apps", ("卓越级：无", "注：按照行政区划排序，排名不分先后")),
        ("all", ("市：网站2、网站3并列第一名。",)),
    ]
    assert files["lists.csv"].splitlines()[1:] == []
    assert files["ranks.csv"].decode().splitlines()[1] == "应用,,false,1,网站1,90,,false,0"


def test_the_round_before_fills_the_list_of_the_most_improved() -> None:
    before = codec.decode(result_files(SYSTEM, [score("2", 70, "市")])["results.json"], Results)
    files = result_files(SYSTEM, [score("2", 80, "市"), score("3", 80, "市")], before)
    assert files["lists.csv"].decode().splitlines()[1:] == [
        "better,2,网站2,总分较上一轮提高10.00分（由70分提高到80分）"
    ]
