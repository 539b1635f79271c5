"""``sum``: the children's scores add up.

Left out and rescaled: the rest is multiplied so that it is out of the full marks again (ENG-07: out of 75, × 4/3).
Left out and spread: its marks are dealt evenly; each child scores its own share on its enlarged marks (VAR-02).

Worked example: 25 of 100 marks do not apply, 60 of the other 75 are earned: 60 × 4/3 = 80.
"""

from fractions import Fraction

from hengping.scoring.operators.terms import Combined, Terms


def combine(terms: Terms) -> Combined:
    """Sum of the live children, enlarged as stated."""
    extra = sum((term.full for term in terms.spread), Fraction(0)) / len(terms.live)
    available = sum((term.full + extra for term in terms.live), Fraction(0))
    score = sum((_enlarged(term.score, term.full, extra) for term in terms.live), Fraction(0))
    if not terms.dropped or not available:
        return Combined(score, "不适用部分的分值已平摊" if terms.spread else "")
    factor = terms.marks / available
    return Combined(score * factor, f"按 {factor} 折算" if factor != 1 else "")


def _enlarged(score: Fraction, full: Fraction, extra: Fraction) -> Fraction:
    return score * (full + extra) / full if extra and full else score
