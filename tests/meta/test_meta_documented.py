"""Fails when a check, rule kind, command, setting, exit code or failure kind is undocumented, or a page is stale."""

import ast
import importlib.util
import inspect
import re
from pathlib import Path

import pytest

from hengping.checks.catalogue import catalogue
from hengping.cli import exit_codes
from hengping.cli.exit_codes import EXIT_CODES
from hengping.indicators.rules import RULE_SPECS
from hengping.model.evidence import FAILURES, FailureKind
from hengping.scoring.operators import OPERATORS
from hengping.scoring.rules import RULES

ROOT = Path(__file__).parents[2]
EXITS = {"typer.Exit", "sys.exit", "SystemExit", "os._exit"}
BROKEN_LINK = re.compile(r"\]（[\w./-]+）")


@pytest.fixture(scope="module")
def reference():
    spec = importlib.util.spec_from_file_location("reference", ROOT / "scripts" / "reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_pages_say_what_the_code_says(reference):
    assert reference.stale_pages() == [], "run make docs"


def test_every_check_is_explained_in_both_languages():
    assert len(catalogue()) >= 20
    for check in catalogue().values():
        for text in (check.title, check.why, check.remedy, check.basis, *check.messages.values()):
            assert text.zh, check.id
            assert text.en, check.id
        for name, param in check.params.items():
            assert param.description.zh, f"{check.id} {name}"


@pytest.mark.parametrize("kind", [*RULES, *OPERATORS])
def test_every_rule_kind_has_meaning_and_a_worked_example(kind):
    text = inspect.getdoc(inspect.getmodule(RULES.get(kind) or OPERATORS[kind]))
    assert text.startswith(f"``{kind}``:")
    assert "Worked example" in text
    assert kind in OPERATORS or "Source:" in text


def test_rule_kinds_as_data_and_as_functions_are_the_same():
    assert set(RULES) == set(RULE_SPECS)
    assert all(inspect.getdoc(spec) for spec in RULE_SPECS.values())


def test_every_command_and_option_has_help(reference):
    commands = dict(reference.commands())
    assert {"demo", "init", "run", "collect", "judge", "read", "verify", "systems lint", "checks list"} <= set(commands)
    for name, command in commands.items():
        assert reference.help_of(command), name
        for param in command.params:
            assert getattr(param, "help", ""), f"{name} {param.name}"


def test_every_setting_is_described(reference):
    found = {path: text for path, text, _ in reference.settings()}
    assert "collect.visits.timeout_s" in found
    assert [path for path, text in found.items() if not text] == []


def test_exit_codes_are_those_of_the_contract():
    assert {0, 1, 2, 3} <= set(EXIT_CODES)
    assert all(text.zh and text.en for text in EXIT_CODES.values())


def test_no_command_ends_with_an_undocumented_exit_code():
    named = {name: value for name, value in vars(exit_codes).items() if isinstance(value, int)}
    assert set(named.values()) == set(EXIT_CODES)
    faults = []
    for path in (ROOT / "src" / "hengping").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in EXITS:
                faults += [f"{path.name}:{node.lineno}" for each in node.args if isinstance(each, ast.Constant)]
    assert faults == []


def test_every_failure_kind_has_a_policy_with_both_texts():
    assert set(FAILURES) == set(FailureKind)
    assert all(policy.zh and policy.en for policy in FAILURES.values())


def test_docs_link_only_to_pages_that_exist():
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    missing = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in _links(page.read_text(encoding="utf-8"))
        if "://" not in target and not (page.parent / target.partition("#")[0]).exists()
    ]
    assert len(pages) > 10
    assert missing == []


def test_no_link_is_broken_by_full_width_brackets():
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    assert [page.name for page in pages if BROKEN_LINK.search(page.read_text(encoding="utf-8"))] == []


def test_every_page_can_be_reached_from_the_first():
    reached, waiting = set(), [ROOT / "docs" / "README.md"]
    while waiting:
        page = waiting.pop().resolve()
        if page not in reached and page.suffix == ".md":
            reached.add(page)
            targets = (target.partition("#")[0] for target in _links(page.read_text(encoding="utf-8")))
            waiting += [page.parent / target for target in targets if "://" not in target]
    lost = {path.resolve() for path in (ROOT / "docs").rglob("*.md")} - reached
    assert sorted(path.name for path in lost) == []


def test_commands_in_the_documents_exist_with_their_options(reference):
    """``make`` targets too; only what stands in code blocks is read."""
    known = {
        name: {option for param in command.params for option in param.opts} for name, command in reference.commands()
    }
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    seen, faults = 0, []
    for page in [
        *ROOT.glob("*.md"),
        *(path for path in (ROOT / "docs").rglob("*.md") if path.parent.name != "reference"),
    ]:
        for words in _command_lines(page.read_text(encoding="utf-8")):
            seen += 1
            if words[0] == "make":
                faults += [f"{page.name}: make {word}" for word in words[1:2] if word not in targets]
                continue
            behind = " ".join([words[1], *words[3:4]])  # a group that names its run first: review RUN list
            name = next((name for name in (" ".join(words[1:3]), behind, words[1]) if name in known), "")
            options = [word for word in words if word.startswith("--")]
            faults += [] if name else [f"{page.name}: {' '.join(words)}"]
            faults += [f"{page.name}: {name} {option}" for option in options if name and option not in known[name]]
    assert seen > 30
    assert faults == []


def _command_lines(text):
    for line in text.splitlines():
        words = line.split("#")[0].split()
        if len(words) > 1 and words[0] in {"hengping", ".venv/bin/hengping", "make"}:
            yield words


def _links(text):
    for part in text.split("](")[1:]:
        target = part.split(")")[0]
        if not target.startswith("#"):
            yield target
