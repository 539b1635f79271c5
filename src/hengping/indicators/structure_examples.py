"""Faults of worked examples: names that the system does not have, numbers that cannot come out."""

from collections.abc import Iterable

from hengping.indicators.examples import Example
from hengping.indicators.rules import Levels, inner_rule
from hengping.indicators.structure_walk import Report, Where, given_names, selectors, tier_lists
from hengping.indicators.structure_words import near
from hengping.indicators.system import IndicatorSystem


def examples_faults(system: IndicatorSystem, report: Report) -> None:
    """Faults of every example inside the system file."""
    for number, example in enumerate(system.examples):
        example_faults(system, example, ("examples", number), report)


def example_faults(system: IndicatorSystem, example: Example, where: Where, report: Report) -> None:
    """Faults of one example; of a file in ``golden/`` the place is empty."""
    nodes = set(system.nodes())
    vetoes = {veto.id for veto in system.vetoes}
    tiers = {tier.id for each, _ in tier_lists(system) for tier in each}
    tiers |= {tier.title.zh for each, _ in tier_lists(system) for tier in each}
    expect = example.expect
    _known(example.given, given_names(system), (*where, "given"), "节点、否决、要素或数据", report)
    _known(example.marks, nodes | vetoes, (*where, "marks"), "节点或否决", report)
    _known(expect.nodes, nodes, (*where, "expect", "nodes"), "节点", report)
    _known(expect.vetoes or (), vetoes, (*where, "expect", "vetoes"), "单项否决", report)
    _known(expect.lines or (), {line.id for line in system.lines}, (*where, "expect", "lines"), "不合格线", report)
    if expect.tier:
        words = tiers | {word for word in (system.fail_tier, system.veto_tier) if word}
        _known([expect.tier], words, (*where, "expect", "tier"), "档级", report)
    used = {selector.check for selector, _ in selectors(system)}
    for at, finding in enumerate(example.findings):
        _known([finding.check], used, (*where, "findings", at, "check"), "所用的检查项", report)
    _words(system, example, where, report)
    if not expect.model_fields_set:
        report((*where, "expect"), "没有写明应得出什么", "expects nothing", "写 total、nodes、vetoes 等之一")


def _known(names: Iterable[str], known: Iterable[str], where: Where, what: str, report: Report) -> None:
    words = sorted(known)
    for at, name in enumerate(names):
        if name not in words:
            listed = isinstance(names, tuple)
            here = where if isinstance(names, list) else (*where, at if listed else name)
            report(here, f"没有{what} {name}", f"unknown name {name}", f"{near(name, words)}写指标体系中的编号")


def _words(system: IndicatorSystem, example: Example, where: Where, report: Report) -> None:
    """Words given as values: NA, or a level of the item."""
    nodes = system.nodes()
    for name, value in example.given.items():
        if not isinstance(value, str) or value == "NA":
            continue
        node = nodes.get(name)
        rule = None if node is None or node.rule is None else inner_rule(node.rule)
        levels = [level.id for level in rule.levels] if isinstance(rule, Levels) else []
        if value not in levels:
            remedy = f"{near(value, levels)}可写的有：{'、'.join(['数字', 'NA', *levels])}"
            report((*where, "given", name), f"{name} 的值“{value}”不能用", f"{value} is no value of {name}", remedy)
