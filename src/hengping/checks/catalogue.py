"""The catalogue of checks: every folder with a ``check.yaml`` is one; there is no list to keep."""

import importlib.util
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from hengping.checks.context import CheckFunction
from hengping.checks.definition import CheckDefinition, read_definition
from hengping.model.errors import InputError, place

FILES = ("check.py", "check.yaml", "cases.yaml")
"""The files of a check's folder."""


class LoadedCheck(msgspec.Struct, frozen=True):
    """A check ready to run: its definition, its function and the folder it was found in."""

    definition: CheckDefinition
    judge: CheckFunction
    folder: Path


def catalogue() -> dict[str, CheckDefinition]:
    """Definitions of all shipped checks by id, ids in order."""
    return {check_id: check.definition for check_id, check in loaded_checks().items()}


@cache
def loaded_checks() -> dict[str, LoadedCheck]:
    """All shipped checks by id, ids in order. Read once a process; do not change it."""
    return load_checks(Path(str(files("hengping.checks"))))


def load_checks(root: Path) -> dict[str, LoadedCheck]:
    """Checks under ``root``, found as ``<theme>/<check_id>/check.yaml``.

    Raises:
        InputError: a file is missing or wrong, or two themes use one id.
    """
    checks: dict[str, LoadedCheck] = {}
    for definition in sorted(root.glob("*/*/check.yaml"), key=lambda path: path.parent.name):
        check = load_check(definition.parent)
        if check.definition.id in checks:
            raise InputError(f"检查项编号重复：{check.definition.id}", where=_name(definition))
        checks[check.definition.id] = check
    return checks


def load_check(folder: Path) -> LoadedCheck:
    """One check from its folder.

    Raises:
        InputError: a file is missing or wrong; the error names file and field.
    """
    for name in FILES:
        if not (folder / name).is_file():
            raise InputError(f"检查项缺少文件 {name}", where=_name(folder))
    theme, check_id = folder.parent.name, folder.name
    file = folder / "check.yaml"
    definition = read_definition(read_yaml(file), file=_name(file), theme=theme, check_id=check_id)
    return LoadedCheck(definition, _load_function(folder / "check.py", theme, check_id), folder)


def read_yaml(file: Path) -> Any:
    """Plain content of a YAML file.

    Raises:
        InputError: not YAML; the error names file and line.
    """
    try:
        return YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        problem = getattr(error, "problem", "") or str(error)
        raise InputError(f"不是合格的 YAML：{problem}", where=place(_name(file), line)) from error


def _load_function(file: Path, theme: str, check_id: str) -> CheckFunction:
    spec = importlib.util.spec_from_file_location(f"hengping.checks.{theme}.{check_id}.check", file)
    if spec is None or spec.loader is None:  # pragma: no cover - a .py file always has a loader
        raise InputError("无法载入检查程序", where=_name(file))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    function = getattr(module, "check", None)
    if not callable(function):
        raise InputError("缺少函数 check(facts, params, ctx)", where=_name(file))
    return cast("CheckFunction", function)


def _name(path: Path) -> str:
    """Place of a file as a reader of the project knows it, without the machine's folders."""
    parts = path.parts
    return "/".join(parts[-3:] if path.suffix else parts[-2:])
