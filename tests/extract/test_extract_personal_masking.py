"""Texts with numbers of persons masked: however printed, and nothing else changed."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengping.extract.personal_masking import mask_personal
from hengping.extract.personal_numbers import mask_text, plain

ID, MASKED = "450102199003071238", "4501**********1238"
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
PRINTED = [
    ID,
    ID.translate(_WIDE),
    "4501 0219 9003 0712 38",
    "4501-0219-9003-0712-38",
    "450102 19900307 1238",
    "450102-19900307-1238",
    "450102　19900307　1238",
    "450102  19900307  1238",
    "450102\u200919900307\u20091238",
    "450102\u200b199003071238",
    "４５０１０２ １９９００３０７ １２３８",
]


@pytest.mark.parametrize("printed", PRINTED)
def test_a_number_in_groups_is_masked_as_the_one_number_it_is(printed):
    for mask in (mask_text, mask_personal):
        assert mask(f"张三{printed}，") == f"张三{MASKED}，"


@given(
    st.lists(st.integers(1, 17), max_size=5, unique=True), st.sampled_from([" ", "-", "　", "  ", "－", "—", "\u200b"])
)
def test_wherever_it_is_cut(cuts, separator):
    places = [0, *sorted(cuts), len(ID)]
    printed = separator.join(ID[low:high] for low, high in pairwise(places))
    for text in (mask_text(printed), mask_personal(printed)):
        digits = "".join(character for character in plain(text) if character.isdigit())
        assert digits == "45011238"


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01 10:30 发布",
        "2025-2026学年度招生计划",
        "2025—2026年度政府信息公开工作",
        "金额12345678.90元",
        "2026/3/1",
    ],
)
def test_days_years_and_amounts_stay(text):
    assert mask_text(text) == mask_personal(text) == text


@pytest.mark.parametrize(
    "text",
    [
        f"http://www.a.gov.cn/art/{ID}.html",
        f"/upload/{ID}.docx",
        f"sha256:ab{ID}cd",
        "桂ICP备12345678号",
        "桂公网安备45010202000123号",
        "4500000001",
        "联系电话：0771-5881234",
        "统一社会信用代码：114501000075012345",
        f"{MASKED} 138****5678",
    ],
)
def test_what_is_no_person_s_number_stays_where_only_persons_are_masked(text):
    assert mask_personal(text) == text


def test_several_numbers_are_each_masked():
    text = f"张三 {ID} 13812345678，李四 13987654321"
    assert mask_personal(text) == f"张三 {MASKED} 138****5678，李四 139****4321"
    assert mask_text("13812345678 13987654321") == "138****5678 139****4321"


def test_endless_runs_are_masked_too():
    assert ID not in mask_personal(" ".join("1" * 500) + f" {ID}")
