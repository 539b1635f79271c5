"""The bricks of a system file: strict models, bilingual titles, numbers as decimals."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Status = Literal["confirmed", "unconfirmed"]
"""Whether a number or wording was read at its source; an unconfirmed one is marked wherever it is printed."""

Identifier = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9._-]{0,63}$")]
"""Ids are used in file names and tables: letters, digits, dot, underscore, hyphen."""


def _only_numbers(value: Any) -> Any:
    """Refuse what Python would silently take for a number: true, false and text."""
    if isinstance(value, bool | str):
        written = str(value)[:40]
        message = f"“{written}”应为数字，不加引号"
        raise ValueError(message)  # noqa: TRY004 - pydantic turns ValueError into a located fault
    return value


Number = Annotated[Decimal, BeforeValidator(_only_numbers), Field(allow_inf_nan=False, max_digits=18)]
Points = Annotated[Number, Field(ge=0)]
"""Points and marks are never negative: that they are taken off or added is said by the rule."""

PositivePoints = Annotated[Number, Field(gt=0)]


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
