"""An indicator system (指标体系) as loaded: immutable; a new year is a new version beside the old one."""

from datetime import date
from typing import Any

from pydantic import Field, field_validator

from hengping.indicators.base import Confidence, Identifier, Number, Source, Spec, Title
from hengping.indicators.tree import Node, WhenAbsent, WhenUntested
from hengping.indicators.verdicts import FailLine, Ranking, Rounding, SiteList, Tier, Veto, WhenVetoed


def _iso_date(value: Any) -> Any:
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        message = f"“{value}”不是日期，应写成 2019-04-18"
        raise ValueError(message) from error


class Effective(Spec):
    """From when, and until when (both inclusive), the system is in force."""

    since: date = Field(alias="from")
    until: date | None = None

    _dates = field_validator("since", "until", mode="before")(_iso_date)


class Defaults(Spec):
    """What nodes inherit when they do not say otherwise."""

    when_absent: WhenAbsent = "rescale"
    untested: WhenUntested = "keep"


class CauseGroup(Spec):
    """Checks whose findings about one subject are one and the same fault (不重复扣分, ENG-08)."""

    id: Identifier
    checks: tuple[str, ...] = Field(min_length=2)


class IndicatorSystem(Confidence):
    """One indicator system.

    Attributes:
        schema_version: of this language (``schema`` in the file).
        id, version: identity; published versions never change.
        title, basis, sources, effective: what it is and where it was read.
        scale: full marks of the total.
        min_coverage: share of automatic subjects that must have been checked for a site to be ranked.
        defaults: inherited by nodes.
        once: causes charged once per subject across items; the same finding is never charged twice anyway.
        vetoes, when_vetoed, lines: what makes a site fail.
        rounding, ranking, tiers, lists: what is printed.
        fail_tier, veto_tier: tier text of failed and vetoed sites.
        tree: the root node.
    """

    schema_version: int = Field(alias="schema", ge=1, le=1)
    id: Identifier
    version: str = Field(min_length=1)
    title: Title
    sources: tuple[Source, ...] = Field(min_length=1)
    effective: Effective
    scale: Number = Field(gt=0)
    min_coverage: Number = Field(0, ge=0, le=1, validate_default=True)
    defaults: Defaults = Field(default_factory=Defaults)
    once: tuple[CauseGroup, ...] = ()
    vetoes: tuple[Veto, ...] = ()
    when_vetoed: WhenVetoed = Field(default_factory=WhenVetoed)
    lines: tuple[FailLine, ...] = ()
    rounding: Rounding = Field(default_factory=Rounding)
    ranking: Ranking = Field(default_factory=Ranking)
    tiers: tuple[Tier, ...] = ()
    fail_tier: str = ""
    veto_tier: str = ""
    lists: tuple[SiteList, ...] = ()
    tree: Node

    def nodes(self) -> dict[str, Node]:
        """All nodes of the tree by id, in file order."""
        return {node.id: node for node in self.tree.walk()}

    def items(self) -> tuple[Node, ...]:
        """The scoring items (评分点), in file order."""
        return tuple(node for node in self.tree.walk() if node.rule is not None)
