"""Every worked example shipped inside a system file or beside it comes out."""

from functools import lru_cache
from pathlib import Path

import pytest

from hengping.indicators.examples import Example
from hengping.indicators.load import library_folder, load_system
from hengping.indicators.yamlfile import read_document
from hengping.pipeline.examples import check_examples, golden_files, run_example

SYSTEMS = sorted(path for path in library_folder().glob("*/system.yaml"))
FILES = [(path.parent.name, file) for path in SYSTEMS for file in golden_files(path)]


shipped = lru_cache(load_system)
"""Systems never change once loaded; most of them have many examples."""


@pytest.mark.parametrize("path", SYSTEMS, ids=lambda path: path.parent.name)
def test_every_system_ships_examples_and_they_come_out(path: Path) -> None:
    system = load_system(path)
    assert system.examples or golden_files(path)
    assert [f"{each.file} {each.line} {each.zh}" for each in check_examples(path)] == []


@pytest.mark.parametrize(("system", "file"), FILES, ids=[f"{name}-{file.stem}" for name, file in FILES])
def test_example(system: str, file: Path) -> None:
    example = Example.model_validate(read_document(file).data)
    assert example.source
    assert run_example(shipped(system), example) == []


def test_a_wrong_expectation_is_named_with_both_figures() -> None:
    """The engine must be able to fail: each kind of expectation, one off."""
    expect = {
        "total": 80,
        "passed": False,
        "state": "vetoed",
        "tier": "红榜",
        "nodes": {"health": 61},
        "vetoes": ["GX17-V1"],
        "lines": ["health_over_40"],
        "reasons": ["无"],
    }
    example = Example.model_validate(
        {"title": "故意写错", "given": {"design": 90, "health": 60, "service": 90}, "expect": expect}
    )
    assert run_example(load_system("guangxi-2017"), example) == [
        "总分应为 80，算得 81.00",
        "是否合格应为 否，算得 是",
        "状态应为 vetoed，算得 ranked",
        "档级应为 红榜，算得 合格",
        "health 应为 61，算得 60",
        "成立的单项否决应为 GX17-V1，算得 无",
        "不合格线应为 health_over_40，算得 无",
        "原因应为 无，算得 无",
    ]


def test_a_value_that_cannot_be_taken_is_a_mismatch() -> None:
    system = load_system("guangxi-2017")
    for name, value in (("design", 101), ("GX17-V1", 2), ("nowhere", 1)):
        example = Example.model_validate({"title": "错值", "given": {name: value}, "expect": {"total": 1}})
        (said,) = run_example(system, example)
        assert name in said
