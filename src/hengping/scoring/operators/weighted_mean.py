"""``weighted_mean``: each child on its own scale, weighted (权重).

Score = marks × (w₁ × index₁ + w₂ × index₂ + …) ÷ (w₁ + w₂ + …); an index is score ÷ full marks. Only the proportions
of the weights count, so they may add up to 100, or to 1 (``1/3`` and ``2/3``). Left out and rescaled: the other
weights keep their proportions. Left out and spread: its weight is dealt evenly.

    operator: weighted_mean
    marks: 100
    when_absent: rescale
    children:
      - {id: a, title: 网页设计规范, kind: item, weight: 20, marks: 100, rule: {kind: given}}
      - {id: b, title: 健康运行, kind: item, weight: 30, marks: 100, rule: {kind: given}}
      - {id: c, title: 综合服务能力, kind: item, weight: 50, marks: 100, rule: {kind: given}}

Worked example (VAR-09): 90, 80 and 70 give 18 + 24 + 35 = 77. ``a`` left out and rescaled: (24 + 35) ÷ 80 % = 73.75;
spread (weights 40 and 60): 32 + 42 = 74.

Source: VAR-04, VAR-05, VAR-09, VAR-11.
"""

from fractions import Fraction

from hengping.scoring.operators.terms import Combined, Terms, left_out, weighed


def combine(terms: Terms) -> Combined:
    """Weighted mean of the live children's indices, on the node's marks."""
    found = weighed(terms)
    total = sum((each.weight for each in found), Fraction(0))
    mean = sum((each.weight * each.index for each in found), Fraction(0)) / (total or 1)
    return Combined(mean * terms.marks, left_out(terms))
