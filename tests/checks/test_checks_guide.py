"""The how-to page tells the truth: its code is a shipped check, its examples hold, its tables are complete."""

import re
from pathlib import Path
from typing import get_args

from hengping.checks.cases import read_cases, run_case
from hengping.checks.catalogue import loaded_checks
from hengping.checks.definition import CheckDefinition, Lifecycle, Mode
from hengping.checks.params import KINDS
from hengping.model.finding import SubjectKind

PAGE = (Path(__file__).parents[2] / "docs" / "howto" / "add-a-check.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    text: str
    (text,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return text


def test_code_is_a_shipped_check() -> None:
    assert block("python") == (loaded_checks()["icp_missing"].folder / "check.py").read_text(encoding="utf-8")


def test_examples_hold(tmp_path: Path) -> None:
    (tmp_path / "cases.yaml").write_text(block("yaml"), encoding="utf-8")
    cases = read_cases(tmp_path)
    assert len(cases) == 2
    assert [run_case(loaded_checks()["stale_section"], case)[1] for case in cases] == [[], []]


def test_every_field_and_kind_is_explained() -> None:
    words = {*CheckDefinition.__struct_fields__, *KINDS, *get_args(Lifecycle), *get_args(Mode)}
    assert not [word for word in words if f"`{word}`" not in PAGE]
    assert not [kind for kind in get_args(SubjectKind) if kind not in PAGE]
