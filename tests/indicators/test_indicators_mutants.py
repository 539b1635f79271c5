"""The shipped systems with one thing wrong each: every mutant is refused with its line, field and remedy."""

from pathlib import Path

import pytest

from hengping.checks.cases import facts_of, read_cases
from hengping.checks.catalogue import catalogue, loaded_checks
from hengping.checks.runner import run_check
from hengping.demo.evaluation import DemoOutcome
from hengping.evidence.run_folder import RunFolder
from hengping.indicators.lint import lint
from hengping.indicators.load import load_system, system_bytes
from hengping.model.errors import InputError
from hengping.model.finding import SCORED
from hengping.model.finding_values import VALUE_NAMES
from hengping.pipeline.stage_check import read_findings

NATIONAL, GUANGXI = "national-check-2019", "guangxi-2017"

MUTANTS = [
    (NATIONAL, "schema: 1", "schema: 2", "schema"),
    (NATIONAL, "id: national-check-2019\n", "", "id"),
    (NATIONAL, "id: national-check-2019", 'id: "../evil"', "id"),
    (NATIONAL, 'version: "2019.1"', 'version: ""', "version"),
    (NATIONAL, "scale: 130", "scale: 0", "scale"),
    (NATIONAL, "scale: 130", 'scale: "Infinity"', "scale"),
    (NATIONAL, "scale: 130", "scale: 130\nscale: 120", "scale"),
    (NATIONAL, "scale: 130", "scale: 130\nscales: 1", "scales"),
    (NATIONAL, "min_coverage: 0.6", "min_coverage: 1.6", "min_coverage"),
    (NATIONAL, "mode: half_up", "mode: bankers", "rounding.mode"),
    (NATIONAL, "digits: 2,", "digits: 99,", "rounding.digits"),
    (NATIONAL, "id: V19-W1.2", "id: V19-W1.1", "vetoes[1].id"),
    (NATIONAL, "{check: home_unavailable}", "{check: home_unavailble}", "vetoes[6].rule.select[0].check"),
    (NATIONAL, "checks: [blank_section, stale_section]", "checks: [blank_section]", "once[0].checks"),
    (NATIONAL, "at_least: 5,", "at_least: 0,", "vetoes[10].rule.at_least"),
    (NATIONAL, "at_least: 5,", "at_least: five,", "vetoes[10].rule.at_least"),
    (NATIONAL, "空白栏目有{count}个", "空白栏目有{counts}个", "vetoes[10].reason"),
    (NATIONAL, "空白栏目有{count}个", "空白栏目有{count.__class__}个", "vetoes[10].reason"),
    (NATIONAL, "空白栏目有{count}个", "空白栏目有{count个", "vetoes[10].reason"),
    (NATIONAL, "select: [{check: blank_section}]", "select: []", "vetoes[10].rule.select"),
    (NATIONAL, "{section_class: dynamic}", "{section_clas: dynamic}", "where.section_clas"),
    (NATIONAL, "{section_class: dynamic}", "{section_class: dynamics}", "where.section_class"),
    (NATIONAL, "{section_class: dynamic}", "{section_class: {inn: [dynamic]}}", "where.section_class.inn"),
    (NATIONAL, "{missing: {size_at_least: 4}}", "{missed: {size_at_least: 4}}", "where.missed"),
    (NATIONAL, "gate: {node: deduct, above: 80}", "gate: {node: deduc, above: 80}", "gate.node"),
    (NATIONAL, "gate: {node: deduct, above: 80}", "gate: {node: deduct, above: 80, at_least: 80}", "gate"),
    (NATIONAL, "gate: {node: deduct, above: 80}", "gate: {node: deduct, above: 100}", "gate"),
    (NATIONAL, "gate: {node: deduct, above: 80}", "gate: {node: bonus, above: 8}", "gate.node"),
    (NATIONAL, "marks: 35", "marks: 36", "children"),
    (NATIONAL, "below: 60\n    reason", "below: 6000\n    reason", "lines[0].below"),
    (NATIONAL, "below: 60\n    reason", "below: 60\n    at_most: 60\n    reason", "lines[0]"),
    (NATIONAL, "at_least: 60, at_most: 130", "at_least: 61, at_most: 130", "tiers[1]"),
    (NATIONAL, "at_least: 60, at_most: 130", "at_least: 59, at_most: 130", "tiers[1]"),
    (NATIONAL, "line: deduct_below_60}", "line: deduct_below_61}", "lists[0].conditions[1].line"),
    (NATIONAL, "order: [group, roster]", "order: [groups]", "lists[0].order[0]"),
    (NATIONAL, "kind: all_or_nothing", "kind: all_or_nothin", "rule.kind"),
    (NATIONAL, "points: 3}", "points: -1}", "rule.tariffs[0].points"),
    (NATIONAL, "value: tag\n", "value: tags\n", "rule.value"),
    (NATIONAL, "marks: 12\n                  rule", "marks: 13\n                  rule", "marks"),
    (NATIONAL, "absent_for: [B]", "absent_for: [C]", "absent_for[0]"),
    (NATIONAL, "when_vetoed: {in_mean: false}", "when_vetoed: {score: 999}", "when_vetoed.score"),
    (NATIONAL, "fewer_than: 5", "fewer_than: 1", "rule.fewer_than"),
    (NATIONAL, "scale: 130", "scale: &x 130", ""),
    (NATIONAL, "scale: 130", "scale: !!python/name:os.system 1", ""),
    (NATIONAL, "  - id: V19-W1.1", "\t- id: V19-W1.1", ""),
    (GUANGXI, "weight: 20", "weight: 21", "tree.children"),
    (GUANGXI, "weight: 20", "weight: -20", "tree.children[0].weight"),
    (GUANGXI, "until: 2018-02-28", "until: 2016-02-28", "effective.until"),
    (GUANGXI, "from: 2017-10-01", "from: 2017-13-01", "effective.from"),
    (GUANGXI, "count: exact", "count: exactly", "rule.count"),
    (GUANGXI, "numerator: failed", "numerator: fails", "rule.numerator"),
    (GUANGXI, "outcomes: [fail, partly, pass]", "outcomes: [fails]", "outcomes[0]"),
    (GUANGXI, "lost_above: 40", "lost_above: 400", "lines[0].lost_above"),
]


@pytest.mark.parametrize(("system", "old", "new", "field"), MUTANTS)
def test_a_mutant_is_refused(system: str, old: str, new: str, field: str, tmp_path: Path) -> None:
    text = system_bytes(system).decode("utf-8")
    assert old in text
    path = tmp_path / "system.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    faults = lint(path, frozenset(catalogue()))
    assert any(fault.field.endswith(field) for fault in faults), faults
    for fault in faults:
        assert fault.line > 1 or not field
        assert fault.zh
        assert fault.remedy
        assert "Outcome." not in fault.remedy
    if {fault.field.rpartition(".")[2] for fault in faults} == {"check"}:
        return  # Whether a check exists is known to lint alone.
    with pytest.raises(InputError) as refused:
        load_system(path)
    assert refused.value.where.startswith(str(path))
    assert refused.value.remedy


def test_a_list_of_wrong_entries_is_not_called_short(tmp_path: Path) -> None:
    path = tmp_path / "system.yaml"
    path.write_text(system_bytes(NATIONAL).decode().replace("order: [group, roster]", "order: [groups]"), "utf-8")
    (fault,) = lint(path, frozenset(catalogue()))
    assert fault.remedy == "可能是 group；改为以下之一：group、score、code、roster"


@pytest.mark.slow
def test_the_vocabulary_is_what_findings_carry(demo_outcome: DemoOutcome) -> None:
    folder = RunFolder(demo_outcome.run.path)
    carried: dict[str, set[str]] = {}
    for check_id, check in loaded_checks().items():  # the demo does not show every fault; the checks' examples do
        for case in read_cases(check.folder):
            for finding in run_check(check, facts_of(case.given), check.definition.bind(case.params)):
                if finding.outcome in SCORED:
                    carried.setdefault(check_id, set()).update(finding.values)
    for file in sorted((folder.path / "findings").glob("*.jsonl")):
        for finding in read_findings(folder, file.stem):
            if finding.outcome in SCORED:
                carried.setdefault(finding.check, set()).update(finding.values)
    carried.pop("blocked", None)
    assert {check for check in carried if carried[check] != VALUE_NAMES.get(check)} == set()
    assert set(VALUE_NAMES) - set(carried) == set()
