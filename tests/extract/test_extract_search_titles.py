"""What is asked of a site search: a part of a title that tells it from others and ends where words end."""

import pytest

from hengping.extract.search_titles import LONGEST, SHORTEST, normal, query_of


@pytest.mark.parametrize(
    ("title", "query"),
    [
        ("关于印发全市道路扬尘治理实施方案的通知", "全市道路扬尘治理实施方案"),
        (
            "市人民政府办公室关于印发《甲市城市更新三年行动计划（2026—2028年）》的通知",
            "甲市城市更新三年行动计划",
        ),
        ("省交通运输厅2022年政务公开工作要点", "政务公开工作要点"),
        ("2026年3月最低生活保障资金发放情况", "最低生活保障资金发放"),
        ("图解：稳就业十条", "稳就业十条"),
    ],
)
def test_the_telling_part_is_asked_for(title, query):
    assert query_of(title) == query


@pytest.mark.parametrize(
    "title", ["通知", "首页", "", "关于通知", "2026-03-04 10:00:00", "This is an English title", "甲" * 61]
)
def test_what_tells_nothing_apart_is_not_asked_for(title):
    assert not query_of(title)


def test_a_cut_title_is_not_asked_for():
    assert not query_of("关于印发全市道路扬尘治理实施方案…")


def test_a_body_alone_tells_nothing_apart():
    query = query_of("省交通运输厅推出高速公路差异化收费新举措")
    assert len(query) >= SHORTEST
    assert query != "省交通运输厅"


def test_queries_carry_no_signs():
    query = query_of("甲市2026年第一批、第二批（含续建）水利工程“百日攻坚”行动公示")
    assert query == normal(query)
    assert SHORTEST <= len(query) <= LONGEST
