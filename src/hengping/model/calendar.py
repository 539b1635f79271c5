"""Windows that count back from the monitoring time point (监测时间点).

The rules do not say how months of different length count; Hengping uses calendar months clamped to the month's last
day (31 August minus 6 months is 28 or 29 February) and prints the limit date with every finding.
"""

import calendar as _calendar
from datetime import date, timedelta

import msgspec


def months_before(day: date, months: int) -> date:
    """The same day of the month, ``months`` earlier, clamped to the month's end."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    last = _calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


class Window(msgspec.Struct, frozen=True):
    """A span that ends at the monitoring time point: days, or calendar months (12 = a year)."""

    days: int = 0
    months: int = 0

    def limit(self, as_of: date) -> date:
        """First day that still counts as inside: exactly on the limit is in time (contract)."""
        return months_before(as_of, self.months) - timedelta(days=self.days)

    def length_days(self, as_of: date) -> int:
        """Length in days for this monitoring time point."""
        return (as_of - self.limit(as_of)).days
