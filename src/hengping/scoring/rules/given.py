"""``given``: the value comes from outside (``hengping judge``, an imported table).

Parameters: ``scale``, the full marks of the supplied value, when they are not the item's; it is then converted;
``low``, the lowest value that may be supplied (0; below zero for an item that can also take off).

    rule:
      kind: given
      scale: 100

Worked example: 20 marks, scale 100, supplied 85: 17. 附加指标, 5 marks, ``low: -5``, supplied −2: −2; with
``scale: 10`` and ``low: -10``, supplied −4: −2.

Source: contract (values.csv); tables that were scored elsewhere; Nanning 2020 (附加指标).
"""

from fractions import Fraction

from hengping.indicators.rules import Given
from hengping.scoring.amounts import number_within, text
from hengping.scoring.charge import Charge, Situation


def charge(rule: Given, situation: Situation) -> Charge:
    """The supplied value on the item's marks.

    Raises:
        InputError: it is a word or outside ``low`` to the scale.
    """
    if situation.supplied is None:
        return Charge(waiting=True)
    full = Fraction(situation.marks if rule.scale is None else rule.scale)
    value = number_within(situation.supplied, Fraction(rule.low), full, situation.item_id)
    if rule.scale is None:
        return Charge(value=value)
    return Charge(value=value * Fraction(situation.marks) / full, raw_value=text(value))
