"""``maximum``: the index of the best child (取最高).

Score = marks × the highest of the children's indices (score ÷ full marks). A child that is left out is not counted.

    operator: maximum
    marks: 10
    children:
      - {id: a, title: 门户网站, kind: item, marks: 50, rule: {kind: given}}
      - {id: b, title: 移动端, kind: item, marks: 20, rule: {kind: given}}

Worked example: 45 of 50 and 12 of 20 have the indices 0.9 and 0.6: 10 × 0.9 = 9.

Source: tables in which the best of several objects speaks for the unit.
"""

from fractions import Fraction

from hengping.scoring.operators.terms import Combined, Terms, left_out, weighed


def combine(terms: Terms) -> Combined:
    """Index of the best live child, on the node's marks."""
    found = [each.index for each in weighed(terms, alike=True)]
    return Combined(terms.marks * max(found, default=Fraction(0)), left_out(terms, alike=True))
