"""The shape of the code: module size, docstrings, words that must not stand in it, purity of the checks."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "hengping"
# Changes of the platform's tables are written by Django from the models; nobody reads or writes them by hand.
WRITTEN = [path for path in SOURCE.rglob("*.py") if not (path.parent.name == "migrations" and path.name[:4].isdigit())]
MODULES = sorted([*WRITTEN, *(ROOT / "tests").rglob("*.py"), *(ROOT / "scripts").rglob("*.py")])
CHECKS = sorted((SOURCE / "checks").glob("*/*/check.py"))
MOST_LINES = 400
OURS = ("src", "tests", "scripts", "docs", "changelog.d", ".ci")
TEXT = {".py", ".md", ".yaml", ".yml", ".toml", ".sh", ".typ", ".html", ".jinja", ".tsv", ".csv", ".txt", ".css", ""}
# Written so that this file does not hold what it looks for.
REMINDERS = re.compile("TO" + "DO|FIX" + "ME|X" + "XX|Not" + "ImplementedError")
MACHINE_PATHS = re.compile(r"(?<![\w./-])/(?:wo" + r"rk|ro" + r"ot|ho" + r"me/\w+|op" + r"t|t" + r"mp)/\w")
REGISTRY_HOSTS = re.compile("py" + r"pi\.org|python" + r"hosted|npm" + r"js\.|registry\." + "npm")
ABSENT = re.compile("data|数据|absent|not (given|found)|no openssl|chromium|right to mount|linux|resource")
CLOCK = {"now", "today", "utcnow", "time", "monotonic"}
PURE_IMPORTS = (
    "hengping.model", "hengping.checks", "collections", "datetime", "decimal", "fractions", "functools", "hashlib",
    "itertools", "math", "operator", "re", "typing", "unicodedata", "urllib.parse",
)  # fmt: skip


def our_files():
    top = [path for pattern in ("*.md", "*.toml", "Makefile", "NOTICE", ".importlinter") for path in ROOT.glob(pattern)]
    below = (path for folder in OURS for path in (ROOT / folder).rglob("*") if path.is_file())
    return [path for path in [*top, *below] if path.suffix in TEXT and "__pycache__" not in path.parts]


def test_no_module_over_400_lines():
    sizes = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert len(sizes) > 100
    assert {name: size for name, size in sizes.items() if size > MOST_LINES} == {}


def test_every_package_and_module_says_what_it_is():
    silent = [
        str(path.relative_to(ROOT))
        for path in [*WRITTEN, *(ROOT / "scripts").rglob("*.py")]
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


@pytest.mark.parametrize("pattern", [REMINDERS, MACHINE_PATHS, REGISTRY_HOSTS], ids=["reminders", "paths", "hosts"])
def test_no_banned_words(pattern):
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in our_files()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1)
        if pattern.search(line)
    ]
    assert found == []


def test_checks_know_no_clock_and_import_nothing_impure():
    assert len(CHECKS) >= 20
    faults = []
    for path in [*CHECKS, *(SOURCE / "checks" / "shared").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            faults += [f"{path.parent.name}: imports {name}" for name in names if not _pure(name)]
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCK:
                faults.append(f"{path.parent.name}: calls {node.func.attr}()")
    assert faults == []


def _pure(name):
    return any(name == allowed or name.startswith(f"{allowed}.") for allowed in PURE_IMPORTS)


def test_every_check_has_its_three_files_and_cases_of_three_kinds():
    for path in CHECKS:
        folder = path.parent
        assert (folder / "check.yaml").is_file(), folder.name
        assert (folder / "cases.yaml").stat().st_size > 0, folder.name


def test_tests_are_skipped_only_for_absent_data():
    unexplained = []
    for path in (ROOT / "tests").rglob("test_*.py"):
        lines = path.read_text(encoding="utf-8").splitlines()
        skips = [
            node.lineno
            for node in ast.walk(ast.parse("\n".join(lines)))
            if isinstance(node, ast.Attribute) and node.attr in {"skip", "skipif", "xfail", "importorskip"}
        ]
        unexplained += [
            f"{path.name}:{line}" for line in skips if not ABSENT.search("\n".join(lines[line - 2 : line + 3]))
        ]
    assert unexplained == []


def test_test_modules_have_unique_names():
    names = [path.name for path in (ROOT / "tests").rglob("*.py") if path.name != "conftest.py"]
    assert sorted(names) == sorted(set(names))
