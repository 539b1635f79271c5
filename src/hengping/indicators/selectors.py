"""Selectors: which findings an item, a veto or a tariff speaks about. Plain comparisons, no expressions."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from hengping.indicators.base import Number, Spec
from hengping.model.finding import Outcome

Scalar = str | bool | Annotated[int, Field(strict=True)] | Number


class Condition(Spec):
    """One comparison with a value of a finding; all that are given must hold.

    A plain scalar in the file means ``equals``. A finding without the value never fulfils a condition.

    Attributes:
        equals: the same value.
        within: one of these (``in`` in the file).
        at_least, at_most, below, above: a number inside these limits.
        size_at_least: a list (or text) with at least so many members.
    """

    equals: Scalar | None = None
    within: tuple[Scalar, ...] | None = Field(None, alias="in", min_length=1)
    at_least: Number | None = None
    at_most: Number | None = None
    below: Number | None = None
    above: Number | None = None
    size_at_least: int | None = Field(None, ge=1)

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, value: Any) -> Any:
        return value if isinstance(value, dict | Condition) else {"equals": value}

    @model_validator(mode="after")
    def _says_something(self) -> "Condition":
        if not self.model_fields_set:
            message = "条件为空；写 equals、in、at_least、at_most、below、above 或 size_at_least 之一"
            raise ValueError(message)
        return self


class Selector(Spec):
    """Findings of one check with certain outcomes and values.

    Attributes:
        check: check id.
        outcomes: conclusions that are selected; fail only unless said otherwise.
        where: conditions on ``values`` of the finding, by name.
    """

    check: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    outcomes: tuple[Literal[Outcome.FAIL, Outcome.PARTLY, Outcome.PASS], ...] = Field((Outcome.FAIL,), min_length=1)
    where: dict[str, Condition] = Field(default_factory=dict)
