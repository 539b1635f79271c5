"""What is done again and again: decisions that wait are carried out."""

from datetime import datetime


def rulings(now: datetime) -> int:  # noqa: ARG001 - whatever the time
    """Carry out what was decided and is not in the scores yet: large runs, and what a kill left in the middle.

    Returns:
        How many decisions were brought to their end.
    """
    from hengping.web.apps.appeals.carrying import go_on
    from hengping.web.apps.appeals.following import follow_all

    return go_on() + follow_all()
