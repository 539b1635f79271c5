"""``feed``: the results of subordinate units feed the score of their portal (下级得分计入上级门户).

Parameters: ``groups`` whose sites feed (empty: all); ``match``: by the roster's ``parent``, by ``division`` (the site
code lies within the portal's administrative division) or by an equal ``region``; ``node`` whose score is taken (the
total); ``combine``: ``mean``, ``min`` or ``max`` of the indices (score ÷ full), or the ``pass_rate``; ``vetoed``:
vetoed units are left out (``exclude``) or enter with ``zero``. A value supplied for the item is its points.

    rule:
      kind: feed
      match: parent
      combine: mean

Worked example (VAR-14): 20 marks, three subordinate sites of 100 with 90, 80 and 70: mean index 0.8, points 16. With
``min``: 14. A fourth is vetoed: mean index 0.6 and points 12 with ``zero``, 16 with ``exclude``.

Source: CSTC 2015 (monitoring results of subordinate units enter the parent portal's score).
"""

from fractions import Fraction

from hengping.indicators.rules import Feed
from hengping.scoring.amounts import clamped, number_within, text
from hengping.scoring.charge import Charge, Situation


def charge(rule: Feed, situation: Situation) -> Charge:  # noqa: ARG001 - the form of all rules
    """The points that the subordinate units give; waiting while there are none. A supplied value stands, in points.

    Raises:
        InputError: the supplied value is a word or outside the marks.
    """
    marks = Fraction(situation.marks)
    if situation.supplied is not None:
        points = number_within(situation.supplied, Fraction(0), marks, situation.item_id)
        return Charge(value=points, raw_value=text(points))
    if situation.peers is None:
        return Charge(waiting=True)
    points = clamped(situation.peers, marks)
    return Charge(value=points, raw_value=text(points / marks) if marks else "")
