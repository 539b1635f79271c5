"""The ranked lists and tiers of 2022 as printed, sentence by sentence.

Totals are constructed from the published places. The source's commas are half-width and change from list to list; ours
are full-width, and what changes is said by the style of each list.
"""

from decimal import Decimal
from typing import NamedTuple

import pytest
import tie_evidence_data as data

from hengping.model.score import Results
from hengping.ranking.results import rank, top_rows
from hengping.ranking.wording import RankStyle, order_note, rank_sentence, tier_sentence, tier_sentences

RANKINGS = "seeds/national_2022_rankings.csv"
GRADES = "seeds/national_2022_grades.csv"
pytestmark = pytest.mark.skipif(
    not (data.golden_folder() / RANKINGS).is_file(),
    reason=f"published rows not found in {data.golden_folder()}; set HENGPING_GOLDEN",
)


class Printed(NamedTuple):
    """One list: its sentence as published, how many names it has, its style and the places named one by one."""

    sentence: str
    names: int
    style: RankStyle = RankStyle()
    first: int = 3


LISTS = {
    "国务院组成部门": Printed(
        "第一名商务部、第二名交通运输部、第三名工业和信息化部。科技部和水利部、农业农村部、卫生健康委、文化和旅游部、"
        "自然资源部、发展改革委、生态环境部位列第四到第十名。",
        11,
        RankStyle(between=("、",)),
    ),
    "国务院其他部门": Printed(
        "税务总局、市场监管总局并列第一名，第二名海关总署、第三名药监局。体育总局、林业和草原局、气象局、民航局、铁路局、"
        "邮政局、统计局、知识产权局位列第四到第十名。",
        12,
        RankStyle(between=("，", "、"), mark_ties=False),
    ),
    "直辖市": Printed("北京市、上海市、重庆市、天津市位列第一到第四名。", 4, first=0),
    "省、自治区": Printed(
        "浙江省，福建省并列第一、四川省第二名，广西壮族自治区第三名。贵州省、安徽省和湖北省、广东省、江西省、海南省、"
        "江苏省和云南省、山东省位列第四到第十名。",
        13,
        RankStyle(place_first=False, between=("、", "，"), tie_join="，", tie_suffix=("",)),
    ),
    "副省级城市": Printed(
        "厦门市第一名，青岛市和深圳市并列第二，成都市第三名。武汉市、哈尔滨市和杭州市、宁波市、广州市、济南市、南京市、"
        "西安市位列第四到第十名。",
        12,
        RankStyle(place_first=False, tie_join="和", tie_suffix=("",)),
    ),
    "省会城市": Printed(
        "第一名成都市，武汉市和长沙市并列第二，第三名贵阳市。南宁市、哈尔滨市和杭州市、广州市、济南市、南京市、福州市、"
        "西安市位列第四到第十名。",
        12,
        RankStyle(tie_join="和", tie_suffix=("",)),
    ),
    "地市": Printed(
        "第一名佛山市，苏州市和温州市并列第二名，无锡市、宁德市和襄阳市并列第三。柳州市、六安市、宜昌市、马鞍山市、荆门市、"
        "铜陵市、龙岩市位列第四到第十名。",
        13,
        RankStyle(tie_join="和", tie_suffix=("名", "")),
    ),
    "区县": Printed(
        "第一名深圳罗湖区，第二名佛山禅城区，第三名武汉武昌区。潍坊寿光市和佛山顺德区、温州瓯海区、武汉江岸区、深圳坪山区、"
        "广州增城区、长沙天心区、湖北仙桃市的政府网站位列第四到第十名。",
        11,
        RankStyle(subject="的政府网站"),
    ),
    "国家级经济技术开发区": Printed(
        "第一名苏州工业园区，第二名北京经开区，第三名天津经开区。增城经开区、长沙经开区、望城经开区、成都经开区、宁波经开区、"
        "合肥经开区、大同经开区位列第四到第十名。",
        10,
    ),
    "国家级高新技术产业开发区": Printed(
        "第一名杭州高新区、第二名珠海高新区、第三名长沙高新区。肇庆高新区、佛山高新区、武汉东湖新技术开发区、宁波高新区、"
        "南宁高新区、昆明高新区、芜湖高新区位列第四到第十名。",
        10,
        RankStyle(between=("、",)),
    ),
}


def places() -> list[tuple[str, int, str]]:
    """Category, rank and name; the eight names of 4–10 whose tie was not marked get a constructed one, on the tenth."""
    unmarked = 3
    found = []
    for row in data.published(RANKINGS):
        if row["rank"].startswith("4-10"):
            unmarked = min(unmarked + 1, 10)
            found.append((row["category"], unmarked, row["unit"]))
        else:
            found.append((row["category"], int(row["rank"]), row["unit"]))
    return found


def results() -> Results:
    scores = [score for group, number, name in places() for score in data.constructed([(number, name)], group)]
    return rank(data.system("dense", top=10), scores)


def test_every_list_is_here() -> None:
    assert list(dict.fromkeys(group for group, _, _ in places())) == list(LISTS)


@pytest.mark.parametrize("group", LISTS)
def test_list_as_printed(group: str) -> None:
    printed = LISTS[group]
    rows = top_rows(results(), group)
    assert [(row.rank, row.name) for row in rows] == [
        (number, name) for each, number, name in places() if each == group
    ]
    assert len(rows) == printed.names
    assert rank_sentence(rows, printed.first, style=printed.style) == printed.sentence


DIVISIONS = {
    "上海市": "310000",
    "浙江省": "330000",
    "广东省": "440000",
    "北京市": "110000",
    "江苏省": "320000",
    "福建省": "350000",
    "安徽省": "340000",
    "山东省": "370000",
    "湖北省": "420000",
    "广西壮族自治区": "450000",
    "海南省": "460000",
    "四川省": "510000",
    "贵州省": "520000",
}
TIERS = {
    "省级数字政府": (
        "卓越：上海市、浙江省、广东省",
        "优秀：北京市、江苏省、福建省、安徽省、山东省、湖北省、广西壮族自治区、海南省、四川省、贵州省",
    ),
    "重点城市数字政府": (
        "卓越：杭州市、宁波市、深圳市",
        "优秀：南京市、福州市、厦门市、合肥市、济南市、青岛市、长沙市、广州市、成都市、贵阳市",
    ),
    "省级政务服务App": (
        "卓越级：随申办(上海)、浙里办(浙江)",
        (
            "优秀级：北京通(北京)、津心办(天津)、皖事通(安徽)、爱山东(山东)、鄂汇办(湖北)、广东政务服务(广东)、"
            "多彩宝(贵州)、我的宁夏(宁夏)"
        ),
    ),
    "城市服务App": ("卓越级：无", "优秀级：北京通(北京)、津心办(天津)、随申办(上海)、i深圳(深圳)"),
}


def graded(category: str, tie_order: str) -> Results:
    """The names of one category; totals inside a tier are constructed against the order of print."""
    rows = [row for row in data.published(GRADES) if row["category"] == category]
    suffix = "级" if rows[0]["grade"].endswith("级") else ""
    tiers = [
        {"id": "good", "title": f"优秀{suffix}", "at_least": 85, "below": 95},
        {"id": "best", "title": f"卓越{suffix}", "at_least": 95, "at_most": 100},
    ]
    scores = [
        data.site(
            row["unit"],
            Decimal(95 if row["grade"].startswith("卓越") else 85) + Decimal(number) / 10,
            category,
            code=DIVISIONS.get(row["unit"], row["unit"]) + "0001",
        )
        for number, row in enumerate(rows)
    ]
    return rank(data.system("unordered", tiers, tie_order=tie_order), scores)


@pytest.mark.parametrize("category", TIERS)
def test_tiers_as_printed_in_the_order_of_the_roster(category: str) -> None:
    found = graded(category, "roster")
    assert tier_sentences(found.tracks[0], found.ranks) == TIERS[category]
    assert all(row.rank is None for row in found.ranks)
    assert found.tracks[0].sentences[:2] == TIERS[category]


def test_the_note_on_the_order_and_where_the_source_leaves_it() -> None:
    """“按照行政区划排序” is not quite what was printed: 福建省 (35) stands before 安徽省 (34)."""
    found = graded("省级数字政府", "division_code")
    assert order_note(found.tracks[0]) == "注：按照行政区划排序，排名不分先后"
    best, good = tier_sentences(found.tracks[0], found.ranks)
    assert best == TIERS["省级数字政府"][0]
    assert good == TIERS["省级数字政府"][1].replace("福建省、安徽省", "安徽省、福建省")


def test_an_empty_tier_is_said() -> None:
    assert tier_sentence("卓越级", []) == "卓越级：无"
