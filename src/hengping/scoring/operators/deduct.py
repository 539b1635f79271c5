"""``deduct``: the node's marks minus what its children lose, never below zero (扣完为止, ENG-06).

A child that is left out (``rescale``, ``spread``, ``exclude``) or keeps its marks loses nothing; one that earns nothing
(``when_absent: zero``, ``untested: zero``) loses them all. A child's own marks are the most that it can lose.

    operator: deduct
    marks: 100
    children:
      - {id: a, title: 网站可用性, kind: item, marks: 100, rule: {kind: given}}
      - {id: b, title: 信息更新, kind: item, marks: 100, rule: {kind: given}}
      - {id: c, title: 互动回应, kind: item, marks: 100, rule: {kind: given}}

Worked example: 85.5, 83 and 92 of 100 remain, so the children lose 14.5, 17 and 8: 100 − 39.5 = 60.5 (C15-D1 to D8).
"""

from fractions import Fraction

from hengping.scoring.operators.terms import Combined, Terms


def combine(terms: Terms) -> Combined:
    """Marks minus all losses."""
    lost = sum((term.full - term.score for term in terms.live), Fraction(0))
    return Combined(max(terms.marks - lost, Fraction(0)), "扣完为止" if lost > terms.marks else "")
