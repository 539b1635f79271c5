"""``weighted_mean``: each child on its own scale, weighted in percent (权重).

Left out and rescaled: the other weights keep their proportions. Left out and spread: its weight is dealt evenly.

Worked example (VAR-09, 20/30/50): 90, 80 and 70 of 100 give 18 + 24 + 35 = 77.
"""

from fractions import Fraction

from hengping.scoring.operators.terms import Combined, Terms


def combine(terms: Terms) -> Combined:
    """Weighted mean of the live children's indices, on the node's marks."""
    extra = sum((term.weight for term in terms.spread), Fraction(0)) / len(terms.live)
    weights = [term.weight + extra for term in terms.live]
    indices = [term.score / term.full for term in terms.live]
    mean = sum((weight * index for weight, index in zip(weights, indices, strict=True)), Fraction(0)) / sum(weights)
    note = "不适用或未评部分的权重已按比例归并" if terms.dropped else "不适用部分的权重已平摊" if terms.spread else ""
    return Combined(mean * terms.marks, note)
