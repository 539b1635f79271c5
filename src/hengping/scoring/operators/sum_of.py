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

With ``capped`` the children may add up to more than the node's marks, and the score stops at them (加分封顶).
Rescaling then never lowers the others: a bonus that is left out takes nothing from them.

    capped: true
    operator: sum
    marks: 100
    children:
      - {id: main, title: 基本分, kind: item, marks: 100, rule: {kind: given}}
      - {id: bonus, title: 加分, kind: item, marks: 10, rule: {kind: given}}

Worked example: 97 and 6 are 103, that is 100. 90 and 6 are 96.
"""

from fractions import Fraction

from hengping.indicators.rounding import brief
from hengping.scoring.operators.terms import Combined, Terms


def combine(terms: Terms) -> Combined:
    """Sum of the live children, enlarged as stated, and stopped at the marks where it is capped."""
    summed = _summed(terms)
    if not terms.capped or summed.score <= terms.marks:
        return summed
    note = f"合计 {brief(summed.score)} 分，超过满分的部分不计"
    return Combined(terms.marks, f"{summed.note}；{note}" if summed.note else note, capped=True)


def _summed(terms: Terms) -> Combined:
    # A child without marks (one that can only take off) has no share to enlarge.
    takers = [term for term in terms.live if term.full]
    extra = sum((term.full for term in terms.spread), Fraction(0)) / max(len(takers), 1)
    available = sum((term.full + extra for term in takers), Fraction(0))
    score = sum((_enlarged(term.score, term.full, extra) for term in terms.live), Fraction(0))
    if not terms.dropped or not available:
        return Combined(score, "不适用部分的分值已平摊" if terms.spread else "")
    factor = terms.marks / available
    if terms.capped:
        factor = max(factor, Fraction(1))
    return Combined(score * factor, f"按 {factor} 折算" if factor != 1 else "")


def _enlarged(score: Fraction, full: Fraction, extra: Fraction) -> Fraction:
    return score * (full + extra) / full if extra and full else score
