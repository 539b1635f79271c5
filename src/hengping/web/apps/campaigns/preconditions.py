"""What must hold before an evaluation moves to another stage (前提条件).

Every app says what it knows: it has a module ``preconditions`` with functions under :func:`precondition`. This module
holds the register; what concerns the evaluation itself is in ``conditions``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengping.web.policy.words import Stage

if TYPE_CHECKING:
    from hengping.web.apps.campaigns.models import Campaign
    from hengping.web.apps.campaigns.stages import Arrow


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A precondition as it stands.

    Attributes:
        name: what must hold.
        met: whether it does.
        told: the numbers, how it stands.
        remedy: what to do when it does not.
        url: page where that is done.
        blocking: the move is refused without it; else it is only pointed out.
        waivable: the move may be made without it all the same when a reason is given, which is recorded.
    """

    name: str
    met: bool
    told: str = ""
    remedy: str = ""
    url: str = ""
    blocking: bool = True
    waivable: bool = False


Look = Callable[["Campaign"], Condition | None]
"""Looks at an evaluation; None: the condition does not arise in it."""
_looks: dict[tuple[Stage, Stage], list[Look]] = {}


def precondition(before: Stage, after: Stage) -> Callable[[Look], Look]:
    """Register what looks whether something holds that a move needs.

    Args:
        before: stage that the move starts from.
        after: stage that it leads to.
    """

    def register(look: Look) -> Look:
        known = _looks.setdefault((before, after), [])
        if look not in known:
            known.append(look)
        return look

    return register


def conditions(campaign: Campaign, arrow: Arrow) -> list[Condition]:
    """All preconditions of a move as they stand now; those that block before those that only point something out."""
    found = [look(campaign) for look in _looks.get((arrow.before, arrow.after), ())]
    return sorted((each for each in found if each is not None), key=lambda each: not each.blocking)


def missing(found: list[Condition], *, reason: str = "") -> list[Condition]:
    """Those that stand in the way.

    Args:
        found: all of them.
        reason: why the move is made although some do not hold; empty: none may be waived.
    """
    waived = bool(reason.strip())
    return [each for each in found if each.blocking and not each.met and not (each.waivable and waived)]


def waivable(found: list[Condition]) -> list[Condition]:
    """Those that do not hold and that a reason would make up for."""
    return [each for each in found if each.waivable and not each.met]
