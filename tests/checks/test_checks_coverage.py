"""The page that maps rules to checks names only checks that exist, all of them, and every rule a check refers to."""

import re
from pathlib import Path

import pytest

from hengping.checks.catalogue import catalogue

PAGE = Path(__file__).parents[2] / "docs/explanation/rule-coverage.md"
TEXT = PAGE.read_text(encoding="utf-8")
ROW = re.compile(r"^\| ([A-Z][\w.-]+) \| ([FP]) \| (.+?) \| (.*?) ?\|$", re.MULTILINE)
ROWS = ROW.findall(TEXT)
CODE = re.compile(r"(?<![A-Za-z0-9])(?:(?:V19|D19|C15|G17|N\d\d)-[A-Za-z]{0,2}\d+[a-z]?(?:\.\d+)?|PB-\d\d)")
IDS = re.compile(r"`([a-z0-9_]+)`")
RULES = {code for code, _, _, _ in ROWS}


def known(code: str) -> bool:
    """Whether a code has a row of its own, or rows for its parts (C15-D6 for C15-D6.1)."""
    return code in RULES or any(rule.startswith(f"{code}.") for rule in RULES)


def test_each_rule_has_one_row_with_checks_or_a_reason() -> None:
    assert len(ROWS) > 100
    assert len(RULES) == len(ROWS)
    for code, _, checks, why in ROWS:
        assert bool(IDS.findall(checks)) != (checks == "—"), code
        assert why or checks != "—", code


def test_every_check_it_names_exists() -> None:
    named = set(IDS.findall(TEXT))
    assert named - set(catalogue()) == set()


def test_every_check_stands_in_it() -> None:
    assert set(catalogue()) - set(IDS.findall(TEXT)) == set()


@pytest.mark.parametrize("check_id", catalogue())
def test_every_rule_a_basis_names_has_a_row(check_id: str) -> None:
    codes = set(CODE.findall(catalogue()[check_id].basis.zh))
    assert {code for code in codes if not known(code)} == set()


def test_a_code_without_a_row_would_be_seen() -> None:
    assert CODE.findall("（G17-12）和D19-d16、C15-D6.1，N19-1a") == ["G17-12", "D19-d16", "C15-D6.1", "N19-1a"]
    assert not known("G17-99")
    assert known("C15-D6")
