"""Fails when a rule code that a shipped system, the code or a page cites is not explained, or explained for nothing."""

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
SYSTEMS = sorted((ROOT / "src/hengping/library/systems").glob("*/system.yaml"))
PAGE = ROOT / "docs/explanation/rule-codes.md"
CODE = re.compile(r"(?<![A-Za-z0-9-])(?:[VDSCG]|GX)\d\d-[A-Za-z]{0,2}\d*(?:\.\d+)?|(?<![A-Za-z0-9-])(?:ENG|VAR)-\d+")
LINE = re.compile(r"^\| ([A-Z]+[0-9-]*) \|", re.MULTILINE)


def explained():
    return set(LINE.findall(PAGE.read_text(encoding="utf-8")))


def is_explained(code, known):
    return code in known or (not code.startswith(("ENG", "VAR")) and code.partition("-")[0] in known)


def bases(tree):
    """Every ``basis`` of a system, at any depth."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            if key == "basis":
                yield str(value)
            else:
                yield from bases(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from bases(value)


@pytest.mark.parametrize("path", SYSTEMS, ids=lambda path: path.parent.name)
def test_every_basis_code_of_a_shipped_system_is_explained(path):
    found = list(bases(YAML(typ="safe").load(path.read_text(encoding="utf-8"))))
    assert found
    known = explained()
    codes = {code for text in found for code in CODE.findall(text)}
    assert {code for code in codes if not is_explained(code, known)} == set()
    # Latin letters in a basis that are no code of ours would be a code nobody can look up.
    unread = {text for text in found if re.search(r"[A-Z]", CODE.sub("", text))}
    assert unread == set()


def test_every_code_in_the_source_and_the_pages_is_explained():
    known = explained()
    texts = [
        path.read_text(encoding="utf-8")
        for folder, kinds in (("src/hengping", {".py", ".yaml"}), ("docs", {".md"}))
        for path in (ROOT / folder).rglob("*")
        if path.suffix in kinds
    ]
    codes = {code for text in texts for code in CODE.findall(text)}
    assert len(codes) > 60
    assert {code for code in codes if not is_explained(code, known)} == set()


def test_no_code_is_explained_that_nobody_cites():
    cited = " ".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "src/hengping").rglob("*")
        if path.suffix in {".py", ".yaml"}
    )
    assert {code for code in explained() if code not in cited} == set()
