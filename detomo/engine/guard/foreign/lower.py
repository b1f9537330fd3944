"""Tree nodes that a dialect has no word for, said in the words it has."""

import sqlite3
from collections.abc import Callable
from functools import lru_cache

import sqlglot
from sqlglot import exp

from detomo.engine.guard.foreign.lift import unit_of
from detomo.engine.types import Dialect

# Formats and modifiers: https://www.sqlite.org/lang_datefunc.html
_PARTS = {
    "year": "CAST(STRFTIME('%Y', _0) AS INTEGER)",
    "quarter": "(CAST(STRFTIME('%m', _0) AS INTEGER) + 2) / 3",
    "month": "CAST(STRFTIME('%m', _0) AS INTEGER)",
    "week": "CAST(STRFTIME('%W', _0) AS INTEGER)",
    "day": "CAST(STRFTIME('%d', _0) AS INTEGER)",
    "hour": "CAST(STRFTIME('%H', _0) AS INTEGER)",
    "minute": "CAST(STRFTIME('%M', _0) AS INTEGER)",
    "second": "CAST(STRFTIME('%S', _0) AS INTEGER)",
    "doy": "CAST(STRFTIME('%j', _0) AS INTEGER)",
    "dayofyear": "CAST(STRFTIME('%j', _0) AS INTEGER)",
    "dow": "CAST(STRFTIME('%w', _0) AS INTEGER)",
    "isodow": "(CAST(STRFTIME('%w', _0) AS INTEGER) + 6) % 7 + 1",
    "dayofweek": "CAST(STRFTIME('%w', _0) AS INTEGER) + 1",
    "epoch": "CAST(STRFTIME('%s', _0) AS INTEGER)",
}
_TRUNCATED = {
    "year": "STRFTIME('%Y-01-01', _0)",
    "quarter": "DATE(_0, 'start of month', '-' || ((CAST(STRFTIME('%m', _0) AS INTEGER) - 1) % 3) || ' months')",
    "month": "STRFTIME('%Y-%m-01', _0)",
    "week": "DATE(_0, '-6 days', 'weekday 1')",
    "day": "DATE(_0)",
    "hour": "STRFTIME('%Y-%m-%d %H:00:00', _0)",
}
_DIFFERENCES = {
    "year": "CAST(STRFTIME('%Y', _0) AS INTEGER) - CAST(STRFTIME('%Y', _1) AS INTEGER)",
    "month": "(CAST(STRFTIME('%Y', _0) AS INTEGER) - CAST(STRFTIME('%Y', _1) AS INTEGER)) * 12"
    " + CAST(STRFTIME('%m', _0) AS INTEGER) - CAST(STRFTIME('%m', _1) AS INTEGER)",
    "day": "CAST(JULIANDAY(_0) - JULIANDAY(_1) AS INTEGER)",
    "hour": "CAST((JULIANDAY(_0) - JULIANDAY(_1)) * 24 AS INTEGER)",
    "minute": "CAST((JULIANDAY(_0) - JULIANDAY(_1)) * 1440 AS INTEGER)",
    "second": "CAST((JULIANDAY(_0) - JULIANDAY(_1)) * 86400 AS INTEGER)",
}
# TIMESTAMPDIFF counts completed units only: https://dev.mysql.com/doc/refman/8.4/en/date-and-time-functions.html
_COMPLETED = _DIFFERENCES | {
    "year": f"{_DIFFERENCES['year']} - (STRFTIME('%m-%d %H:%M:%S', _0) < STRFTIME('%m-%d %H:%M:%S', _1))",
    "month": f"{_DIFFERENCES['month']} - (STRFTIME('%d %H:%M:%S', _0) < STRFTIME('%d %H:%M:%S', _1))",
}
_PART_NODES: dict[type[exp.Expr], str] = {
    exp.Year: "year",
    exp.Quarter: "quarter",
    exp.Month: "month",
    exp.Week: "week",
    exp.WeekOfYear: "week",
    exp.Day: "day",
    exp.DayOfMonth: "day",
    exp.DayOfYear: "doy",
    exp.DayOfWeek: "dayofweek",
    exp.Hour: "hour",
    exp.Minute: "minute",
    exp.Second: "second",
}

_CONCAT_EXISTS = sqlite3.sqlite_version_info >= (3, 44)

UNSUPPORTED: dict[Dialect, tuple[type[exp.Expr], ...]] = {
    "sqlite": (
        *(
            exp.RegexpLike,
            exp.RegexpReplace,
            exp.RegexpExtract,
            exp.SimilarTo,
            exp.Stddev,
            exp.StddevPop,
            exp.StddevSamp,
        ),
        *(exp.Variance, exp.VariancePop, exp.Median, exp.PercentileCont, exp.PercentileDisc, exp.Pad, exp.Initcap),
        *(exp.SplitPart, exp.Monthname, exp.Dayname, exp.ArrayAgg, exp.Interval, exp.ToChar),
    ),
    "mysql": (exp.ToChar,),
    "duckdb": (exp.ToChar,),
}


def lower(node: exp.Expr, dialect: Dialect) -> exp.Expr | None:
    """The same meaning in the dialect's own words; None when the node is fine as it is or cannot be said."""
    if dialect != "sqlite" or (_CONCAT_EXISTS and isinstance(node, exp.Concat | exp.ConcatWs)):
        return None
    if type(node) in _PART_NODES:
        return fill(_PARTS[_PART_NODES[type(node)]], node.this)
    handler = _SQLITE.get(type(node))
    return handler(node) if handler else None


def fill(template: str, *arguments: exp.Expr) -> exp.Expr:
    """A piece of SQLite's SQL with `_0`, `_1`, … replaced by copies of the arguments."""
    piece = _parsed(template).copy()
    for column in list(piece.find_all(exp.Column)):
        replacement = arguments[int(column.name[1:])].copy()
        if column is piece:
            return replacement
        column.replace(exp.paren(replacement) if isinstance(replacement, exp.Binary) else replacement)
    return piece


@lru_cache(maxsize=256)
def _parsed(template: str) -> exp.Expr:
    select = sqlglot.parse_one(f"SELECT {template}", read="sqlite")
    return select.selects[0] if isinstance(select, exp.Select) else select


def _extract(node: exp.Expr) -> exp.Expr | None:
    template = _PARTS.get(unit_of(node.this) or "")
    return fill(template, node.expression) if template else None


def _truncate(node: exp.Expr) -> exp.Expr | None:
    template = _TRUNCATED.get(unit_of(node.args.get("unit")) or "")
    return fill(template, node.this) if template else None


def _difference(node: exp.Expr) -> exp.Expr | None:
    unit = node.args.get("unit")
    template = _DIFFERENCES.get(unit_of(unit) or "") if unit is not None else None
    return fill(template, node.this, node.expression) if template else None


def _timestamp_difference(node: exp.Expr) -> exp.Expr | None:
    """TIMESTAMPDIFF(unit, from, to): the generic parser keeps the arguments in the order written."""
    unit, end = unit_of(node.this), node.args.get("unit")
    template = _COMPLETED.get(unit or "") if end is not None else None
    later = exp.column(end.name) if isinstance(end, exp.Var) else end
    return fill(template, later, node.expression) if template and later is not None else None


def _joined(node: exp.Expr) -> exp.Expr | None:
    parts = list(node.expressions)
    return _piped(parts) if parts else None


def _joined_with(node: exp.Expr) -> exp.Expr | None:
    separator, *parts = node.expressions
    spaced = [piece for part in parts for piece in (separator, part)][1:]
    return _piped(spaced) if spaced else None


def _piped(parts: list[exp.Expr]) -> exp.Expr:
    joined = parts[0].copy()
    for part in parts[1:]:
        joined = exp.DPipe(this=joined, expression=part.copy(), safe=True)
    return joined


def _left(node: exp.Expr) -> exp.Expr:
    return fill("SUBSTR(_0, 1, _1)", node.this, node.expression)


def _right(node: exp.Expr) -> exp.Expr:
    return fill("SUBSTR(_0, -_1)", node.this, node.expression)


def _last_day(node: exp.Expr) -> exp.Expr:
    return fill("DATE(_0, 'start of month', '+1 month', '-1 day')", node.this)


def _parsed_date(node: exp.Expr) -> exp.Expr:
    return fill("DATE(_0)", node.this)


def _shift(sign: str) -> Callable[[exp.Expr], exp.Expr | None]:
    """`d + INTERVAL '1' MONTH` as a modifier of DATE or DATETIME."""

    def build(node: exp.Expr) -> exp.Expr | None:
        moment, interval = node.this, node.expression
        if not isinstance(interval, exp.Interval):
            return None
        unit, amount = unit_of(interval.args.get("unit")), interval.this
        if unit is None or not isinstance(amount, exp.Literal) or not amount.name.lstrip("-").isdigit():
            return None
        factor, word = (3, "month") if unit == "quarter" else (7, "day") if unit == "week" else (1, unit)
        steps = int(amount.name) * factor * (1 if sign == "+" else -1)
        function = "DATETIME" if unit in ("hour", "minute", "second") else "DATE"
        return fill(f"{function}(_0, '{steps:+d} {word}s')", moment)

    return build


_SQLITE: dict[type[exp.Expr], Callable[[exp.Expr], exp.Expr | None]] = {
    exp.Extract: _extract,
    exp.DateTrunc: _truncate,
    exp.TimestampTrunc: _truncate,
    exp.DateDiff: _difference,
    exp.TimestampDiff: _timestamp_difference,
    exp.Concat: _joined,
    exp.ConcatWs: _joined_with,
    exp.Left: _left,
    exp.Right: _right,
    exp.LastDay: _last_day,
    exp.StrToDate: _parsed_date,
    exp.Add: _shift("+"),
    exp.Sub: _shift("-"),
    exp.DateAdd: _shift("+"),
    exp.DateSub: _shift("-"),
}
