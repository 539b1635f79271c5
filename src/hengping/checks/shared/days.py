"""Days in the values of a verdict: plain JSON."""

from datetime import date


def iso(day: date | None) -> str | None:
    """``YYYY-MM-DD``, or None when the day is not known."""
    return day.isoformat() if day else None
