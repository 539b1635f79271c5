"""``geometric_mean``: the product of the children's indices, each to the power of its share of the weight (几何平均).

Score = marks × (index₁^w₁ × index₂^w₂ × …)^(1 ÷ (w₁ + w₂ + …)); an index is score ÷ full marks. Without weights all
weigh the same. An index of zero gives zero: a strong child does not make up for one that has nothing; a negative one
is an error. Children are left out as in ``weighted_mean``. A root that is rational comes out exact, any other to 60
digits.

    operator: geometric_mean
    marks: 1
    children:
      - {id: a, title: 服务供给, kind: item, marks: 1, rule: {kind: given}}
      - {id: b, title: 服务响应, kind: item, marks: 1, rule: {kind: given}}

Worked example: 0.64 and 0.81: √0.5184 = 0.72 (the mean is 0.725). With weights 25 and 75 on 0.16 and 1: 0.16^¼ =
0.632455532….

Source: composite indices that do not let one dimension make up for another (OECD/JRC handbook; UN HDI since 2010).
"""

from fractions import Fraction
from math import lcm

from hengping.model.errors import InputError
from hengping.scoring.operators.terms import Combined, Terms, Weighed, left_out, weighed
from hengping.scoring.powers import power_product


def combine(terms: Terms) -> Combined:
    """Weighted geometric mean of the live children's indices, on the node's marks.

    Raises:
        InputError: an index is negative.
    """
    found = not_negative(weighed(terms), "几何平均")
    note = left_out(terms)
    if not found:
        return Combined(Fraction(0), note)
    if any(not each.index for each in found):
        return Combined(Fraction(0), note or "有一项得分为零，几何平均为零")
    parts = lcm(*(each.weight.denominator for each in found))
    whole = [each.weight.numerator * (parts // each.weight.denominator) for each in found]
    return Combined(terms.marks * power_product([each.index for each in found], whole), note)


def not_negative(found: list[Weighed], name: str) -> list[Weighed]:
    """The children that weigh something.

    Raises:
        InputError: an index is negative.
    """
    if any(each.index < 0 for each in found):
        raise InputError(f"{name}不能用于负的得分指数", remedy="改用 mean 或 weighted_mean，或使下级指标的得分不低于 0")
    return [each for each in found if each.weight]
