"""The bricks of a system file: strict models, bilingual titles, numbers as decimals."""

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetPydanticSchema,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import core_schema

Status = Literal["confirmed", "unconfirmed"]
"""Whether a number or wording was read at its source; an unconfirmed one is marked wherever it is printed."""

Identifier = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9._-]{0,63}$")]
"""Ids are used in file names and tables: letters, digits, dot, underscore, hyphen."""

Word = Annotated[str, Field(pattern=r"^[^\s,/]{1,64}$")]
"""A word that stands in a cell of a table: no space, comma or slash."""


_RATIO = re.compile(r"(\d{1,9})/(\d{1,9})")


def _only_numbers(value: Any) -> Any:
    """Refuse what Python would silently take for a number: true, false and text."""
    if isinstance(value, bool | str):
        written = str(value)[:40]
        ratio = _RATIO.fullmatch(written)
        message = f"“{written}”：这里不能写分数，写小数" if ratio else f"“{written}”应为数字，不加引号"
        raise ValueError(message)  # noqa: TRY004 - pydantic turns ValueError into a located fault
    return value


Number = Annotated[Decimal, BeforeValidator(_only_numbers), Field(allow_inf_nan=False, max_digits=18)]
Points = Annotated[Number, Field(ge=0)]
"""Points and marks are never negative: that they are taken off or added is said by the rule."""

PositivePoints = Annotated[Number, Field(gt=0)]


def _share(value: Any) -> Fraction:
    """A positive number, or an exact ratio such as 1/3 that no decimal can hold."""
    if isinstance(value, Fraction):
        return value
    ratio = _RATIO.fullmatch(value) if isinstance(value, str) else None
    if ratio and int(ratio[2]):
        number = Fraction(int(ratio[1]), int(ratio[2]))
    elif isinstance(value, int | Decimal) and not isinstance(value, bool) and Decimal(value).is_finite():
        number = Fraction(value)
    else:
        message = f"“{str(value)[:40]}”应为数字，或写成 1/3 这样的分数"
        raise ValueError(message)
    if number <= 0:
        message = "应大于 0"
        raise ValueError(message)
    return number


def _plain_ratio(value: Fraction) -> str:
    decimal = Decimal(value.numerator) / Decimal(value.denominator)
    exact = Fraction(decimal) == value
    return format(decimal.normalize(), "f") if exact else f"{value.numerator}/{value.denominator}"


Weight = Annotated[
    Fraction,
    GetPydanticSchema(lambda _source, _handler: core_schema.no_info_plain_validator_function(_share)),
    PlainSerializer(_plain_ratio, return_type=str),
    WithJsonSchema({"anyOf": [{"type": "number", "exclusiveMinimum": 0}, {"type": "string", "pattern": r"^\d+/\d+$"}]}),
]
"""A weight: a number, or an exact ratio such as ``1/3``. Weights of siblings add up to 100, or to 1."""


class Spec(BaseModel):
    """Base of everything in a system file: unknown keys are refused, nothing can be changed after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Title(Spec):
    """A name in Chinese (printed) and English. A plain string in the file is the Chinese name."""

    zh: str = Field(min_length=1)
    en: str = ""

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, value: Any) -> Any:
        return {"zh": value} if isinstance(value, str) else value


class Source(Spec):
    """Where a rule was read (来源)."""

    title: str = Field(min_length=1)
    url: str = ""
    note: str = ""


class Confidence(Spec):
    """What everything that can be doubted carries.

    Attributes:
        status: ``unconfirmed`` when the official number or wording could not be read.
        note: why it is unconfirmed and what would confirm it; required then.
        basis: the official text or the code of the rule, in short.
        guidance: how a person decides or checks it.
    """

    status: Status = "confirmed"
    note: str = ""
    basis: str = ""
    guidance: str = ""


def kind_of(value: Any) -> Any:
    """Discriminator of the closed unions: ``kind`` of a mapping or of a model."""
    return value.get("kind") if isinstance(value, Mapping) else getattr(value, "kind", None)
