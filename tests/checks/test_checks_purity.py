"""Checks are pure: no clock, no chance, no network, no files; they know the model and nothing else of the project."""

import ast
from pathlib import Path

import pytest

import hengping.checks
from hengping.checks.catalogue import loaded_checks

ROOT = Path(hengping.checks.__file__).parent
PURE = sorted([*ROOT.glob("*/*/check.py"), *ROOT.glob("shared/*.py")])
BANNED = {
    *("now", "utcnow", "today", "time", "monotonic", "perf_counter", "random", "randint", "choice", "shuffle", "uuid4"),
    *("socket", "urlopen", "open", "read_text", "read_bytes", "getenv", "environ", "eval", "exec", "compile"),
    *("__import__", "import_module", "globals", "print", "input"),
}
ALLOWED_IMPORTS = ("hengping.model", "hengping.checks", "collections", "decimal", "datetime", "typing", "hashlib")
INNER = {"hengping.checks.runner", "hengping.checks.catalogue", "hengping.checks.cases", "hengping.checks.gates"}


def faults_of(source: str) -> list[str]:
    faults = []
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        modules: list[str] = []
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                names = [name]
            case ast.Import(names=aliases):
                modules = [alias.name for alias in aliases]
            case ast.ImportFrom(module=module, names=aliases):
                modules, names = [module or ""], [alias.name for alias in aliases]
        faults += [name for name in names if name in BANNED]
        faults += [
            module
            for module in modules
            if module in INNER
            or not any(module == allowed or module.startswith(f"{allowed}.") for allowed in ALLOWED_IMPORTS)
        ]
    return faults


@pytest.mark.parametrize("file", PURE, ids=[str(file.relative_to(ROOT)) for file in PURE])
def test_check_is_pure(file: Path) -> None:
    assert not faults_of(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import date\ndate.today()",
        "import random",
        "import socket",
        "open('x')",
        "eval('1')",
        "from time import time",
        "import hengping.scoring",
        "from hengping.collect import fetch",
        "from hengping.checks.runner import run_checks",
        "from datetime import datetime as d\nd.now()",
    ],
)
def test_impurity_would_be_seen(source: str) -> None:
    assert faults_of(source)


def test_all_checks_are_walked() -> None:
    assert {file.parent.name for file in PURE if file.name == "check.py"} == set(loaded_checks())


def test_one_public_function() -> None:
    for file in PURE:
        if file.name == "check.py":
            tree = ast.parse(file.read_text(encoding="utf-8"))
            functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
            assert [node.name for node in functions if not node.name.startswith("_")] == ["check"]
            check = next(node for node in functions if node.name == "check")
            assert [argument.arg for argument in check.args.args] == ["facts", "params", "ctx"]
