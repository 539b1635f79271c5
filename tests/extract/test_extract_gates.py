"""Readers that look around cues only find what looking everywhere finds."""

from random import Random  # noqa: TID251 - seeded: the same texts every time

import pytest

from hengping.extract import messages_words, printed_time
from hengping.extract.cues import holds_folded
from hengping.extract.printed_time import elderly_entry
from hengping.extract.similar import reading
from hengping.extract.similar.fingerprint import digits_in
from hengping.extract.similar.reading import body_of, figures_of


def _texts(parts: list[str], count: int = 400, length: int = 12) -> list[str]:
    random = Random(5)  # noqa: S311 - the same texts every time
    return ["".join(random.choices(parts, k=random.randint(1, length))) for _ in range(count)]


def test_the_entry_for_the_elderly_is_the_first_in_the_markup() -> None:
    parts = ["无障碍", "无", "长者", "长者模式", "适老", "关怀版", "关怀", "老年", "老年人版", "盲人版", "WZA", "'wza'"]
    for text in _texts([*parts, "<a>", "Accessibility", "x", " ", "/", "cniil", "acce\u017fsibility"]):
        found = printed_time._ELDERLY.search(text)
        assert elderly_entry(text) == (found[0].strip("\"'/_-.") if found else "")


def test_a_list_tells_of_messages_wherever_its_words_stand() -> None:
    parts = [
        "时",
        "间",
        "日",
        "期",
        "回",
        "复",
        "未",
        "已",
        "办",
        "理",
        "核",
        "中",
        "在",
        "结",
        "完",
        "毕",
        "暂",
        " ",
        "\n",
        "甲",
    ]
    for text in _texts(parts, 1500, 6):
        for start, end in ((0, len(text)), (1, len(text) - 1)):
            wanted = messages_words.TOLD.search(text, start, end) is not None
            assert messages_words.tells(text, start, end) == wanted


def test_lines_of_furniture_are_no_part_of_an_article() -> None:
    parts = [
        "今天召开会议，研究部署工作。",
        "版权所有",
        "上一篇",
        "附件",
        "ICP备",
        "责任编辑",
        "\n",
        "\n　",
        " ",
        "当前位置",
        "字" * 150,
    ]
    for text in _texts(parts, 600, 14):
        lines = [line for line in text[2:-1].split("\n") if len(line) >= 12 and "。" in line]
        wanted = [line for line in lines if len(line) > 150 or not reading._NO_BODY.search(line)]
        if not reading._END.search(text, 62, len(text) - 1):
            assert body_of(text, 2, len(text) - 1) == "\n".join(wanted)


@pytest.mark.parametrize("text", ["", "没有", "3日120万，1.5亿", "３日１２万", "٣٤元 5", "𝟓日5日", "1,2.3。4" * 99])
def test_figures_are_found_by_their_digits(text: str) -> None:
    assert figures_of(text, digits_in(text)) == figures_of(text)


def test_cues_stand_in_small_letters_or_capitals() -> None:
    assert holds_folded("HTTP://ZFWZGL.www.GOV.cn", (b"zfwz",))
    assert holds_folded("我为政府网站找错", ("找错".encode(),))
    assert not holds_folded("政府网站\ud800", (b"zfwz", "找错".encode()))
