"""Texts of indicator systems: read, linted, compared. What is typed is untrusted: limited in size, plain YAML."""

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext as _

from hengping.checks.catalogue import catalogue
from hengping.indicators.base import Confidence
from hengping.indicators.diff import SystemDiff, diff_systems
from hengping.indicators.diff_rest import line_words, tier_words
from hengping.indicators.diff_words import OPERATOR_ZH, plain, rule_words, veto_words, weight_words
from hengping.indicators.faults import LintFault
from hengping.indicators.lint import lint
from hengping.indicators.load import parse_system
from hengping.indicators.system import IndicatorSystem
from hengping.indicators.tree import Node
from hengping.indicators.yamlfile import read_document
from hengping.model.errors import InputError
from hengping.pipeline.examples import check_examples

MOST_CHARACTERS = 200_000
"""The longest shipped system has some 40,000."""
_DEEPEST = 100


@dataclass(frozen=True, kw_only=True)
class Read:
    """A text as read.

    Attributes:
        system: None: it cannot be read so far.
        faults: what is wrong with it.
        slips: where the published source itself does not add up.
    """

    system: IndicatorSystem | None
    faults: tuple[LintFault, ...]
    slips: tuple[LintFault, ...]


@dataclass(frozen=True, kw_only=True)
class Line:
    """A node of the tree as a page shows it."""

    node: Node
    depth: int
    marks: str
    weight: str
    how: str
    scope: str

    @property
    def open(self) -> bool:
        """Whether its numbers or wording wait to be confirmed."""
        return self.node.status == "unconfirmed"


@lru_cache(maxsize=64)
def read(text: str, *, examples: bool = False) -> Read:
    """Read and lint a text by the engine's own rules.

    Args:
        text: the file.
        examples: also run its worked examples.
    """
    if len(text) > MOST_CHARACTERS:
        fault = LintFault(line=1, field="", zh=_("内容过长"), en="too long", remedy=_("指标体系不超过20万字"))
        return Read(system=None, faults=(fault,), slips=())
    if _deep(text):
        fault = LintFault(
            line=1, field="", zh=_("括号层级过深"), en="nested too deeply", remedy=_("检查没有闭合的括号")
        )
        return Read(system=None, faults=(fault,), slips=())
    with tempfile.TemporaryDirectory(prefix="hengping-system-") as folder:
        path = Path(folder) / "system.yaml"
        path.write_text(text, encoding="utf-8", errors="replace", newline="\n")
        found = lint(path, frozenset(catalogue()))
        if examples and not any(fault.severity == "fault" for fault in found):
            found = [*found, *check_examples(path)]
    faults = tuple(fault for fault in found if fault.severity == "fault")
    slips = tuple(fault for fault in found if fault.severity != "fault")
    try:
        system, _faults = parse_system(read_document(Path("system.yaml"), text.encode(errors="replace")))
    except InputError:
        system = None
    return Read(system=system, faults=faults, slips=slips)


def _deep(text: str) -> bool:
    """Whether brackets stand so deep in one another that the parser would need seconds to give up."""
    depth = 0
    for sign in re.findall(r"[\[\]{}]", text):
        depth = depth + 1 if sign in "[{" else max(depth - 1, 0)
        if depth > _DEEPEST:
            return True
    return False


def lines(system: IndicatorSystem) -> list[Line]:
    """The tree, in file order."""
    return list(_lines(system.tree, 0))


def _lines(node: Node, depth: int) -> Iterator[Line]:
    words = [rule_words(node.rule, check_titles())] if node.rule is not None else []
    if node.rule is None and node.operator != "sum":
        words.append(OPERATOR_ZH[node.operator])
    if node.capped:
        words.append(_("封顶"))
    if node.gate is not None:
        gate = node.gate
        limit = f"高于{plain(gate.above)}分" if gate.above is not None else f"不低于{plain(gate.at_least)}分"
        words.append(_("%(node)s%(limit)s才计") % {"node": gate.node, "limit": limit})
    scope = []
    if node.absent_for:
        scope.append(_("%(classes)s类不适用") % {"classes": "、".join(node.absent_for)})
    if node.only_groups:
        scope.append(_("只适用于%(groups)s") % {"groups": "、".join(node.only_groups)})
    if node.absent_groups:
        scope.append(_("%(groups)s不适用") % {"groups": "、".join(node.absent_groups)})
    yield Line(
        node=node,
        depth=depth,
        marks="" if node.marks is None else plain(node.marks),
        weight="" if node.weight is None else weight_words(node.weight),
        how="；".join(words),
        scope="；".join(scope),
    )
    for child in node.children:
        yield from _lines(child, depth + 1)


def verdicts(system: IndicatorSystem) -> list[tuple[str, str, bool]]:
    """Vetoes, lines, tiers and lists: what, how, and whether it waits to be confirmed."""
    titles = check_titles()
    found = [
        (f"{_('单项否决')} {veto.id} {veto.title.zh}", veto_words(veto.rule, titles), veto.status == "unconfirmed")
        for veto in system.vetoes
    ]
    found += [(_("不合格线"), line_words(system, line), line.status == "unconfirmed") for line in system.lines]
    found += [(f"{_('档级')} {tier.title.zh}", tier_words(tier), False) for tier in system.tiers]
    found += [(f"{_('榜单')} {each.title.zh}", "", False) for each in system.lists]
    return found


def unconfirmed(system: IndicatorSystem) -> int:
    """How many numbers or wordings wait to be confirmed."""
    specs: tuple[Confidence, ...] = (system, *system.tree.walk(), *system.vetoes, *system.lines)
    return sum(spec.status == "unconfirmed" for spec in specs)


def difference(before: IndicatorSystem, after: IndicatorSystem) -> SystemDiff:
    """What changed, in official words."""
    return diff_systems(before, after, check_titles())


def check_titles() -> dict[str, str]:
    """Chinese titles of the checks by id."""
    return {check.id: check.title.zh for check in catalogue().values()}
