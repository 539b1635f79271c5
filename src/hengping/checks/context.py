"""What a check is given beside facts and parameters, and the shape of its one function."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Protocol

import msgspec

from hengping.model.calendar import Window
from hengping.model.facts import SiteFacts
from hengping.model.finding import Verdict

Params = Mapping[str, Any]
"""Typed parameters by name, see :mod:`hengping.checks.params` for the type of each kind."""


class Context(msgspec.Struct, frozen=True):
    """The only surroundings of a check.

    Attributes:
        as_of: monitoring time point (监测时间点), the check's only time.
    """

    as_of: date

    def limit(self, window: Window) -> date:
        """First day that is still inside ``window``; exactly on it counts as in time (contract)."""
        return window.limit(self.as_of)


class CheckFunction(Protocol):
    """The one function of ``check.py``: pure, every subject gets a verdict, also a passing one."""

    def __call__(self, facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:
        """Judge one site's facts."""
        ...
