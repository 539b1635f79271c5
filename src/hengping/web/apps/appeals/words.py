"""States of an appeal and the arrows between them.

An arrow table of our own instead of a library of state machines: what guards an arrow here is a row of the policy
table, the version that the form showed, and who the two people are; all of that is asked in one service, within one
act. A library would put the transitions into methods of the model, beside these, and its protected field would not
stand with ``claim_version``.
"""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from hengping.model.errors import InputError


class State(TextChoices):
    """Where an appeal stands."""

    SUBMITTED = "submitted", _("已提交")
    ACCEPTED = "accepted", _("已受理")
    REFUSED = "refused", _("不予受理")
    PROPOSED = "proposed", _("待复核裁定")
    CARRYING = "carrying", _("裁定执行中")
    UPHELD = "upheld", _("成立")
    PARTLY = "partly", _("部分成立")
    REJECTED = "rejected", _("不成立")
    WITHDRAWN = "withdrawn", _("已撤回")


class Result(TextChoices):
    """What a ruling says."""

    UPHELD = "upheld", _("申诉成立")
    PARTLY = "partly", _("申诉部分成立")
    REJECTED = "rejected", _("申诉不成立")


ARROWS: Mapping[str, tuple[frozenset[State], State]] = {
    "accept": (frozenset({State.SUBMITTED}), State.ACCEPTED),
    "refuse": (frozenset({State.SUBMITTED}), State.REFUSED),
    "propose": (frozenset({State.ACCEPTED}), State.PROPOSED),
    "return": (frozenset({State.PROPOSED}), State.ACCEPTED),
    "carry": (frozenset({State.PROPOSED}), State.CARRYING),
    "uphold": (frozenset({State.CARRYING}), State.UPHELD),
    "uphold_partly": (frozenset({State.CARRYING}), State.PARTLY),
    "reject": (frozenset({State.PROPOSED}), State.REJECTED),
    "withdraw": (frozenset({State.SUBMITTED, State.ACCEPTED}), State.WITHDRAWN),
}
"""Every arrow: from which states, and to which."""

OPEN = frozenset({State.SUBMITTED, State.ACCEPTED, State.PROPOSED, State.CARRYING})
"""States in which somebody has something to do."""
RULED = frozenset({State.REFUSED, State.UPHELD, State.PARTLY, State.REJECTED})
"""States that end an instance by a decision."""
TO_SECOND = frozenset({State.REFUSED, State.PARTLY, State.REJECTED})
"""Decisions that may be taken to the second instance: what was fully upheld leaves nothing to ask for."""


def after(verb: str, state: str) -> State:
    """The state that an arrow leads to.

    Raises:
        InputError: no such arrow from here.
    """
    sources, target = ARROWS[verb]
    now = State(state)
    if now not in sources:
        raise InputError(f"申诉{now.label}，不能进行这项操作", remedy="查看申诉的最新状态")
    return target
