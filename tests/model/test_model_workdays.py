"""Working days by the yearly holiday notices."""

from datetime import date, timedelta

import pytest

from hengping.model.workdays import FIRST_YEAR, LAST_YEAR, is_working_day, working_days_between


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2026, 5, 11), date(2026, 5, 15), 4),  # Monday to Friday
        (date(2026, 5, 15), date(2026, 5, 18), 1),  # over a weekend
        (date(2026, 4, 30), date(2026, 5, 6), 1),  # over the Labour Day holidays
        (date(2026, 5, 8), date(2026, 5, 9), 1),  # a Saturday that is worked
        (date(2025, 12, 31), date(2026, 1, 4), 1),  # New Year; the Sunday is worked
        (date(2026, 2, 13), date(2026, 2, 24), 2),  # Spring Festival, Saturday the 14th worked
        (date(2024, 5, 11), date(2024, 5, 11), 0),
        (date(2024, 5, 12), date(2024, 5, 11), 0),
    ],
)
def test_days_are_counted_as_offices_work(start: date, end: date, days: int) -> None:
    assert working_days_between(start, end) == days


def test_years_without_a_notice_have_no_answer() -> None:
    assert working_days_between(date(LAST_YEAR, 12, 30), date(LAST_YEAR + 1, 1, 5)) is None
    assert is_working_day(date(FIRST_YEAR - 1, 6, 1)) is None
    assert working_days_between(date(FIRST_YEAR, 6, 1), date(LAST_YEAR, 6, 1)) is None


def test_a_year_has_as_many_working_days_as_the_notices_leave() -> None:
    counts = {
        year: sum(bool(is_working_day(date(year, 1, 1) + timedelta(days=day))) for day in range(365))
        for year in range(FIRST_YEAR, LAST_YEAR + 1)
    }
    assert all(246 <= count <= 252 for count in counts.values()), counts
    assert counts[2025] == 248
