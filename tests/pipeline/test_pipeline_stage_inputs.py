"""What the stages keep, they keep only as long as the code that made it is the same: no part of it is left out."""

import ast
from pathlib import Path

import pytest

import hengping
from hengping.pipeline.relating import RELATORS
from hengping.pipeline.stage_check import JUDGES
from hengping.pipeline.stage_extract import READERS
from hengping.pipeline.stage_score import SCORERS
from hengping.pipeline.stamps import code_digest

ROOT = Path(hengping.__file__).parent
ROOMS = {"checks", "collect", "extract", "roster"}
RELATING = {"extract/similar/copies.py", "extract/site_articles_before.py"}
"""What ``relate`` imports: the relations are files of their own, whose digests count."""
PLUMBING = {"context", "progress", "reading", "run_info", "run_lock", "stamps", "units", "workers"}
"""Modules that open folders, tell and lock: nothing of what they do shows in a file of results."""


def imported(module: Path) -> set[str]:
    """Modules of Hengping that a module imports, as paths."""
    names = {
        node.module
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("hengping.")
    }
    return {f"{name.removeprefix('hengping.').replace('.', '/')}.py" for name in names}


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
        rooms = {
            name for name in imported(ROOT / path) if name.split("/")[0] in {"collect", "extract", "roster", "checks"}
        }
        assert {name for name in {path, *rooms} - known if not covered(name, parts)} == set()


def test_rules_of_judging_leave_the_facts_as_they_are():
    assert not any(covered("library/systems/national-2022/system.yaml", (part,)) for part in READERS)


def test_every_part_is_there_and_counts():
    for parts in (READERS, JUDGES, RELATORS, SCORERS):
        assert all((ROOT / part).exists() for part in parts)
        digests = {code_digest(*parts), *(code_digest(*(set(parts) - {part})) for part in parts)}
        assert len(digests) == len(parts) + 1
