"""``sum``: the children's scores add up; so do their marks, to the node's.

Left out and rescaled: the rest is multiplied so that it is out of the full marks again (ENG-07: out of 75, × 4/3).
Left out and spread: its marks are dealt evenly; each child scores its own share on its enlarged marks (VAR-02).

    operator: sum
    marks: 100
    when_absent: rescale
    children:
      - {id: a, title: 办事服务, kind: item, marks: 25, rule: {kind: given}}
      - {id: b, title: 其他, kind: item, marks: 75, rule: {kind: given}}

Worked example: ``b`` earns 60 of its 75 marks, ``a`` does not apply (``NA``): 60 × 4/3 = 80. With ``a`` at 20: 80 too.
"""

from fractions import Fraction

from hengping.scoring.operators.terms import Combined, Terms


def combine(terms: Terms) -> Combined:
    """Sum of the live children, enlarged as stated."""
    # A child without marks (one that can only take off) has no share to enlarge.
    takers = [term for term in terms.live if term.full]
    extra = sum((term.full for term in terms.spread), Fraction(0)) / max(len(takers), 1)
    available = sum((term.full + extra for term in takers), Fraction(0))
    score = sum((_enlarged(term.score, term.full, extra) for term in terms.live), Fraction(0))
    if not terms.dropped or not available:
        return Combined(score, "不适用部分的分值已平摊" if terms.spread else "")
    factor = terms.marks / available
    return Combined(score * factor, f"按 {factor} 折算" if factor != 1 else "")


def _enlarged(score: Fraction, full: Fraction, extra: Fraction) -> Fraction:
    return score * (full + extra) / full if extra and full else score
