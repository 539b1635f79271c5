"""``given``: the value comes from outside (``hengping judge``, an imported table).

Parameters: ``scale``, the full marks of the supplied value, when they are not the item's; it is then converted.

Worked example: 20 marks, scale 100, supplied 85: 17.

Source: contract (values.csv); tables that were scored elsewhere.
"""

from fractions import Fraction

from hengping.indicators.rounding import as_decimal
from hengping.indicators.rules import Given
from hengping.scoring.charge import Charge, Situation


def charge(rule: Given, situation: Situation) -> Charge:
    """The supplied value on the item's marks."""
    if situation.supplied is None:
        return Charge(waiting=True)
    if rule.scale is None:
        return Charge(value=situation.supplied)
    return Charge(value=as_decimal(Fraction(situation.supplied) * Fraction(situation.marks) / Fraction(rule.scale)))
