"""What to call a result's column when people read it, and which words its name holds."""

import re
from functools import lru_cache

from detomo.engine.types import Language, Text

_AGGREGATES = {
    "count": Text("{} count", "{}の件数"),
    "sum": Text("sum of {}", "{}の合計"),
    "total": Text("sum of {}", "{}の合計"),
    "avg": Text("average {}", "{}の平均"),
    "min": Text("lowest {}", "{}の最小値"),
    "max": Text("highest {}", "{}の最大値"),
}
_ROWS = Text("count", "件数")
_DATE_PARTS = {
    "%Y": Text("year", "年"),
    "%Y-%m": Text("month", "年月"),
    "%Y-%m-%d": Text("day", "日付"),
    "%m": Text("month", "月"),
    "%d": Text("day of month", "日"),
    "%w": Text("weekday", "曜日"),
    "%H": Text("hour", "時"),
}
_CALL = re.compile(r"(count|sum|total|avg|min|max)\s*\(\s*(distinct\s+)?(.*)\)", re.IGNORECASE | re.DOTALL)
_ROUND = re.compile(r"round\s*\((.*?)(?:,\s*\d+\s*)?\)", re.IGNORECASE | re.DOTALL)
_STRFTIME = re.compile(r"strftime\s*\(\s*'([^']*)'.*\)", re.IGNORECASE | re.DOTALL)
_COLUMN = re.compile(r"""(?:["`\[]?\w+["`\]]?\.)*(?:["`\[]([^"`\]]+)["`\]]|(\w+))""")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_+|\s+")
_LONGEST = 60


def label(name: str, language: Language) -> str:
    """A column name in words: `total_spent` → total spent, `SUM(i.Total)` → total of its column, other SQL as it is."""
    name = _unrounded(name.strip())
    if part := _STRFTIME.fullmatch(name):
        known = _DATE_PARTS.get(part[1])
        return known.to(language) if known else name
    if call := _CALL.fullmatch(name):
        return _aggregate_label(call[1].lower(), call[3].strip(), language)
    return _plain(name)


def heading(name: str, language: Language) -> str:
    """A label that stands alone, as on an axis: its first letter is a capital."""
    text = label(name, language)
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=1024)
def words(name: str) -> tuple[str, ...]:
    """The lower-case words of a column name, in order: `COUNT(CustomerId)` → count, customer, id."""
    return tuple(word.lower() for part in re.findall(r"\w+", name) for word in _CAMEL.split(part) if word)


def _aggregate_label(function: str, inner: str, language: Language) -> str:
    if function == "count" and inner in {"*", "1", ""}:
        return _ROWS.to(language)
    plain = _plain(inner)
    if function == "count":
        plain = re.sub(r"(?<=\w) id$", "", plain, flags=re.IGNORECASE)  # customers are counted, not their ids
    return _AGGREGATES[function].to(language).format(plain)


def _unrounded(name: str) -> str:
    """Drop a ROUND() around an aggregate: it says nothing to a reader."""
    rounded = _ROUND.fullmatch(name)
    return rounded[1].strip() if rounded and _CALL.fullmatch(rounded[1].strip()) else name


def _plain(name: str) -> str:
    column = _COLUMN.fullmatch(name)
    if not column:
        return name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"
    return " ".join(word if word.isupper() else word.lower() for word in _CAMEL.split(column[1] or column[2]) if word)
