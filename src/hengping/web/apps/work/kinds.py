"""What long work there is. Each app says in its ``ready`` what it does, and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.utils.functional import _StrPromise

    from hengping.web.apps.work.models import Work
    from hengping.web.apps.work.telling import Told


def _nothing(work: Work) -> None:
    """Nothing follows."""


def _nothing_made(work: Work, made: dict[str, Any]) -> None:
    """Nothing follows."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of long work.

    Attributes:
        title: what it does, for people.
        action_id: row of the policy table: who may order it, and order it again.
        view_id: row of the policy table: who may see how it stands.
        page: name of the page that shows what it came to; takes the evaluation.
        make: does the long part; may be killed anywhere and is then called again from the start, so whatever it has
            done already it must find done. What it returns is kept as the result.
        end: what others see of it from then on; in one transaction with the end of the work.
        failed: in one transaction with the failure.
        at_once: small evaluations may wait for it.
    """

    name: str
    title: str | _StrPromise
    action_id: str
    view_id: str
    page: str
    make: Callable[[Work, Told], dict[str, Any]]
    end: Callable[[Work, dict[str, Any]], None] = _nothing_made
    failed: Callable[[Work], None] = _nothing
    at_once: bool = True


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Let a kind be known."""
    KINDS[kind.name] = kind
