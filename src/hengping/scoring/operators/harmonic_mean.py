"""``harmonic_mean``: the reciprocal of the mean of the reciprocals of the children's indices (调和平均).

Score = marks × (w₁ + w₂ + …) ÷ (w₁ ÷ index₁ + w₂ ÷ index₂ + …); an index is score ÷ full marks. Without weights all
weigh the same. An index of zero gives zero, a negative one is an error. Children are left out as in ``weighted_mean``.

    operator: harmonic_mean
    marks: 1
    children:
      - {id: a, title: 覆盖率, kind: item, marks: 1, rule: {kind: given}}
      - {id: b, title: 准确率, kind: item, marks: 1, rule: {kind: given}}

Worked example: 0.6 and 0.3: 2 ÷ (1/0.6 + 1/0.3) = 0.4 (the mean is 0.45). With weights 75 and 25: 100 ÷ (125 +
83.33…) = 0.48.

Source: composite indices; the mean of rates that share a numerator.
"""

from fractions import Fraction

from hengping.scoring.operators.geometric_mean import not_negative
from hengping.scoring.operators.terms import Combined, Terms, left_out, weighed


def combine(terms: Terms) -> Combined:
    """Weighted harmonic mean of the live children's indices, on the node's marks.

    Raises:
        InputError: an index is negative.
    """
    found = not_negative(weighed(terms), "调和平均")
    note = left_out(terms)
    if not found:
        return Combined(Fraction(0), note)
    if any(not each.index for each in found):
        return Combined(Fraction(0), note or "有一项得分为零，调和平均为零")
    total = sum((each.weight for each in found), Fraction(0))
    reciprocals = sum((each.weight / each.index for each in found), Fraction(0))
    return Combined(terms.marks * total / reciprocals, note)
