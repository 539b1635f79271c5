"""``bands``: points by the band that a number falls into (分段计分).

Parameters: ``quantity``, the number, as in ``ratio`` (supplied, unless said otherwise); ``bands``, each with a lower
end (``at_least`` inclusive, ``above`` exclusive), an upper end (``at_most`` inclusive, ``below`` exclusive), an end
left out being open, and what it gives: ``points``, or ``share`` in percent of the item's marks. Bands neither overlap
nor leave a gap. A number supplied for the item stands instead of findings and is put into its band.

    rule:
      kind: bands
      quantity: {kind: count, select: [{check: survey_held, outcomes: [pass]}]}
      bands:
        - {at_least: 6, points: 5}
        - {at_least: 1, below: 6, points: 2}
        - {below: 1, points: 0}

Worked example (C15-D6, 调查征集, 5 marks): 6 activities in the year earn 5, 5 earn 2, none earns 0.

Source: C15-D6 (none −5, fewer than 6 −3).
"""

from fractions import Fraction

from hengping.indicators.rules import Band, Bands
from hengping.model.errors import InputError
from hengping.scoring.amounts import gift, text
from hengping.scoring.charge import Charge, Situation
from hengping.scoring.quantity import measure


def charge(rule: Bands, situation: Situation) -> Charge:
    """What the band of the number gives.

    Raises:
        InputError: no band holds the number.
    """
    found = measure(rule.quantity, situation)
    if found.value is None:
        return found.unjudged()
    for band in rule.bands:
        if _holds(band, found.value):
            return found.charged(gift(band.points, band.share, situation.marks))
    raise InputError(
        f"数值 {text(found.value)} 不在任何分段内",
        where=situation.item_id,
        remedy="检查数值的量程（0–1 还是 0–100），或补上这一分段",
    )


def _holds(band: Band, value: Fraction) -> bool:
    return (
        (band.at_least is None or value >= band.at_least)
        and (band.above is None or value > band.above)
        and (band.at_most is None or value <= band.at_most)
        and (band.below is None or value < band.below)
    )
