"""``mean``: each child on its own scale, all alike (算术平均).

Score = marks × (sum of the children's indices) ÷ (number of children); an index is score ÷ full marks. A child that
is left out, rescaled or spread, is simply not counted.

    operator: mean
    marks: 1
    when_absent: rescale
    children:
      - {id: a, title: 通信基础设施, kind: item, marks: 1, rule: {kind: given}}
      - {id: b, title: 人力资本, kind: item, marks: 100, rule: {kind: given}}
      - {id: c, title: 在线服务, kind: item, marks: 5, rule: {kind: given}}

Worked example: 0.9 of 1, 60 of 100 and 3 of 5: (0.9 + 0.6 + 0.6) ÷ 3 = 0.7. ``b`` does not apply: (0.9 + 0.6) ÷ 2 =
0.75.

Source: UN EGDI (mean of three normalised indices).
"""

from fractions import Fraction

from hengping.scoring.operators.terms import Combined, Terms, left_out, weighed


def combine(terms: Terms) -> Combined:
    """Mean of the live children's indices, on the node's marks."""
    found = weighed(terms, alike=True)
    total = sum((each.index for each in found), Fraction(0))
    return Combined(terms.marks * total / max(len(found), 1), left_out(terms, alike=True))
