"""``deduct``: the node's marks minus what its children lose, never below zero (扣完为止, ENG-06).

Children that do not apply or were not tested lose nothing.

Worked example: 100 marks; children lose 14.5, 17 and 8: 60.5 (C15-D1 to D8).
"""

from fractions import Fraction

from hengping.scoring.operators.terms import Combined, Terms


def combine(terms: Terms) -> Combined:
    """Marks minus all losses."""
    lost = sum((term.full - term.score for term in terms.live), Fraction(0))
    return Combined(max(terms.marks - lost, Fraction(0)), "扣完为止" if lost > terms.marks else "")
