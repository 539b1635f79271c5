"""Accessibility by axe-core, with its Chinese texts; what it says is cut to what a finding needs.

axe-core 4.14.1 (MPL-2.0, see NOTICE) lies beside this file, unchanged. It runs in a world of its own in the page, so
that the page's scripts cannot answer in its place; frames are left out. The result is data from outside all the same:
typed and bounded before it is kept.
"""

from functools import cache
from importlib.resources import files
from typing import Any, Protocol

import msgspec

AXE_VERSION = "4.14.1"
MAX_NODES = 20
"""Elements kept of one rule; their number is kept whole."""
MAX_RULES = 200
MAX_TEXT = 400
MAX_RESULT = 20_000_000
"""Characters of a result; more is none of axe-core's."""
AXE_TIMEOUT_MS = 15_000
_IMPACTS = {"minor": "轻微", "moderate": "中等", "serious": "严重", "critical": "致命"}


class AxeNode(msgspec.Struct, frozen=True, kw_only=True):
    """One element: CSS selector, what is wrong, and the beginning of its mark-up."""

    target: str
    summary: str = ""
    html: str = ""


class AxeRule(msgspec.Struct, frozen=True, kw_only=True):
    """What one rule found.

    Attributes:
        id: the rule, as axe-core names it.
        impact, impact_zh: how much it hinders; empty when axe-core does not say.
        help, description: Chinese texts.
        tags: standards it stands for (``wcag2a`` …).
        count: number of elements.
        nodes: the first of them.
    """

    id: str
    impact: str = ""
    impact_zh: str = ""
    help: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    count: int = 0
    nodes: tuple[AxeNode, ...] = ()


class AxeResult(msgspec.Struct, frozen=True, kw_only=True):
    """What axe-core says of a page.

    Attributes:
        url: the page.
        axe_version: version of axe-core.
        locale: language of the texts.
        violations: rules that are broken.
        incomplete: rules a person has to look at.
        passes: number of rules that hold.
    """

    url: str
    axe_version: str = AXE_VERSION
    locale: str = "zh_CN"
    violations: tuple[AxeRule, ...] = ()
    incomplete: tuple[AxeRule, ...] = ()
    passes: int = 0


class World(Protocol):
    """Where scripts run in a page."""

    async def evaluate(self, expression: str, *, timeout_ms: int = ...) -> object:
        """Value of an expression."""
        ...


_RUN = """(async () => {
  axe.configure({locale: LOCALE});
  const found = await axe.run(document, {iframes: false, elementRef: false, resultTypes: ['violations', 'incomplete']});
  const text = value => String(value ?? '').slice(0, MAX_TEXT);
  const slim = rules => rules.slice(0, MAX_RULES).map(rule => ({
    id: text(rule.id), impact: text(rule.impact), help: text(rule.help), description: text(rule.description),
    tags: rule.tags.slice(0, 30).map(text), count: rule.nodes.length,
    nodes: rule.nodes.slice(0, MAX_NODES).map(node => ({
      target: text(node.target.flat().join(' ')), summary: text(node.failureSummary), html: text(node.html)})),
  }));
  return JSON.stringify({violations: slim(found.violations), incomplete: slim(found.incomplete),
    passes: found.passes.length});
})()"""


async def examine(world: World, url: str) -> bytes:
    """Run axe-core on a page.

    Returns:
        An :class:`AxeResult` as JSON; empty when axe-core gave nothing that can be one.
    """
    await world.evaluate(_library(), timeout_ms=AXE_TIMEOUT_MS)
    found = await world.evaluate(_run_script(), timeout_ms=AXE_TIMEOUT_MS)
    return slimmed(found, url) if isinstance(found, str) and len(found) <= MAX_RESULT else b""


def slimmed(found: str, url: str) -> bytes:
    """What came from the page as the JSON that is kept; empty when it has not the shape."""
    try:
        raw: dict[str, Any] = msgspec.json.decode(found, type=dict[str, Any])
        result = msgspec.convert({"violations": [], "incomplete": [], **raw, "url": url}, AxeResult)
    except msgspec.MsgspecError:
        return b""
    kept = msgspec.structs.replace(
        result,
        axe_version=AXE_VERSION,
        locale="zh_CN",
        violations=tuple(_bounded(rule) for rule in result.violations[:MAX_RULES]),
        incomplete=tuple(_bounded(rule) for rule in result.incomplete[:MAX_RULES]),
    )
    return msgspec.json.format(msgspec.json.encode(kept), indent=1)


def _bounded(rule: AxeRule) -> AxeRule:
    return msgspec.structs.replace(
        rule,
        impact_zh=_IMPACTS.get(rule.impact, ""),
        nodes=tuple(
            AxeNode(target=node.target[:MAX_TEXT], summary=node.summary[:MAX_TEXT], html=node.html[:MAX_TEXT])
            for node in rule.nodes[:MAX_NODES]
        ),
    )


@cache
def _library() -> str:
    script = (files("hengping.collect.browser") / "vendor" / "axe.min.js").read_text("utf-8")
    return f"{script};0"


@cache
def _run_script() -> str:
    locale = (files("hengping.collect.browser") / "vendor" / "axe.zh_CN.json").read_text("utf-8")
    return (
        _RUN.replace("MAX_TEXT", str(MAX_TEXT))
        .replace("MAX_RULES", str(MAX_RULES))
        .replace("MAX_NODES", str(MAX_NODES))
        .replace("LOCALE", locale)
    )
