"""Sentences written, with their truth, before the lexicons were looked at; and what one wording hides of another."""

import json
from pathlib import Path

import pytest

from hengping.extract.wording import wording_of_text

LINES = Path(__file__).with_name("wording_blind.jsonl").read_text("utf-8").splitlines()
SENTENCES = [json.loads(line) for line in LINES]


@pytest.mark.parametrize("one", SENTENCES, ids=[one["wrong"] or one["text"][:12] for one in SENTENCES])
def test_what_is_wrong_is_found_and_nothing_else_is_accused(one: dict[str, object]) -> None:
    sure = [hit for hit in wording_of_text(str(one["text"])) if hit.sure]
    assert bool(sure) == (one["wrong"] is not None and one.get("sure", True))


@pytest.mark.parametrize("before", ["学习", "深入学习贯彻", "复习", "训练"])
def test_what_begins_within_another_word_is_found(before: str) -> None:
    # 习习近平 is listed and is right behind 学; what begins one character later is wrong all the same.
    hits = wording_of_text(f"会议{before}习近平新时代特色社会主义思想。")
    assert [hit.wrong for hit in hits if hit.sure] == ["习近平新时代特色社会主义思想"]
    assert not wording_of_text(f"会议{before}习近平新时代中国特色社会主义思想。")


def test_a_wording_is_found_once_where_two_overlap() -> None:
    hits = wording_of_text("会议学习习近平总数记重要讲话。")
    assert [hit.wrong for hit in hits] == ["习近平总数记"]
