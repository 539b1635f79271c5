"""Every worked example shipped beside an indicator system comes out."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from golden_case import findings_of, reviews_of, site_of

from hengping.indicators.load import library_folder, load_system
from hengping.indicators.yamlfile import read_document
from hengping.model.score import ScoreNode
from hengping.scoring.site import score_site

EXAMPLES = sorted(library_folder().glob("*/golden/*.yaml"))
KEYS = {"title", "source", "site", "findings", "marks", "given", "expect"}
EXPECTED_KEYS = {"total", "passed", "state", "nodes", "vetoes", "lines", "reasons"}


def _nodes(node: ScoreNode) -> dict[str, ScoreNode]:
    found = {node.item_id: node}
    for child in node.children:
        found |= _nodes(child)
    return found


def test_every_system_ships_examples() -> None:
    folders = {path.parent.parent.name for path in EXAMPLES}
    assert folders == {path.parent.name for path in library_folder().glob("*/system.yaml")}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_example(path: Path) -> None:
    case: dict[str, Any] = read_document(path).data
    assert set(case) <= KEYS
    expect = case["expect"]
    assert expect
    assert set(expect) <= EXPECTED_KEYS
    system = load_system(path.parent.parent.name)
    given = {name: Decimal(str(value)) for name, value in case.get("given", {}).items()}
    score = score_site(system, site_of(case), findings_of(case, system), reviews_of(case), given)
    if "total" in expect:
        wanted = expect["total"]
        assert score.total == (None if wanted is None else Decimal(str(wanted)))
    if "passed" in expect:
        assert score.passed is expect["passed"]
    assert score.state == expect.get("state", score.state)
    assert score.root is not None
    nodes = _nodes(score.root)
    for name, wanted in expect.get("nodes", {}).items():
        assert nodes[name].score == Decimal(str(wanted)), name
    if "vetoes" in expect:
        assert [veto.veto_id for veto in score.vetoes if veto.fired] == expect["vetoes"]
    if "lines" in expect:
        assert [line.line_id for line in score.fail_reasons] == expect["lines"]
    if "reasons" in expect:
        said = [veto.reason for veto in score.vetoes if veto.fired] + [line.reason for line in score.fail_reasons]
        assert said == expect["reasons"]
