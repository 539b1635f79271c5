"""Worked examples (算例) of an indicator system run as its tests: in the system file, or beside it in ``golden/``."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import msgspec
from pydantic import ValidationError

from hengping.indicators.examples import Example, ExampleFinding
from hengping.indicators.faults import LintFault, fault, schema_faults
from hengping.indicators.load import parse_system, system_path
from hengping.indicators.rounding import as_decimal
from hengping.indicators.rules import Manual, inner_rule
from hengping.indicators.structure_examples import example_faults
from hengping.indicators.structure_walk import Where, selectors, tier_lists
from hengping.indicators.system import IndicatorSystem
from hengping.indicators.yamlfile import read_document
from hengping.model.errors import InputError
from hengping.model.finding import Finding, Outcome, Subject, finding_id
from hengping.model.review import Review
from hengping.model.score import ScoreNode, SiteScore
from hengping.model.site import Site
from hengping.model.text import Text
from hengping.ranking.results import rank
from hengping.scoring.many import score_sites
from hengping.scoring.plan import Value
from hengping.scoring.values import limits_of, read_value

CODE = "4500000001"
HOME = "http://www.example.gov.cn/"
_AS_OF = date(2026, 11, 20)
_DECIDED = datetime(2026, 11, 21, tzinfo=UTC)


def run_example(system: IndicatorSystem, example: Example) -> list[str]:
    """What does not come out as the example says, in Chinese with both figures; empty when everything does.

    Only what the example expects is compared: numbers exactly, the total as it is printed.
    """
    try:
        score = score_example(system, example)
    except InputError as error:
        return [str(error)]
    return _compare(system, example, score)


def score_example(system: IndicatorSystem, example: Example) -> SiteScore:
    """The score of the example's site.

    Raises:
        InputError: a value that the system cannot take.
    """
    site = Site(site_code=CODE, name="示例网站", url=HOME, group=example.site.group, site_class=example.site.site_class)
    given = _given(system, example, site)
    (score,) = score_sites(
        system, [site], {CODE: findings_of(system, example)}, _reviews(system, example), {CODE: given}
    )
    return score


def findings_of(system: IndicatorSystem, example: Example) -> list[Finding]:
    """The example's findings; a check of the system that it does not mention passed."""
    stated = [
        _finding(entry, f"{number}/{repeat}")
        for number, entry in enumerate(example.findings)
        for repeat in range(entry.repeat)
    ]
    silent = {selector.check for selector, _ in selectors(system)} - {each.check for each in stated}
    return stated + [_finding(ExampleFinding(check=check, outcome="pass"), "") for check in sorted(silent)]


def check_examples(id_or_path: str | Path) -> list[LintFault]:
    """Runs every example of a system file and of ``golden/`` beside it; what does not come out, as faults.

    Nothing is run when the file itself is wrong: that is for lint to say.

    Raises:
        InputError: the file cannot be found or read.
    """
    path = system_path(id_or_path)
    try:
        document = read_document(path)
    except InputError:
        return []
    system, faults = parse_system(document)
    if system is None or faults:
        return []
    found = [
        _mismatch(fault(document, ("examples", number), "", "", ""), example, said)
        for number, example in enumerate(system.examples)
        for said in run_example(system, example)
    ]
    return found + [each for file in golden_files(path) for each in _golden_faults(system, file)]


def golden_files(system_file: Path) -> list[Path]:
    """The examples beside a system file, by name."""
    return sorted((system_file.parent / "golden").glob("*.yaml"))


def _golden_faults(system: IndicatorSystem, file: Path) -> list[LintFault]:
    try:
        document = read_document(file)
    except InputError as error:
        return [LintFault(line=1, field="", zh=error.what, en="not plain YAML", remedy=error.remedy, file=file.name)]
    try:
        example = Example.model_validate(document.data)
    except ValidationError as error:
        return [msgspec.structs.replace(each, file=file.name) for each in schema_faults(document, error)]
    found: list[LintFault] = []

    def report(where: Where, zh: str, en: str, remedy: str) -> None:
        found.append(msgspec.structs.replace(fault(document, where, zh, en, remedy), file=file.name))

    example_faults(system, example, (), report)
    if found:
        return found
    spot = msgspec.structs.replace(fault(document, ("expect",), "", "", ""), file=file.name)
    return [_mismatch(spot, example, said) for said in run_example(system, example)]


def _mismatch(spot: LintFault, example: Example, said: str) -> LintFault:
    zh = f"算例“{example.title}”：{said}"
    return msgspec.structs.replace(spot, zh=zh, en="a worked example does not come out", remedy="改正算例或规则")


def _finding(entry: ExampleFinding, place: str) -> Finding:
    url = HOME if entry.kind == "site" else f"{HOME}{entry.check}/{place}"
    return Finding(
        finding_id=finding_id(entry.check, CODE, url, place),
        site_code=CODE,
        check=entry.check,
        version=1,
        outcome=Outcome(entry.outcome),
        subject=Subject(kind=entry.kind, url=url),
        values=entry.values,
        evidence=(),
        as_of=_AS_OF,
        messages=Text(entry.check),
    )


def _reviews(system: IndicatorSystem, example: Example) -> list[Review]:
    """Marks as so many assessors as the item wants give them, all alike; explanations that were accepted."""
    nodes = system.nodes()
    decisions = []
    for item, value in example.marks.items():
        node = nodes.get(item)
        rule = None if node is None or node.rule is None else inner_rule(node.rule)
        people = range(1, (rule.assessors if isinstance(rule, Manual) else 1) + 1)
        decisions += [_review(item_id=item, marks=format(value, "f"), actor=f"评估员{each}") for each in people]
    for number, entry in enumerate(example.findings):
        if entry.explained:
            same = [_finding(entry, f"{number}/{repeat}").finding_id for repeat in range(entry.repeat)]
            decisions += [_review(finding_id=each, explained=True, actor="评估员1") for each in same]
    return decisions


def _review(*, actor: str, finding_id: str = "", item_id: str = "", marks: str = "", explained: bool = False) -> Review:
    return Review(
        site_code=CODE,
        finding_id=finding_id,
        item_id=item_id,
        marks=marks,
        explained=explained,
        actor=actor,
        decided_at=_DECIDED,
        reason="示例",
    )


def _given(system: IndicatorSystem, example: Example, site: Site) -> dict[str, Value]:
    limits = limits_of(system)
    given: dict[str, Value] = {}
    for name, written in example.given.items():
        text = "" if written is None else format(written, "f") if isinstance(written, Decimal) else written
        if name not in limits:
            raise InputError(f"不能给 {name} 赋值", where=f"given.{name}", remedy="写指标体系中的编号")
        given[name], wrong = read_value(text, limits[name], site)
        if wrong:
            raise InputError(wrong, where=f"given.{name}", remedy="改正这个值")
    return given


def _compare(system: IndicatorSystem, example: Example, score: SiteScore) -> list[str]:
    expect = example.expect
    stated = expect.model_fields_set
    found: list[str] = []

    def differ(what: str, wanted: object, came: object) -> None:
        if wanted != came:
            found.append(f"{what}应为 {_said(wanted)}，算得 {_said(came)}")

    if "total" in stated:
        differ("总分", _number(expect.total), score.total)
    if "passed" in stated:
        differ("是否合格", expect.passed, score.passed)
    if "state" in stated:
        differ("状态", expect.state, score.state)
    if "tier" in stated:
        titles = {tier.id: tier.title.zh for tiers, _ in tier_lists(system) for tier in tiers}
        (row,) = rank(system, [score]).ranks
        differ("档级", titles.get(expect.tier or "", expect.tier or ""), row.tier)
    nodes = {} if score.root is None else _nodes(score.root)
    for name, wanted in expect.nodes.items():
        node = nodes.get(name)
        absent = node is None or node.state == "not_applicable"
        came: object = "NA" if node is None or (wanted == "NA" and absent) else node.score
        differ(f"{name} ", "NA" if wanted == "NA" else _number(wanted), came)
    fired = [veto for veto in score.vetoes if veto.fired]
    said = [veto.reason for veto in fired] + [line.reason for line in score.fail_reasons]
    for what, names, came_out in (
        ("成立的单项否决", expect.vetoes, [veto.veto_id for veto in fired]),
        ("不合格线", expect.lines, [line.line_id for line in score.fail_reasons]),
        ("原因", expect.reasons, said),
    ):
        if names is not None:
            differ(what, list(names), came_out)
    return found


def _number(wanted: Decimal | str | None) -> Decimal | str | None:
    """Numbers as numbers, also in quotes or as an exact ratio (37/3); other text as it is."""
    if not isinstance(wanted, str):
        return wanted
    try:
        return as_decimal(Fraction(wanted)) if "/" in wanted else Decimal(wanted)
    except (ArithmeticError, ValueError):
        return wanted


def _nodes(node: ScoreNode) -> dict[str, ScoreNode]:
    found = {node.item_id: node}
    for child in node.children:
        found |= _nodes(child)
    return found


def _said(value: object) -> str:
    if value is None:
        return "空"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(str(each) for each in value) or "无"
    return str(value) or "无"
