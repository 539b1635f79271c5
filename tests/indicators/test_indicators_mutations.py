"""A hundred and more spoilt systems: each refused with the line that was spoilt, its field and a remedy."""

from pathlib import Path

import pytest
from mutation_case import SOUND, assert_refused, mutate

S, N, G = "sound", "national-check-2019", "guangxi-2017"

# base, what stood there, what stands there now, the end of the field; then, if lint must point at another line than the
# spoilt one, a text of that line (a sum is wrong where its children are listed).
MUTATIONS = [
    # marks and weights
    (S, "scale: 100\nrounding", "scale: 99\nrounding", "tree.children", "  children:\n    - id: health"),
    (
        S,
        "marks: 20\n      operator: deduct",
        "marks: 19\n      operator: deduct",
        "tree.children",
        "  children:\n    - id: health",
    ),
    (S, "      marks: 40\n", "", "children[1].marks", "    - id: numbers"),
    (S, "marks: 40", "marks: -40", "children[1].marks"),
    (S, "marks: 40", "marks: .nan", "children[1].marks"),
    (S, "marks: 40", "marks: 4e300", ""),
    (S, "marks: 40", "marks: 40.00000000000000001", "children[1].marks"),
    (S, "marks: 40", "marks: ４０", "children[1].marks"),
    (S, "marks: 40", "marks: 四十", "children[1].marks"),
    (S, "weight: 1/3", "weight: 1/4", "children[2].children", "      children:\n        - id: income"),
    (S, "          weight: 1/3\n", "", "children[0].weight", "        - id: income"),
    (S, "weight: 1/3", "weight: 0", "children[0].weight"),
    (S, "weight: 1/3", "weight: 1/0", "children[0].weight"),
    (S, "weight: 1/3", "weight: １", "children[0].weight"),
    (S, "weight: 1/3", "weight: 1e9999999", ""),
    (S, "marks: 1, weight: 2/3", "marks: 0, weight: 2/3", "children[1].marks"),
    (G, "weight: 20", "weight: 21", "tree.children", "  children:\n    - id: design"),
    (G, "weight: 20", "weight: -20", "children[0].weight"),
    (G, "weight: 20", "weight: 20%", "children[0].weight"),
    (N, "marks: 35", "marks: 36", "tree.children[0].children", "      children:\n        - id: publishing"),
    (
        N,
        "marks: 100\n      operator: sum",
        "marks: 99\n      operator: sum",
        "tree.children",
        "  children:\n    - id: deduct",
    ),
    # tree, ids, gates, feeds
    (S, "id: numbers", "id: health", "children[1].id"),
    (S, "id: quality", "id: V1", "id", "  - id: V1\n    title: 空白栏目"),
    (S, "id: quality", "id: total", "children[0].id"),
    (S, "id: quality", "id: 质量", "children[0].id"),
    (S, "id: total\n", "id: sum\n", "tree.id"),
    (S, "kind: system\n", "kind: part\n", "tree.kind"),
    (S, "title: 数\n      kind: indicator", "title: 数\n      kind: system", "children[1].kind", "      kind: system"),
    (S, "title: 质量\n          kind: item", "title: 质量\n          kind: itme", "kind", "          kind: itme"),
    (S, "operator: geometric_mean", "operator: geometric_maen", "children[2].operator"),
    (S, "operator: geometric_mean", "operator: minimum", "weight", "          weight: 1/3"),
    (S, "gate: {node: health,", "gate: {node: people,", "gate.node"),
    (S, "gate: {node: health,", "gate: {node: below,", "gate.node"),
    (S, "gate: {node: health,", "gate: {node: nowhere,", "gate.node"),
    (S, "above: 10}", "above: 20}", "gate"),
    (S, "above: 10}", "at_most: 10}", "gate.at_most"),
    (S, "node: numbers}", "node: nubmers}", "rule.node"),
    (S, "node: numbers}", "node: below}", "rule.node"),
    (S, "node: numbers}", "node: people}", "rule.node"),
    (S, "groups: [丙组], node: numbers}", "node: total}", "rule.node"),
    (
        S,
        "only_groups: [甲组]",
        "only_groups: [甲组]\n      absent_groups: [乙组]",
        "absent_groups",
        "      absent_groups:",
    ),
    (S, "rule: {kind: given}}", "rule: {kind: givn}}", "rule.rule.kind"),
    # rules
    (S, "below: 90, points: 6", "below: 91, points: 6", "bands[0]", "{at_least: 90"),
    (S, "below: 90, points: 6", "at_most: 90, points: 6", "bands[0]", "{at_least: 90"),
    (S, "below: 90, points: 6", "below: 89, points: 6", "bands[0]", "{at_least: 90"),
    (S, "at_least: 60, below: 90", "above: 60, below: 90", "bands[1]"),
    (S, "at_least: 60, below: 90", "at_least: 95, below: 90", "bands[1]"),
    (S, "below: 60, share", "share", "bands[1]", "{at_least: 60"),
    (S, "points: 10}\n              - {at_least: 60", "points: 11}\n              - {at_least: 60", "bands[0].points"),
    (S, "below: 60, share: 0", "below: 60, share: 0, points: 0", "bands[2]"),
    (S, "below: 60, share: 0", "below: 60", "bands[2]"),
    (S, "title: 全部, points: 10", "title: 全部, points: 12", "levels[0].points"),
    (S, "{id: half, title: 一半", "{id: full, title: 一半", "levels[1].id"),
    (S, "{id: half, title: 一半, share: 50}", "{id: half, title: 一半, share: 150}", "levels[1].share"),
    (S, "{id: half, title: 一半", "{id: NA, title: 一半", "levels[1].id"),
    (S, "{id: one, title: 一, points: 4}", "{id: one, title: 一, points: 5}", "rule.elements", "            elements:"),
    (S, "{id: two, title: 二", "{id: one, title: 二", "elements[1].id"),
    (S, "title: 数据, share: 40", "title: 数据, share: 39", "rule.shares", "            shares:"),
    (S, "{id: data, title", "{id: icon, title", "shares[1].id"),
    (S, "{id: q2, title: 二季度}", "{id: q1, title: 二季度}", "parts[1].id"),
    (S, ", {id: q2, title: 二季度}", "", "rule.parts"),
    (S, "low: 100, high: 75000", "low: 0, high: 75000", "rule.low"),
    (S, "low: 100, high: 75000", "low: 75000, high: 100", "rule"),
    (S, "method: min_max", "method: z_score", "rule.low"),
    (S, "method: min_max", "method: minmax", "rule.method"),
    (S, "method: min_max", "method: min_max, reference: best", "rule.reference"),
    (S, "transform: ln", "transform: log", "rule.transform"),
    (S, "base: 0, target: 18", "base: 18, target: 18", "rule"),
    (S, "marks: {A: 7, B: 3}", "marks: {A: 8, B: 3}", "rule.marks"),
    (S, "marks: {A: 7, B: 3}", "marks: {A: 7, C: 3}", "rule.marks.C"),
    (S, "by: class", "by: clas", "rule.by"),
    (S, "assessors: 3,", "assessors: 2,", "rule.combine"),
    (S, "assessors: 3, combine: trimmed_mean", "combine: mean", "rule.max_difference"),
    (S, "{points: 8, text: 好}", "{points: 9, text: 好}", "rubric[0].points"),
    (
        S,
        "{check: blank_section, where: {level: 1}}, points: 1",
        "{check: blank_section, where: {lvel: 1}}, points: 1",
        "where.lvel",
    ),
    (S, "where: {level: 1}", "where: {level: yes}", "where.level"),
    (S, "tariffs:\n", "tarifs:\n", "rule.tarifs"),
    # verdicts
    (S, "sets: {node: health, score: 10}", "sets: {node: helth, score: 10}", "sets.node"),
    (S, "sets: {node: health, score: 10}", "sets: {node: health, score: 21}", "sets.score"),
    (S, "of: [{check: stale_section,", "of: [{check: stale_sections,", "rule.of[0].check"),
    (S, "at_least: 0.5\n", "at_least: 50\n", "rule.at_least"),
    (S, "空白栏目{count}个", "空白栏目{number}个", "vetoes[0].reason"),
    (S, "when_vetoed: {score: 59,", "when_vetoed: {score: 590,", "when_vetoed.score"),
    (S, "when_vetoed: {score: 59,", "when_vetoed: {score: 59, keep: true,", "when_vetoed"),
    (S, "in_mean: false", "in_mean: 否", "when_vetoed.in_mean"),
    (S, "in_mean: false", "in_mean: no", "when_vetoed.in_mean"),
    (S, "node: total, below: 60", "node: totals, below: 60", "lines[0].node"),
    (S, "node: total, below: 60", "node: total, below: 160", "lines[0].below"),
    (S, "at_least: 60, at_most: 100", "at_least: 61, at_most: 100", "tiers[1]"),
    (S, "at_least: 60, at_most: 100", "at_least: 60, at_most: 99", "tiers[1]"),
    (S, "at_least: 60, at_most: 100", "up_to_rate: 1", "tiers[1]"),
    (S, "up_to_rate: 0.2", "up_to_rate: 1", "tiers[1].up_to_rate", "{id: rest"),
    (S, "up_to_rate: 1}", "up_to_rate: 0.9}", "tiers[1].up_to_rate"),
    (S, "up_to_rate: 1}", "up_to_rate: 100}", "tiers[1].up_to_rate"),
    (S, "up_to_rate: 1}", "up_to_place: 10}", "tiers[1]"),
    (S, "groups: [丙组]}", "groups: [甲组]}", "tracks[1].groups[0]"),
    (S, "{id: second,", "{id: first,", "tracks[1].id"),
    (S, "tier: top}", "tier: tops}", "conditions[0].tier"),
    (S, "node: health, at_least: 15", "node: healthy, at_least: 15", "conditions[1].node"),
    (S, "node: health, at_least: 15", "node: health, at_least: 25", "conditions[1].at_least"),
    (S, "value: 85}", "value: 185}", "conditions[2].value"),
    (S, "method: dense}", "method: densely}", "ranking.method"),
    (S, "digits: 2, mode: half_up", "digits: 20, mode: half_up", "rounding.digits"),
    (
        S,
        "{id: cause, checks: [blank_section, stale_section]}",
        "{id: cause, checks: [blank_section, blank_section]}",
        "checks[1]",
    ),
    # checks, dates, texts
    (S, "select: [{check: blank_section}]}", "select: [{check: blank_sections}]}", "select[0].check"),
    (S, "effective: {from: 2026-01-01, until", "effective: {from: 2019-02-30, until", "effective.from"),
    (S, "until: 2026-12-31", "until: 2025-12-31", "effective.until"),
    (S, "until: 2026-12-31", "until: 2026年", "effective.until"),
    (S, "until: 2026-12-31", "untill: 2026-12-31", "effective.untill"),
    (S, 'version: "1"', "version: 1", "version"),
    (S, "schema: 1", "schema: 7", "schema"),
    (S, "title: {zh: 齐全的体系", "title: {ch: 齐全的体系", "title.ch"),
    (S, "sources: [{title: 通知}]", "sources: 通知", "sources"),
    (S, "title: 健康\n", "title: 健康\n      status: unconfirmed\n", "status", "      status: unconfirmed"),
    (S, "title: 健康\n", "titel: 健康\n", "titel"),
    # examples and claims
    (S, "given: {quality: 20,", "given: {qualty: 20,", "given.qualty"),
    (S, "opened: full, parts/one: 1}", "opened: ful, parts/one: 1}", "given.opened"),
    (S, "parts/one: 1}", "parts/three: 1}", "given.parts/three"),
    (S, "findings: [{check: blank_section, repeat", "findings: [{check: broken_link, repeat", "findings[0].check"),
    (S, "marks: {expert: 5}", "marks: {experts: 5}", "marks.experts"),
    (S, "{nodes: {health: 18}, vetoes", "{nodes: {heath: 18}, vetoes", "nodes.heath"),
    (S, "vetoes: [], lines: []}", "vetoes: [V9], lines: []}", "vetoes[0]"),
    (S, "denominator: 183", "denominator: 0", "denominator"),
    # YAML
    (S, "scale: 100\n", "scale：100\n", ""),
    (S, "      title: 健康\n", "      title：健康\n", ""),
    (S, "{id: one, title: 一", "{id：one, title: 一", "id：one"),
    (S, "scale: 100\n", "scale 100\n", ""),
    (S, "scale: 100\n", "scale:100\n", ""),
    (S, "scale: 100\n", "scale: 100\nscale: 100\n", "scale", "scale: 100\nrounding"),
    (S, "      kind: indicator\n      marks: 20", "\tkind: indicator\n      marks: 20", ""),
    (S, "title: 栏目\n", 'title: "栏目\n', ""),
    (S, "digits: 2, mode: half_up}", "digits: 2, mode: half_up", ""),
    (S, "title: 健康\n", "title: &a 健康\n", ""),
    (S, "scale: 100\n", "scale: !!int 100\n", ""),
]


@pytest.mark.parametrize(
    "mutation", MUTATIONS, ids=[f"{number}-{row[2].strip()[:24]}" for number, row in enumerate(MUTATIONS)]
)
def test_a_spoilt_system_is_refused_where_it_was_spoilt(mutation: tuple[str, ...], tmp_path: Path) -> None:
    base, old, new, field, *elsewhere = mutation
    path, line, faults = mutate(base, old, new, tmp_path)
    assert_refused(path, faults)
    if elsewhere:
        text = path.read_text(encoding="utf-8")
        line = text[: text.rindex(elsewhere[0])].count("\n") + 1
    named = [fault for fault in faults if fault.field.endswith(field)]
    assert named, faults
    assert line in {fault.line for fault in named}, (line, named)


def test_there_are_more_than_a_hundred() -> None:
    assert len(MUTATIONS) > 100
    assert len({row[:3] for row in MUTATIONS}) == len(MUTATIONS)


def test_the_unspoilt_system_is_sound(tmp_path: Path) -> None:
    _, _, faults = mutate("sound", "schema: 1", "schema: 1", tmp_path)
    assert faults == []
    assert SOUND.count("kind: item") >= 9


REMEDIES = [
    ("kind: checklist", "kind: checkist", "可能是 checklist"),
    ("marks: 40", "mark: 40", "可能是 marks"),
    ("operator: geometric_mean", "operator: geometric", "可能是 geometric_mean"),
    ("opened: full, ", "opned: full, ", "可能是 opened"),
    ("scale: 100\n", "scale：100\n", "半角冒号"),
    ("{id: one, title: 一", "{id：one, title: 一", "半角冒号"),
    ("marks: 40", "marks: ４０", "40"),
    ("weight: 1/3", "weight: １", "1"),
    ("marks: 40", 'marks: "40"', "按提示改正"),
    ("in_mean: false", "in_mean: no", "true 或 false"),
    ("title: 栏目\n", 'title: "栏目\n', "引号"),
    ("      kind: indicator\n      marks: 20", "\tkind: indicator\n      marks: 20", "空格"),
    ("scale: 100\n", "scale 100\n", "字段: 内容"),
    ("up_to_rate: 1}", "up_to_rate: 0.9}", "rest_none"),
]


@pytest.mark.parametrize(("old", "new", "said"), REMEDIES)
def test_the_remedy_says_what_to_do(old: str, new: str, said: str, tmp_path: Path) -> None:
    _, line, faults = mutate("sound", old, new, tmp_path)
    assert any(said in fault.remedy for fault in faults if fault.line == line), faults
