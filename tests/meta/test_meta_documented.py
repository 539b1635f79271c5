"""Fails when a check, rule kind, command, setting, exit code or failure kind is undocumented, or a page is stale."""

import importlib.util
import inspect
from pathlib import Path

import pytest

from hengping.checks.catalogue import catalogue
from hengping.cli.exit_codes import EXIT_CODES
from hengping.indicators.rules import RULE_SPECS
from hengping.model.evidence import FAILURES, FailureKind
from hengping.scoring.operators import OPERATORS
from hengping.scoring.rules import RULES

ROOT = Path(__file__).parents[2]


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


def _links(text):
    for part in text.split("](")[1:]:
        target = part.split(")")[0]
        if not target.startswith("#"):
            yield target
