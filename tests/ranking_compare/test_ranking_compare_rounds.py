"""Matching sites of two rounds: same, renamed, merged, split, new, closed."""

from datetime import date

import pytest

from hengping.model.errors import InputError
from hengping.ranking.compare.rounds import Successor, match_rounds, read_successors


def leads(*pairs: str) -> list[Successor]:
    return [Successor(old_site_code=pair[0], new_site_code=pair[1], reason=f"{pair[0]}改{pair[1]}") for pair in pairs]


def fates(old, new, *pairs):
    return {
        match.site_code: (match.fate, "".join(match.old_site_codes))
        for match in match_rounds(old, new, leads(*pairs)).matches
    }


def test_by_code_alone():
    matched = match_rounds("abc", "bcd")
    assert [(m.site_code, m.fate, m.old_site_codes) for m in matched.matches] == [
        ("b", "same", ("b",)),
        ("c", "same", ("c",)),
        ("d", "new", ()),
    ]
    assert matched.closed == ("a",)


def test_renamed_and_its_reason():
    matched = match_rounds("ab", "bx", leads("ax"))
    assert matched.matches[1].fate == "renamed"
    assert matched.matches[1].reason == "a改x"
    assert matched.closed == ()


def test_merged_into_a_new_and_into_a_standing_site():
    assert fates("abc", "xc", "ax", "bx") == {"x": ("merged", "ab"), "c": ("same", "c")}
    assert fates("abc", "ac", "ba") == {"a": ("merged", "ab"), "c": ("same", "c")}


def test_split_into_new_ones_and_beside_itself():
    assert fates("a", "xy", "ax", "ay") == {"x": ("split", "a"), "y": ("split", "a")}
    assert fates("a", "ax", "ax", "aa") == {"a": ("split", "a"), "x": ("split", "a")}


def test_a_code_given_to_another_site():
    assert fates("ab", "ab", "ab", "ba") == {"a": ("renamed", "b"), "b": ("renamed", "a")}
    assert fates("a", "ax", "ax") == {"a": ("new", ""), "x": ("renamed", "a")}


def test_one_table_for_several_years_and_circles():
    assert fates("a", "c", "ab", "bc") == {"c": ("renamed", "a")}
    assert fates("a", "z", "ab", "bc", "ca") == {"z": ("new", "")}


def test_lines_that_lead_nowhere_are_told():
    matched = match_rounds("ab", "b", leads("ax", "qb"))
    assert matched.closed == ("a",)
    assert [line.old_site_code for line in matched.unused] == ["a", "q"]


def test_the_table_as_a_file():
    data = "\ufeffold_site_code,new_site_code,reason,on\n1,2,机构改革,2024-03-01\n\n3,2,,\n".encode()
    assert read_successors(data, "s.csv") == (
        Successor(old_site_code="1", new_site_code="2", reason="机构改革", on=date(2024, 3, 1)),
        Successor(old_site_code="3", new_site_code="2"),
    )
    assert read_successors(b"new_site_code,old_site_code\n2,1\n", "s.csv")[0].old_site_code == "1"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"old,new\n1,2\n", ["s.csv:1", "old_site_code"]),
        ("old_site_code,new_site_code\n1,二".encode("gb18030"), ["UTF-8"]),
        (b"old_site_code,new_site_code,reason,on\n1,,x,\n1,2,x,soon\n1,2,,\n", ["第2行", "第3行", "soon", "第4行"]),
        (b"", ["old_site_code"]),
    ],
)
def test_wrong_tables_are_named_by_line(data, words):
    with pytest.raises(InputError) as refused:
        read_successors(data, "s.csv")
    assert all(word in str(refused.value) for word in words), refused.value
