"""Foreign names and argument orders turned into the tree nodes that mean them."""

from collections.abc import Callable, Sequence

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect as SqlglotDialect

from detomo.engine.types import Dialect

Arguments = Sequence[exp.Expr]
UNITS = frozenset(
    {"year", "quarter", "month", "week", "day", "hour", "minute", "second"}
    | {"epoch", "dow", "isodow", "doy", "dayofweek", "dayofyear"}
)
_UNIT_NAMES = {
    "yy": "year", "yyyy": "year", "qq": "quarter", "q": "quarter", "mm": "month", "m": "month", "wk": "week",
    "ww": "week", "dd": "day", "d": "day", "hh": "hour", "mi": "minute", "n": "minute", "ss": "second", "s": "second",
}  # fmt: skip
_NATIVE: dict[Dialect, frozenset[str]] = {
    "sqlite": frozenset({"STRFTIME", "JULIANDAY"}),
    "postgres": frozenset({"NOW", "TO_CHAR", "TO_DATE", "DATE_PART"}),
    "mysql": frozenset({"NOW", "SYSDATE", "CURDATE", "DATE_FORMAT", "UNIX_TIMESTAMP", "WEEKDAY"}),
    "duckdb": frozenset({"NOW", "TODAY", "STRFTIME", "DATE_PART", "DATEPART", "LISTAGG", "DATEDIFF", "DATEADD"}),
}


def lift(node: exp.Expr, dialect: Dialect) -> exp.Expr | None:
    """The meaning of a foreign call; None when the call is native, unknown, or has other arguments than expected."""
    if isinstance(node, exp.Anonymous):
        handler = None if _is_native(node, dialect) else _BY_NAME.get(str(node.this).upper())
        return handler(node.expressions) if handler else None
    if isinstance(node, exp.ToChar) and dialect != "postgres":
        return _formatted("postgres")([node.this, node.args.get("format") or exp.null()])
    if isinstance(node, exp.DateDiff) and dialect != "duckdb":
        return _unit_first_difference(node)
    if isinstance(node, exp.TimeToStr) and dialect == "sqlite":
        return _swapped_format(node)
    return _text_sum(node)


def _is_native(call: exp.Anonymous, dialect: Dialect) -> bool:
    name = str(call.this).upper()
    bare_unit = bool(call.expressions) and isinstance(call.expressions[0], exp.Column)
    return name in _NATIVE[dialect] and not (name == "DATEPART" and bare_unit)  # DuckDB wants the unit as a string


def unit_of(node: exp.Expr | None) -> str | None:
    """The unit of time that a bare word, string or variable names."""
    name = node.name.lower() if isinstance(node, exp.Var | exp.Column | exp.Literal | exp.Identifier) else ""
    name = _UNIT_NAMES.get(name, name)
    return name if name in UNITS else name[:-1] if name[:-1] in UNITS else None


def _moment(arguments: Arguments) -> exp.Expr | None:
    return exp.CurrentTimestamp() if not arguments else None


def _today(arguments: Arguments) -> exp.Expr | None:
    return exp.CurrentDate() if not arguments else None


def _part(arguments: Arguments) -> exp.Expr | None:
    """DATE_PART('year', d), DATEPART(year, d)."""
    unit = unit_of(arguments[0]) if len(arguments) == 2 else None
    return exp.Extract(this=exp.var(unit.upper()), expression=arguments[1].copy()) if unit else None


def _shifted(arguments: Arguments) -> exp.Expr | None:
    """DATEADD(unit, n, d)."""
    unit = unit_of(arguments[0]) if len(arguments) == 3 else None
    if unit is None:
        return None
    interval = exp.Interval(this=arguments[1].copy(), unit=exp.var(unit.upper()))
    return exp.Add(this=arguments[2].copy(), expression=interval)


def _null_test(arguments: Arguments) -> exp.Expr | None:
    """ISNULL(a, b) of SQL Server; ISNULL(a) of MySQL."""
    if len(arguments) == 2:
        return exp.Coalesce(this=arguments[0].copy(), expressions=[arguments[1].copy()])
    return exp.paren(exp.Is(this=arguments[0].copy(), expression=exp.null())) if len(arguments) == 1 else None


def _formatted(source: str, moment_at: int = 0) -> Callable[[Arguments], exp.Expr | None]:
    """A date format of the dialect `source`, in Python's directives as sqlglot keeps them."""

    def build(arguments: Arguments) -> exp.Expr | None:
        if len(arguments) != 2 or not isinstance(arguments[1 - moment_at], exp.Literal):
            return None
        pattern = SqlglotDialect.get_or_raise(source).format_time(arguments[1 - moment_at].copy())
        if pattern is None or "%" not in pattern.name:
            return None
        return exp.TimeToStr(this=arguments[moment_at].copy(), format=pattern)

    return build


def _listed(arguments: Arguments) -> exp.Expr | None:
    if not 1 <= len(arguments) <= 2:
        return None
    separator = arguments[1].copy() if len(arguments) == 2 else None
    return exp.GroupConcat(this=arguments[0].copy(), separator=separator)


def _to_date(arguments: Arguments) -> exp.Expr | None:
    return exp.cast(arguments[0].copy(), exp.DType.DATE) if arguments else None


def _month_end(arguments: Arguments) -> exp.Expr | None:
    return exp.LastDay(this=arguments[0].copy()) if len(arguments) == 1 else None


def _epoch(arguments: Arguments) -> exp.Expr | None:
    return exp.Extract(this=exp.var("EPOCH"), expression=arguments[0].copy()) if len(arguments) == 1 else None


def _unit_first_difference(node: exp.DateDiff) -> exp.Expr | None:
    """DATEDIFF(unit, from, to), read as (this, expression, unit) by dialects that have two arguments."""
    unit = unit_of(node.this)
    end = node.args.get("unit")
    if unit is None or end is None or (isinstance(node.this, exp.Column) and node.this.table):
        return None
    later = exp.column(end.name) if isinstance(end, exp.Var) else end.copy()
    return exp.DateDiff(this=later, expression=node.expression.copy(), unit=exp.var(unit.upper()))


def _swapped_format(node: exp.TimeToStr) -> exp.Expr | None:
    """STRFTIME(d, '%Y'), DuckDB's order of arguments."""
    first, second = node.args.get("format"), node.this
    moment = second.this if isinstance(second, exp.TsOrDsToTimestamp) else second
    if isinstance(moment, exp.Literal) and "%" in moment.name and not isinstance(first, exp.Literal):
        return exp.TimeToStr(this=first.copy(), format=moment.copy()) if first is not None else None
    return None


def _text_sum(node: exp.Expr) -> exp.Expr | None:
    """`first + ' ' + last`: adding text that is no number can only mean joining it."""
    if not isinstance(node, exp.Add) or isinstance(node.parent, exp.Add):
        return None
    parts = list(node.flatten())
    if not any(isinstance(part, exp.Literal) and part.is_string and not _is_number(part.name) for part in parts):
        return None
    if any(isinstance(part, exp.Interval) for part in parts):
        return None
    joined: exp.Expr = parts[0].copy()
    for part in parts[1:]:
        joined = exp.DPipe(this=joined, expression=part.copy(), safe=True)
    return joined


def _is_number(text: str) -> bool:
    return text.strip().lstrip("+-").replace(".", "", 1).isdigit()


_BY_NAME: dict[str, Callable[[Arguments], exp.Expr | None]] = {
    "NOW": _moment,
    "GETDATE": _moment,
    "SYSDATE": _moment,
    "SYSDATETIME": _moment,
    "CURDATE": _today,
    "TODAY": _today,
    "DATE_PART": _part,
    "DATEPART": _part,
    "DATEADD": _shifted,
    "ISNULL": _null_test,
    "DATE_FORMAT": _formatted("mysql"),
    "TO_CHAR": _formatted("postgres"),
    "STRFTIME": _formatted("sqlite", moment_at=1),
    "LISTAGG": _listed,
    "TO_DATE": _to_date,
    "EOMONTH": _month_end,
    "UNIX_TIMESTAMP": _epoch,
}
