"""An indicator system (指标体系) as loaded: immutable; a new year is a new version beside the old one."""

from datetime import date
from typing import Any, Literal

from pydantic import Field, field_validator

from hengping.indicators.base import Confidence, Identifier, Number, Source, Spec, Title
from hengping.indicators.examples import Example
from hengping.indicators.published import Claim
from hengping.indicators.tree import Node, WhenAbsent, WhenUntested
from hengping.indicators.verdicts import FailLine, Ranking, Rounding, SiteList, Tier, Track, Veto, WhenVetoed


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
    """What nodes inherit when they do not say otherwise.

    ``untested`` left out: a value from outside that nobody supplied is left out of the account; what checks or
    assessors decide keeps its points.
    """

    when_absent: WhenAbsent = "rescale"
    untested: WhenUntested | None = None
    explained_kept: Number = Field(0, ge=0, le=1, validate_default=True)


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
        tracks: groups that are ranked or graded in their own way.
        doubts: open doubts make a score provisional; they block publication, or count for the site (what was not proved
            takes nothing off).
        published: what the source printed, for lint to add up.
        examples: worked examples, run as tests.
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
    tracks: tuple[Track, ...] = ()
    doubts: Literal["block_publication", "count_for_site"] = "block_publication"
    published: tuple[Claim, ...] = ()
    examples: tuple[Example, ...] = ()
    tree: Node

    def ranking_of(self, group: str) -> Ranking:
        """How the sites of a group are ranked: as its track says, else as the system does."""
        track = self.track_of(group)
        return track.ranking if track is not None and track.ranking is not None else self.ranking

    def tiers_of(self, group: str) -> tuple[Tier, ...]:
        """The tiers of a group: its track's, else the system's."""
        track = self.track_of(group)
        return track.tiers if track is not None and track.tiers is not None else self.tiers

    def track_of(self, group: str) -> Track | None:
        """The track a group belongs to, if any."""
        return next((track for track in self.tracks if group in track.groups), None)

    def nodes(self) -> dict[str, Node]:
        """All nodes of the tree by id, in file order."""
        return {node.id: node for node in self.tree.walk()}

    def items(self) -> tuple[Node, ...]:
        """The scoring items (评分点), in file order."""
        return tuple(node for node in self.tree.walk() if node.rule is not None)
