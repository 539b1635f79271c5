"""Fingerprints and pairs: the same everywhere and in any order, cheap to compare, right about likeness."""

import subprocess
import sys

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from similar_case import prose

from hengping.extract.similar.common import MANY_TITLES, common_bins
from hengping.extract.similar.fingerprint import BINS, SHORTEST, fingerprint
from hengping.extract.similar.pairs import CROWD, similar_pairs, similarity_of

KNOWN = (315723031, 290987900, 846903454)
TEXTS = st.text(
    alphabet=st.sampled_from("政府网站绩效评估办法通知公告会议强调推进工作落实0123456789，。"), min_size=0, max_size=400
)
RELAXED = settings(max_examples=60, deadline=None, derandomize=True)


def matrix(*texts: str) -> np.ndarray:
    return np.array([fingerprint(text) for text in texts], np.uint32).reshape(-1, BINS)


def pairs_of(numbers: np.ndarray, least: float = 0.6) -> set[tuple[int, int]]:
    found = similar_pairs(numbers, least)
    return set(zip(found.first.tolist(), found.second.tolist(), strict=True))


def shingles(text: str) -> set[str]:
    kept = "".join(letter for letter in text if letter.isalnum())
    return {kept[place : place + 5] for place in range(len(kept) - 4)}


def test_a_fingerprint_never_changes() -> None:
    # Two rounds are compared by it: another number here breaks every comparison with an earlier year.
    assert fingerprint("".join(chr(0x4E00 + n * n % 5003) for n in range(900)))[:3] == KNOWN


def test_a_fingerprint_is_the_same_in_every_process() -> None:
    program = (
        "from hengping.extract.similar.fingerprint import fingerprint as f; print(f('政府网站年度绩效评估' * 40)[:5])"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("0", "7")
    }
    assert outputs == {f"{fingerprint('政府网站年度绩效评估' * 40)[:5]}\n"}


def test_what_stands_between_the_letters_makes_no_difference() -> None:
    text = prose(2)
    assert fingerprint(text.replace("。", " .\n　")) == fingerprint(text)
    assert fingerprint("ＡＢ１２" + text) == fingerprint("ab12" + text)


def test_short_texts_have_none() -> None:
    assert fingerprint("通" * (SHORTEST - 1)) == ()
    assert len(fingerprint(prose(3)[: SHORTEST + 10])) == BINS


@RELAXED
@given(text=st.text(max_size=600))
def test_any_text_has_a_fingerprint_or_none(text: str) -> None:
    numbers = fingerprint(text)
    assert len(numbers) in {0, BINS}
    assert all(0 <= number < 2**32 for number in numbers)


@RELAXED
@given(one=TEXTS, other=TEXTS)
def test_similarity_is_symmetric_and_whole_with_itself(one: str, other: str) -> None:
    texts = [text for text in (one, other) if fingerprint(text)]
    if len(texts) < 2:
        return
    numbers = matrix(*texts)
    forth, back, same = (similarity_of(numbers, np.array([a]), np.array([b]))[0] for a, b in ((0, 1), (1, 0), (0, 0)))
    assert forth == back
    assert same == 1.0


def test_similarity_is_the_share_of_common_shingles() -> None:
    for kept in (2, 5, 9, 12):
        one = prose(10, 14)
        other = "\n".join([*one.split("\n")[:kept], *prose(11, 14 - kept).split("\n")])
        true = len(shingles(one) & shingles(other)) / len(shingles(one) | shingles(other))
        (told,) = similarity_of(matrix(one, other), np.array([0]), np.array([1]))
        assert abs(told - true) < 0.13  # three standard errors


def test_pairs_are_found_whatever_the_order() -> None:
    texts = [prose(seed, 6) for seed in range(30)]
    texts += [text.replace("。", "了。", 2) + prose(900 + number, 1) for number, text in enumerate(texts[:10])]
    numbers = matrix(*texts)
    assert pairs_of(numbers) == {(number, 30 + number) for number in range(10)}
    order = np.random.default_rng(1).permutation(len(texts))
    place = np.argsort(order)
    moved = {tuple(sorted((int(place[a]), int(place[b])))) for a, b in pairs_of(numbers)}
    assert pairs_of(numbers[order]) == moved


def test_short_copies_are_found() -> None:
    originals = [prose(seed, 4)[: SHORTEST + 30] for seed in range(200, 240)]
    numbers = matrix(*originals, *(text[:-6] for text in originals))
    found = pairs_of(numbers, 0.7)
    assert sum((number, number + 40) in found for number in range(40)) >= 38


def test_a_crowd_of_copies_costs_no_square_and_keeps_the_first() -> None:
    copies = 40 * CROWD
    found = pairs_of(matrix(*[prose(5)] * copies), 0.9)
    assert {(0, number) for number in range(1, copies)} <= found
    assert len(found) < 2 * CROWD * copies


def test_nothing_and_one_make_no_pair() -> None:
    assert pairs_of(np.zeros((0, BINS), np.uint32)) == set()
    assert pairs_of(matrix(prose(1))) == set()


def test_stock_phrases_stand_under_many_titles() -> None:
    shared = prose(77, 6)
    texts = [prose(number, 3) + shared for number in range(MANY_TITLES)]
    different = common_bins(matrix(*texts), [f"标题{number}" for number in range(MANY_TITLES)])
    assert 0.3 < different.mean() < 0.9
    assert not common_bins(matrix(*texts), ["同一标题"] * MANY_TITLES).any()
