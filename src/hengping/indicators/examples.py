"""Worked examples (算例) of an indicator system, as data; inside a system file or one a file in ``golden/``.

They are the system's tests: ``hengping systems lint`` runs them.
"""

from typing import Any, Literal

from pydantic import Field

from hengping.indicators.base import Number, Spec


class ExampleSite(Spec):
    """The site of an example: its class, and its group where that matters."""

    site_class: Literal["A", "B"] = Field("A", alias="class")
    group: str = ""


class ExampleFinding(Spec):
    """Findings of an example: ``repeat`` different subjects with the same outcome and values."""

    check: str
    kind: Literal["site", "section", "page", "link", "message", "guide", "attachment", "host"] = "site"
    outcome: Literal[
        "fail", "partly", "pass", "not_applicable", "not_tested", "blocked", "cannot_tell", "error", "exempted"
    ] = "fail"
    repeat: int = Field(1, ge=1, le=10000)
    values: dict[str, Any] = Field(default_factory=dict)
    explained: bool = False


class Expected(Spec):
    """What must come out. Only what is written is compared; numbers exactly as written, the total as printed."""

    total: Number | str | None = None
    passed: bool | None = None
    state: Literal["ranked", "vetoed", "blocked", "not_ranked"] | None = None
    tier: str | None = None
    nodes: dict[str, Number | str] = Field(default_factory=dict)
    vetoes: tuple[str, ...] | None = None
    lines: tuple[str, ...] | None = None
    reasons: tuple[str, ...] | None = None


class Example(Spec):
    """One worked example. A check that it does not mention passed; an item that it does not give has no value.

    Attributes:
        given: values from outside, as in ``hengping judge``: number, level id, or ``NA``; keys are ids of nodes or
            vetoes, or ``item/part``.
        marks: marks given by people, as reviews.
    """

    title: str = Field(min_length=1)
    source: str = ""
    site: ExampleSite = Field(default_factory=ExampleSite)
    findings: tuple[ExampleFinding, ...] = ()
    given: dict[str, Number | str | None] = Field(default_factory=dict)
    marks: dict[str, Number] = Field(default_factory=dict)
    expect: Expected
