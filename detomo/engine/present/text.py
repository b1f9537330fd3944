"""Values as people read them in a sentence or on an axis."""

import math
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from detomo.engine.present.scalars import clock_time, iso_duration, json_value
from detomo.engine.types import Language, Text

LONGEST_VALUE = 60
_MISSING = Text("no value", "値なし")
_YES = Text("yes", "はい")
_NO = Text("no", "いいえ")


def width(text: str) -> int:
    """Columns the text takes in a fixed-width font: full-width characters take two."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def value_text(value: Any, language: Language, *, grouped: bool = True) -> str:
    """One value for a sentence. `grouped` puts commas into numbers: not wanted for years and identifiers."""
    if value is None:
        return _MISSING.to(language)
    if isinstance(value, bool):
        return (_YES if value else _NO).to(language)
    if isinstance(value, (int, float, Decimal)):
        return number_text(value) if grouped else number_text(value).replace(",", "")
    return clip(_moment_text(value))


def number_text(value: float | Decimal) -> str:
    """Thousands separated; two decimals, or three significant digits below one; a Decimal keeps its own zeros.

    `1234.5` → 1,234.5; `Decimal("49.60")` → 49.60; `0.01234` → 0.0123; `1e-9` → 1e-09; NaN and infinities by name.
    """
    if isinstance(value, int):
        return f"{Decimal(value):,}"
    if not math.isfinite(value):
        return str(value)
    if isinstance(value, Decimal) and -2 <= int(value.as_tuple().exponent) <= 0:
        return f"{value:,f}"
    number = float(value)
    if number == 0:
        return "0"
    if abs(number) < 1:
        return f"{number:.3g}"
    return _trimmed(f"{number:,.2f}") if abs(number) < 10**15 else f"{number:.6g}"


def percent_text(part: float, whole: float) -> str:
    """A share with one decimal, without a needless `.0`."""
    return _trimmed(f"{100 * part / whole:.1f}") + "%"


def clip(text: str, longest: int = LONGEST_VALUE) -> str:
    """One line of at most `longest` characters."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def _trimmed(number: str) -> str:
    return number.rstrip("0").rstrip(".") if "." in number else number


def _moment_text(value: Any) -> str:
    value = clock_time(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return iso_duration(value)
    return str(json_value(value))
