"""A viewer's attributes as literals of the syntax tree."""

from decimal import Decimal, InvalidOperation

from sqlglot import exp

from detomo.engine.types import ColumnType, Dialect

Value = str | int | float | bool | None

_NUMBERS = frozenset({ColumnType.INTEGER, ColumnType.DECIMAL, ColumnType.REAL})
_MOMENTS = frozenset({ColumnType.DATE, ColumnType.TIME, ColumnType.DATETIME})
_BIGINT = 2**63


class Unfit(Exception):
    """The attribute is missing, or cannot be a value of the column it is compared with: no row can match."""


def fitting(value: Value, kind: ColumnType | None, dialect: Dialect) -> Value:
    """The value as one of the column's type, where it is compared with a column (`kind`). Raises Unfit.

    Left to itself an engine would guess, and MySQL would match too much: it reads text without digits as 0.
    """
    if value is None or kind in (ColumnType.UNKNOWN, ColumnType.JSON, ColumnType.BYTES):
        return value
    if kind is None:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return str(value) if is_number and dialect == "mysql" else value
    if kind in _NUMBERS:
        return _number(value) if isinstance(value, str) else value
    if kind is ColumnType.BOOLEAN and value in (0, 1) and not isinstance(value, float):
        return bool(value)
    if kind is ColumnType.TEXT and isinstance(value, str | int) and not isinstance(value, bool):
        return str(value)
    if kind in _MOMENTS and isinstance(value, str):
        return value
    raise Unfit


def literal(value: Value) -> exp.Expr:
    """A literal node, so that the generator quotes it. Raises Unfit for what no engine can write exactly."""
    if value is None:
        return exp.null()
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, str):
        if "\0" in value:
            raise Unfit
        return exp.Literal.string(value)
    if not -_BIGINT < value < _BIGINT or value != value:
        raise Unfit
    number = exp.Literal.number(repr(abs(value)))
    return exp.Neg(this=number) if value < 0 else number


def _number(text: str) -> int | float:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        raise Unfit from None
    if not number.is_finite():
        raise Unfit
    return int(number) if number == number.to_integral_value() else float(number)
