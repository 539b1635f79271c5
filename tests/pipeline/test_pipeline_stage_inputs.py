"""What the stages keep, they keep only as long as the code that made it is the same: no part of it is left out."""

import ast
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import hengping
from hengping.pipeline.relating import RELATORS
from hengping.pipeline.run_info import READ_WITH
from hengping.pipeline.stage_check import JUDGES
from hengping.pipeline.stage_extract import READERS
from hengping.pipeline.stage_score import SCORERS
from hengping.pipeline.stamps import code_digest

ROOT = Path(hengping.__file__).parent
ROOMS = {"checks", "collect", "extract", "roster"}
DATA_ALONE = {"msgspec", "pydantic"}
"""They hold what was read, and change none of it."""
RELATING = {"extract/similar/copies.py", "extract/site_articles_before.py"}
"""What ``relate`` imports: the relations are files of their own, whose digests count."""
PLUMBING = {"context", "progress", "reading", "run_info", "run_lock", "stamps", "units", "workers"}
"""Modules that open folders, tell and lock: nothing of what they do shows in a file of results."""


def imported(module: Path) -> set[str]:
    """Modules of Hengping that a module imports, as paths."""
    found = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("hengping."):
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            paths = [f"{name.removeprefix('hengping.').replace('.', '/')}.py" for name in names]
            found |= {path for path in paths if (ROOT / path).is_file()}
    return found


def libraries(folder: Path) -> set[str]:
    """Distributions of others that the modules of a folder import."""
    roots = set()
    for module in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                roots |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                roots.add(node.module.split(".")[0])
    by_module = packages_distributions()
    return {name.lower().replace("_", "-") for root in roots - {"hengping"} for name in by_module.get(root, ())}


def covered(path: str, parts: tuple[str, ...]) -> bool:
    return path.startswith("model/") or any(path == part or path.startswith(f"{part}/") for part in parts)


@pytest.mark.parametrize(
    ("starts", "parts", "elsewhere"),
    [
        # campaign values that these bring in are told to the stage as values (``Beside``)
        (["site_reading.py", "stage_extract.py"], READERS, {"pipeline/visits_maintenance.py", "roster/divisions.py"}),
        # the ledger is written anew every time
        (
            ["stage_check.py"],
            JUDGES,
            {"pipeline/ledger.py", "pipeline/first_seen.py"} | RELATING,
        ),
        (["relating.py"], RELATORS, {"checks/runner.py"}),
        # likewise the list of tasks; the decision which checks are assisted is a file of its own, whose digest counts
        (
            ["stage_score.py"],
            SCORERS,
            {
                "pipeline/review_tasks.py",
                "pipeline/accuracy_table.py",
                "pipeline/stage_check.py",
                "checks/catalogue.py",
            },
        ),
    ],
)
def test_a_stage_knows_all_code_that_its_outputs_depend_on(starts, parts, elsewhere):
    known = {f"pipeline/{name}.py" for name in PLUMBING} | elsewhere
    waiting = [f"pipeline/{name}" for name in starts]
    seen = set()
    while waiting:
        path = waiting.pop()
        if path in seen or path in known:
            continue
        seen.add(path)
        # What another stage makes of the same module is that stage's own affair.
        waiting += [name for name in imported(ROOT / path) if name.startswith("pipeline/")]
        rooms = {name for name in imported(ROOT / path) if name.split("/")[0] in ROOMS}
        assert {name for name in {path, *rooms} - known if not covered(name, parts)} == set()


def test_facts_know_the_libraries_that_bytes_pass_through():
    used = libraries(ROOT / "extract") | libraries(ROOT / "evidence")
    assert used - DATA_ALONE <= {name.lower() for name in READ_WITH}


def test_rules_of_judging_leave_the_facts_as_they_are():
    assert not any(covered("library/systems/national-2022/system.yaml", (part,)) for part in READERS)


def test_every_part_is_there_and_counts():
    for parts in (READERS, JUDGES, RELATORS, SCORERS):
        assert all((ROOT / part).exists() for part in parts)
        digests = {code_digest(*parts), *(code_digest(*(set(parts) - {part})) for part in parts)}
        assert len(digests) == len(parts) + 1
