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

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

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
    return _worth(rule.scale, rule.low, situation.marks, situation.supplied, situation.item_id)


@lru_cache(maxsize=1 << 14)
def _worth(scale: Decimal | None, low: Decimal, marks: Decimal, supplied: Decimal | str, item_id: str) -> Charge:
    """Tables of thousands of sites hold the same few values again and again."""
    full = Fraction(marks if scale is None else scale)
    value = number_within(supplied, Fraction(low), full, item_id)
    if scale is None:
        return Charge(value=value)
    return Charge(value=value * Fraction(marks) / full, raw_value=text(value))
