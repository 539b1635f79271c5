"""``normalised``: a raw measure of any size and sign, set against those of the other sites (无量纲化).

Parameters: ``measure``, its name in the table of measures (the item's id unless said otherwise). ``offset`` is added
first (0 unless said otherwise; 1 for ln(x + 1)), then ``transform`` is applied, both to the values, to fixed goalposts
and to a numeric reference: ``none``, ``ln``, ``log10``, ``sqrt``, ``square``. ``method`` then gives a share of the
marks (1 = all), but ``z_score`` points:

- ``min_max``: (value − low) ÷ (high − low); a goalpost ``low`` or ``high`` that is left out is the lowest or highest
  value that occurs. All values equal and no goalpost fixed: all of the marks.
- ``z_score``: ``centre`` + ``spread`` × (value − mean) ÷ deviation, in points (0 and 1 unless said otherwise);
  ``deviation`` of the ``population`` (n) or of a ``sample`` (n − 1). All values equal: the centre.
- ``distance``: value ÷ ``reference``: a number, the ``best`` or the ``mean`` of the values.
- ``percentile``: share of the others that are beaten, a tie counting half. A site alone has all of the marks.
- ``rank``: (n − place) ÷ (n − 1); ties share the mean of their places. (The number of ``percentile``, told by
  places.)

``direction: lower`` rewards low numbers: 1 − share for ``min_max``, −z, reference ÷ value, places from the lowest up.
``within: group`` looks at the sites of one ranking group. ``clip`` keeps the points between none and all of the
marks; unless said otherwise all methods but ``z_score`` do. Sites without a value take no part. ``normalise`` of a
node that has children takes the same parameters but ``measure``; the value is then the node's score.

    rule:
      kind: normalised
      method: min_max
      transform: ln
      low: 100
      high: 10000

Worked example: 100 marks, measure 1000: (ln 1000 − ln 100) ÷ (ln 10000 − ln 100) = 0.5, so 50. Values 10, 20, 20 and
50 on 100 marks: ``min_max`` 0, 25, 25, 100, with ``lower`` 100, 75, 75, 0; ``z_score`` with centre 50 and spread 10:
mean 25, deviation 15, so 40, 46.67, 46.67, 66.67; ``distance`` to the best 20, 40, 40, 100; ``percentile`` and
``rank`` 0, 50, 50, 100.

Source: composite indices (OECD/JRC handbook on composite indicators); UN EGDI (z-scores, then min–max).
"""

from hengping.indicators.rules import Normalised
from hengping.scoring.amounts import number, text
from hengping.scoring.charge import Charge, Situation


def charge(rule: Normalised, situation: Situation) -> Charge:
    """The points that the panel of all sites gives; waiting while there are none.

    Raises:
        InputError: the measure is a word.
    """
    name = rule.measure or situation.item_id
    value = situation.values.get(name) if situation.supplied is None else situation.supplied
    raw = "" if value is None else text(number(value, name))
    if situation.peers is None:
        return Charge(waiting=True, raw_value=raw)
    return Charge(value=situation.peers, raw_value=raw)
