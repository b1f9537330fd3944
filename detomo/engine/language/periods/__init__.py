"""Dates and periods in both languages, as half-open ranges of days."""

from detomo.engine.language.periods.find import closed_periods, periods
from detomo.engine.language.periods.found import Calendar, utc_calendar

__all__ = ["Calendar", "closed_periods", "periods", "utc_calendar"]
