"""One complete system with every construct that lint looks at, to be spoilt in one place at a time."""

from pathlib import Path

import msgspec
import pytest

from hengping.checks.catalogue import catalogue
from hengping.indicators.faults import LintFault
from hengping.indicators.lint import lint
from hengping.indicators.load import load_system, system_bytes
from hengping.model.errors import InputError

SOUND = """\
schema: 1
id: sound
version: "1"
title: {zh: 齐全的体系, en: Everything}
sources: [{title: 通知}]
effective: {from: 2026-01-01, until: 2026-12-31}
scale: 100
rounding: {digits: 2, mode: half_up}
ranking: {method: dense}
when_vetoed: {score: 59, in_mean: false}
once:
  - {id: cause, checks: [blank_section, stale_section]}
vetoes:
  - id: V1
    title: 空白栏目
    rule: {kind: count, at_least: 5, select: [{check: blank_section}]}
    reason: 空白栏目{count}个
    sets: {node: health, score: 10}
  - id: V2
    title: 栏目半数未更新
    rule:
      kind: share
      at_least: 0.5
      select: [{check: stale_section}]
      of: [{check: stale_section, outcomes: [fail, pass]}]
    reason: 未更新栏目达到半数
lines:
  - {id: low, node: total, below: 60, reason: 低}
tiers:
  - {id: bad, title: 不合格, at_least: 0, below: 60}
  - {id: good, title: 合格, at_least: 60, at_most: 100}
tracks:
  - id: first
    title: 第一赛道
    groups: [甲组, 乙组]
    tiers:
      - {id: top, title: 卓越, up_to_rate: 0.2}
      - {id: rest, title: 其他, up_to_rate: 1}
  - {id: second, title: 第二赛道, groups: [丙组]}
lists:
  - id: red
    title: 红榜
    conditions:
      - {kind: tier, tier: top}
      - {kind: node, node: health, at_least: 15, reason: 健康}
      - {kind: total_at_least, value: 85}
published:
  - {kind: rate, text: 合格率, numerator: 149, denominator: 183, printed: 81.42}
examples:
  - title: 全部给值
    given: {quality: 20, opened: full, parts/one: 1}
    findings: [{check: blank_section, repeat: 2}]
    marks: {expert: 5}
    expect: {nodes: {health: 18}, vetoes: [], lines: []}
tree:
  id: total
  title: 总分
  kind: system
  children:
    - id: health
      title: 健康
      kind: indicator
      marks: 20
      operator: deduct
      only_groups: [甲组]
      children:
        - id: sections
          title: 栏目
          kind: item
          rule:
            kind: per_hit
            tariffs:
              - {select: {check: blank_section, where: {level: 1}}, points: 1}
              - {select: {check: blank_section}, points: 1}
    - id: numbers
      title: 数
      kind: indicator
      marks: 40
      children:
        - id: quality
          title: 质量
          kind: item
          marks: 10
          rule:
            kind: bands
            bands:
              - {at_least: 90, points: 10}
              - {at_least: 60, below: 90, points: 6}
              - {below: 60, share: 0}
        - id: opened
          title: 公开
          kind: item
          marks: 10
          rule:
            kind: levels
            levels:
              - {id: full, title: 全部, points: 10}
              - {id: half, title: 一半, share: 50}
        - id: parts
          title: 要素
          kind: item
          marks: 10
          rule:
            kind: checklist
            elements:
              - {id: one, title: 一, points: 4}
              - {id: two, title: 二, points: 6}
        - id: pieces
          title: 部分
          kind: item
          marks: 5
          rule:
            kind: shares
            shares:
              - {id: icon, title: 图标, share: 60}
              - {id: data, title: 数据, share: 40}
        - id: quarters
          title: 季度
          kind: item
          marks: 5
          rule:
            kind: mean_of
            scale: 100
            parts: [{id: q1, title: 一季度}, {id: q2, title: 二季度}]
    - id: index
      title: 指数
      kind: indicator
      marks: 20
      operator: geometric_mean
      children:
        - id: income
          title: 收入
          kind: item
          marks: 1
          weight: 1/3
          rule: {kind: normalised, method: min_max, transform: ln, low: 100, high: 75000}
        - {id: years, title: 年限, kind: item, marks: 1, weight: 2/3, rule: {kind: ratio, base: 0, target: 18}}
    - id: people
      title: 人
      kind: indicator
      marks: 20
      gate: {node: health, above: 10}
      children:
        - id: expert
          title: 专家
          kind: item
          marks: 8
          rule: {kind: manual, assessors: 3, combine: trimmed_mean, max_difference: 3, rubric: [{points: 8, text: 好}]}
        - id: unit
          title: 因单位
          kind: item
          marks: 7
          rule: {kind: range_by_unit, by: class, marks: {A: 7, B: 3}, rule: {kind: given}}
        - id: below
          title: 下级
          kind: item
          marks: 5
          rule: {kind: feed, groups: [丙组], node: numbers}
"""

CHECKS = frozenset(catalogue())


def mutate(base: str, old: str, new: str, tmp_path: Path) -> tuple[Path, int, list[LintFault]]:
    """The spoilt file, the line that was spoilt, and what lint says."""
    text = SOUND if base == "sound" else system_bytes(base).decode("utf-8")
    assert old in text, old
    line = text[: text.index(old)].count("\n") + 1 + len(old) - len(old.lstrip("\n"))
    path = tmp_path / "system.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path, line, lint(path, CHECKS)


def assert_refused(path: Path, faults: list[LintFault]) -> None:
    """Every fault says what, where and what to do; and the loader refuses the file, if it can see the fault."""
    own = [fault for fault in faults if fault.severity == "fault"]
    assert own
    lines = len(path.read_text(encoding="utf-8").splitlines())
    for fault in own:
        assert 1 <= fault.line <= max(lines, 1)
        assert fault.zh
        assert fault.en
        assert fault.remedy
        assert "Outcome." not in fault.remedy
        msgspec.json.encode(fault)
    if {fault.field.rpartition(".")[2] for fault in own} == {"check"}:
        return  # Whether a check exists is known to lint alone.
    with pytest.raises(InputError) as refused:
        load_system(path)
    assert refused.value.where.startswith(str(path))
    assert refused.value.remedy
