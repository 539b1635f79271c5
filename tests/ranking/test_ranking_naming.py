"""Orders of names: divisions, strokes, pinyin, roster."""

import pytest
from ranking_case import blocked, score, system

from hengping.ranking.naming import code_key, pinyin_key
from hengping.ranking.results import rank
from hengping.ranking.strokes import stroke_count, stroke_key


def names(tie_order: str, *given: str, method: str = "dense") -> list[str]:
    scores = [score(f"45{number:08d}", "80", name=name) for number, name in enumerate(given)]
    return [row.name for row in rank(system(ranking={"tie_order": tie_order, "method": method}), scores).ranks]


@pytest.mark.parametrize(
    ("character", "count"),
    [("一", 1), ("乙", 1), ("上", 3), ("门", 3), ("北", 5), ("海", 10), ("源", 13), ("疆", 19), ("A", 0), ("，", 0)],
)
def test_stroke_counts_of_mainland_forms(character: str, count: int) -> None:
    assert stroke_count(character) == count


def test_every_character_of_the_block_has_a_count() -> None:
    assert all(1 <= stroke_count(chr(point)) <= 48 for point in range(0x4E00, 0x9FA6))


def test_stroke_order_goes_on_to_the_next_character() -> None:
    # 山 3; 广 3: decided by 东 5 and 西 6, and then by 5 before 6 with another first character of 3 strokes.
    assert names("stroke", "天津市", "山西省", "广东省", "上海市") == ["广东省", "山西省", "上海市", "天津市"]
    assert stroke_key("山") < stroke_key("山东") < stroke_key("山西")


def test_same_strokes_are_ordered_by_division() -> None:
    assert stroke_key("江西省") == stroke_key("汗西省") != stroke_key("江苏省")
    assert names("stroke", "汗西省", "江西省") == ["汗西省", "江西省"]
    assert names("stroke", "江西省", "汗西省") == ["江西省", "汗西省"]


def test_pinyin_order_by_syllable_then_tone() -> None:
    assert names("pinyin", "重庆市", "北京市", "安徽省", "天津市") == ["安徽省", "北京市", "重庆市", "天津市"]
    # 山西 shan1, 陕西 shan3, 上海 shang4: shan comes before shang whatever the tone.
    assert names("pinyin", "上海市", "陕西省", "山西省") == ["山西省", "陕西省", "上海市"]
    assert pinyin_key("长沙市")[0] == ("chang", "2")
    assert pinyin_key("i深圳")[:2] == (("i", ""), ("shen", "1"))


def test_roster_order() -> None:
    assert names("roster", "丙", "甲", "乙") == ["丙", "甲", "乙"]


def test_ministries_come_before_divisions_and_sites_without_a_code_last() -> None:
    codes = ["x-example.cn", "4500000001", "1100000001", "bm02000001", "bm01000001"]
    assert sorted(codes, key=code_key) == ["bm01000001", "bm02000001", "1100000001", "4500000001", "x-example.cn"]
    scores = [score(code, "80") for code in codes]
    rows = rank(system(ranking={"method": "unordered"}), scores).ranks
    assert [row.site_code for row in rows] == sorted(codes, key=code_key)


def test_unordered_names_do_not_follow_totals() -> None:
    rules = system(ranking={"method": "unordered"})
    scores = [score("3", "90"), score("1", "70"), blocked("0"), score("2", "90")]
    rows = rank(rules, scores).ranks
    assert [(row.site_code, row.rank, row.tied) for row in rows] == [
        ("1", None, False),
        ("2", None, True),
        ("3", None, True),
        ("0", None, False),
    ]
