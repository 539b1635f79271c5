"""``shares``: independent part-credits in percent of the item's marks (分项占比).

Parameters: ``shares``, each with ``id``, ``title``, ``share`` in percent and, if checks can decide it, ``select``:
earned when any such finding exists (usually with outcome ``pass``). Other parts wait for a value from outside, written
``item/share``, from 0 to 1; such a value also stands instead of findings. The shares add up to 100. A number supplied
for the item itself is its points.

    rule:
      kind: shares
      shares:
        - {id: icon, title: 图标显示, share: 50}
        - {id: certificate, title: 证书可打开, share: 30}
        - {id: data, title: 数据正确, share: 20}

Worked example: 党政机关网站标识 (item ``mark``), 0.5 marks. The icon is shown and the certificate opens, its data are
wrong: ``mark/icon`` 1, ``mark/certificate`` 1, ``mark/data`` 0: 0.5 × 0.8 = 0.4.

Source: a city's table of districts (党政机关网站标识 0.5, 网站标识码 0.5).
"""

from fractions import Fraction

from hengping.indicators.rules import Shares
from hengping.scoring.charge import Charge, Situation
from hengping.scoring.rules.parts import Part, charge_parts


def charge(rule: Shares, situation: Situation) -> Charge:
    """Sum of the earned shares of the marks."""
    marks = Fraction(situation.marks)
    return charge_parts([Part(each, marks * Fraction(each.share) / 100) for each in rule.shares], situation)
