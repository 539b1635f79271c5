"""Quantities (数量): the one number that a rule turns into points; from outside, or formed from findings."""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from hengping.indicators.base import Identifier, Spec, kind_of
from hengping.indicators.selectors import Selector


class SuppliedQuantity(Spec):
    """A number from outside: the value of the item itself, or an imported measure by its name."""

    kind: Literal["supplied"]
    measure: Identifier | None = None


class CountQuantity(Spec):
    """How many findings are selected."""

    kind: Literal["count"]
    select: tuple[Selector, ...] = Field(min_length=1)


class ValueQuantity(Spec):
    """A value of the selected findings; several findings are joined by ``over``."""

    kind: Literal["value"]
    select: Selector
    name: str = Field(min_length=1)
    over: Literal["mean", "sum", "min", "max"] = "mean"


class ShareQuantity(Spec):
    """Selected findings as a share (0–1) of the findings that ``of`` selects; without any of these: not applicable."""

    kind: Literal["share"]
    select: tuple[Selector, ...] = Field(min_length=1)
    of: tuple[Selector, ...] = Field(min_length=1)


Quantity = Annotated[
    Annotated[SuppliedQuantity, Tag("supplied")]
    | Annotated[CountQuantity, Tag("count")]
    | Annotated[ValueQuantity, Tag("value")]
    | Annotated[ShareQuantity, Tag("share")],
    Discriminator(kind_of),
]

SUPPLIED = SuppliedQuantity(kind="supplied")
"""The quantity of a rule that does not say: the value supplied for the item."""


def quantity_selectors(quantity: Quantity) -> tuple[tuple[tuple[str | int, ...], Selector], ...]:
    """All selectors of a quantity with their place inside it."""
    if isinstance(quantity, ValueQuantity):
        return ((("select",), quantity.select),)
    if isinstance(quantity, CountQuantity):
        return tuple((("select", at), each) for at, each in enumerate(quantity.select))
    if isinstance(quantity, ShareQuantity):
        own = tuple((("select", at), each) for at, each in enumerate(quantity.select))
        return own + tuple((("of", at), each) for at, each in enumerate(quantity.of))
    return ()
