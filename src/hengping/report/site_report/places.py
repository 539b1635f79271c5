"""Where totals and indices lie on a line from 0 to 100."""

from decimal import Decimal

from hengping.report.diagnosis import SystemDiagnosis
from hengping.report.site_report.model import Strip
from hengping.report.wording import short_figure

_HUNDRED = Decimal(100)
_TENTH = Decimal("0.1")


def percent(value: Decimal | None) -> str:
    """A ratio as a width between 0 and 100, for bars."""
    if value is None:
        return "0"
    return f"{min(max(value * _HUNDRED, Decimal(0)), _HUNDRED).quantize(_TENTH):f}"


def strip_of(part: SystemDiagnosis) -> Strip | None:
    """The group's totals on a line, each place once; None where there is nothing to compare."""
    score = part.score
    if not score.full or score.total is None or score.state == "not_ranked" or part.ranked_peers <= 1:
        return None
    others = dict.fromkeys(percent(total / score.full) for total in part.peers)
    return Strip(
        others=tuple(others),
        own=percent(score.total / score.full),
        note=f"横线自左至右为0分至{short_figure(score.full)}分，细条为本组各网站，粗条为本网站。",
    )
