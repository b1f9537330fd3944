"""Dates and periods in both languages, as half-open ranges of days."""

from detomo.engine.language.periods.find import periods, single_periods
from detomo.engine.language.periods.found import Calendar, utc_calendar

__all__ = ["Calendar", "periods", "single_periods", "utc_calendar"]
