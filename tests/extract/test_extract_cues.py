"""Looking for patterns around their words finds what looking everywhere finds."""

import re
from random import Random  # noqa: TID251 - seeded: the same texts every time

import pytest

from hengping.extract.cues import matches_with, places_of, words_in

PATTERN = re.compile(r"(?<![甲])[乙丙]{0,3}位\s?置(?:[:：]|\b)")


def test_the_same_matches_are_found_as_by_looking_everywhere() -> None:
    random = Random(3)  # noqa: S311 - the same texts every time
    for _ in range(500):
        text = "".join(random.choices("甲乙丙位置： \n", k=60))
        start, end = sorted(random.randrange(60) for _ in range(2))
        for span in ((0, None), (start, end)):
            want = [found.span() for found in PATTERN.finditer(text, span[0], len(text) if span[1] is None else end)]
            assert [found.span() for found in matches_with(PATTERN, text, "位", 3, *span)] == want
            assert [found.span() for found in matches_with(PATTERN, text, ("位",), 9, *span)] == want


@pytest.mark.parametrize(
    ("start", "end", "want"), [(0, None, [0, 2, 5]), (1, None, [2, 5]), (0, 6, [0, 2]), (3, 4, [])]
)
def test_words_are_found_in_their_span(start: int, end: int | None, want: list[int]) -> None:
    assert places_of("归档归档一结束", ("结束", "归档"), start, end) == want
    assert words_in("归档归档一结束", ("结束", "归档"), start, end) is bool(want)
