"""Sentences and marks beyond the published ones (those stand in tests/golden)."""

import pytest
from ranking_case import blocked, score, system

from hengping.model.numerals import chinese_numeral
from hengping.model.score import ListEntry, RankRow
from hengping.ranking.results import rank
from hengping.ranking.wording import (
    RankStyle,
    list_sentence,
    method_note,
    order_note,
    place_cell,
    place_text,
    range_note,
    rank_sentence,
    tie_note,
    top_sentence,
)


def rows(*totals: int, method: str = "dense") -> tuple[RankRow, ...]:
    scores = [score(str(number), str(total), name="甲乙丙丁戊己"[number]) for number, total in enumerate(totals)]
    return rank(system(ranking={"method": method}), [*scores, blocked("9")]).ranks


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "零"),
        (3, "三"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (99, "九十九"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (1003, "一千零三"),
        (1030, "一千零三十"),
        (9999, "九千九百九十九"),
    ],
)
def test_numerals(number: int, text: str) -> None:
    assert chinese_numeral(number) == text


def test_numerals_out_of_range() -> None:
    for number in (-1, 10_000):
        with pytest.raises(ValueError, match=str(number)):
            chinese_numeral(number)


def test_marks_in_text_and_tables() -> None:
    first, second, third, last = rows(90, 90, 80)
    assert [place_text(row) for row in (first, third, last)] == ["并列第1名", "第2名", ""]
    assert [place_cell(row) for row in (second, third, last)] == ["1（并列）", "2", ""]


def test_one_place_alone_after_the_first() -> None:
    assert rank_sentence(rows(90, 80), first=1) == "第一名甲。乙位列第二名。"
    assert rank_sentence(rows(90, 80, 80), first=1) == "第一名甲。乙和丙并列第二名。"


def test_fewer_names_than_places() -> None:
    assert rank_sentence(rows(90, 80)) == "第一名甲，第二名乙。"
    assert rank_sentence(()) == ""
    assert top_sentence(rows(90, 80, 80)) == "排名依次是：甲，乙、丙并列。"
    assert top_sentence(()) == ""


def test_the_last_place_of_a_range_under_competition() -> None:
    tied = rows(90, 80, 70, 70, 60, method="competition")
    assert rank_sentence(tied, 1, 4, method="competition") == "第一名甲。乙、丙和丁位列第二到第四名。"
    assert rank_sentence(tied, 1, 3, method="competition") == "第一名甲。乙、丙和丁位列第二到第三名。"


def test_three_names_on_one_place() -> None:
    three = rows(90, 90, 90, 80, 80, 80)
    assert rank_sentence(three, style=RankStyle(tie_join="和")) == "甲、乙和丙并列第一名，丁、戊和己并列第二名。"
    # In a row of places 、 goes on to the next place, so that all three are joined by 和.
    assert rank_sentence(three, 0) == "甲和乙和丙、丁和戊和己位列第一到第二名。"


def test_top_sentence_with_subject() -> None:
    assert top_sentence(rows(90, 80, 70), 2, subject="市政府网站") == "市政府网站前两名依次是：甲、乙。"
    assert top_sentence(rows(90, 90, 70), 1) == "第一名（共2个）依次是：甲、乙并列。"
    assert top_sentence(rows(90, 80, 80, 70), 2) == "前两名（共3个）依次是：甲，乙、丙并列。"


def test_notes() -> None:
    assert tie_note(rows(90, 80)) == ""
    assert tie_note(rows(90, 80, 80, 70, 70), 2) == "乙、丙并列第二名"
    assert range_note(rows(90, 80, 80, 70), 2, 3) == "第二到第三名共3个"
    assert method_note("competition") == "注：得分相同的名次并列，其后按并列的个数空出位次"
    (track,) = rank(system(ranking={"tie_order": "pinyin", "method": "unordered"}), [score("1", "90")]).tracks
    assert order_note(track) == "注：按照汉语拼音排序，排名不分先后"


def test_list_sentence() -> None:
    entry = ListEntry(list_id="red", site_code="1", name="南宁市", reasons=())
    assert list_sentence("红榜", [entry]) == "红榜（共1个）：南宁市"
    assert list_sentence("黑榜", []) == "黑榜：无"
