"""Row predicates: parsed in the database's dialect, checked against a closed list, bound to one viewer's attributes."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

from detomo.engine.catalog.model import Table
from detomo.engine.errors import Refused
from detomo.engine.guard.rewrite import messages
from detomo.engine.types import ColumnType, Dialect, Viewer

Value = str | int | float | bool | None

_PARTS = (
    exp.Column,
    exp.Identifier,
    exp.Literal,
    exp.Boolean,
    exp.Null,
    exp.Paren,
    exp.Connector,
    exp.Not,
    exp.Neg,
    exp.EQ,
    exp.NEQ,
    exp.GT,
    exp.GTE,
    exp.LT,
    exp.LTE,
    exp.NullSafeEQ,
    exp.NullSafeNEQ,
    exp.Is,
    exp.In,
    exp.Between,
    exp.Like,
    exp.ILike,
    exp.Escape,
    exp.Add,
    exp.Sub,
    exp.Mul,
    exp.Mod,
    exp.DPipe,
    exp.Case,
    exp.If,
    exp.Cast,
    exp.DataType,
    exp.DataTypeParam,
    exp.Interval,
    exp.Var,
    exp.Coalesce,
    exp.Nullif,
    exp.Lower,
    exp.Upper,
    exp.Trim,
    exp.Length,
    exp.Substring,
    exp.Left,
    exp.Right,
    exp.Concat,
    exp.Abs,
    exp.Extract,
    exp.Year,
    exp.Month,
    exp.Day,
    exp.CurrentDate,
    exp.CurrentTimestamp,
    exp.Placeholder,
    exp.Dot,
)
_CONDITIONS = (
    exp.Connector,
    exp.Not,
    exp.Boolean,
    exp.Is,
    exp.In,
    exp.Between,
    exp.Like,
    exp.ILike,
    exp.Escape,
    exp.EQ,
    exp.NEQ,
    exp.GT,
    exp.GTE,
    exp.LT,
    exp.LTE,
    exp.NullSafeEQ,
    exp.NullSafeNEQ,
)
_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ, exp.Like, exp.ILike)
_NUMBERS = frozenset({ColumnType.INTEGER, ColumnType.DECIMAL, ColumnType.REAL})
_MOMENTS = frozenset({ColumnType.DATE, ColumnType.TIME, ColumnType.DATETIME})
_BIGINT = 2**63


class _NoMatch(Exception):
    """The viewer's attribute is missing or cannot be a value of the column it is compared with: no row can match."""


def parse_predicate(predicate: str, table: Table, dialect: Dialect) -> exp.Expr:
    """Parse and check a row predicate. Raises Refused (`rule_not_enforceable`) with the reason."""
    try:
        tree = parse_one(predicate, read=dialect, into=exp.Condition)
    except (SqlglotError, RecursionError) as err:
        raise Refused("rule_not_enforceable", messages.PREDICATE_SYNTAX, part=predicate) from err
    for node in tree.walk():
        _check(node, table, dialect)
    if not _is_condition(tree.unnest(), table):
        raise _refused(messages.PREDICATE_NOT_CONDITION, tree, dialect)
    return tree


def bind(predicate: str, table: Table, source: str, dialect: Dialect, viewer: Viewer) -> exp.Expr:
    """The predicate over `source` (the alias of `table`) with the viewer's attributes as literals.

    An attribute that the viewer lacks, or whose value does not fit the column it is compared with, makes the whole
    predicate false.
    """
    tree = exp.paren(parse_predicate(predicate, table, dialect))
    try:
        for place in list(_placeholders(tree)):
            place.replace(_literal(place, table, dialect, viewer))
    except _NoMatch:
        return exp.false()
    for column in list(tree.find_all(exp.Column)):
        known = table.column(column.name)
        if known is not None:
            column.replace(exp.column(exp.to_identifier(known.name, quoted=True), table=source))
    return tree


def attributes(predicate: exp.Expr) -> frozenset[str]:
    """The viewer's attributes that a parsed predicate asks for."""
    return frozenset(place.expression.name for place in _placeholders(predicate))


def _check(node: exp.Expr, table: Table, dialect: Dialect) -> None:
    if not isinstance(node, _PARTS) or isinstance(node, exp.Subquery | exp.AggFunc):
        raise _refused(messages.PREDICATE_PART, node, dialect)
    if isinstance(node, exp.In) and (node.args.get("query") or node.args.get("field") or node.args.get("unnest")):
        raise _refused(messages.PREDICATE_PART, node, dialect)
    if isinstance(node, exp.Column) and not _belongs(node, table):
        raise _refused(messages.PREDICATE_COLUMN, node, dialect)
    if isinstance(node, exp.DataType) and node.this is exp.DType.USERDEFINED:
        raise _refused(messages.PREDICATE_PART, node, dialect)
    if isinstance(node, exp.Dot) and not _is_placeholder(node):
        raise _refused(messages.PREDICATE_PART, node, dialect)
    if isinstance(node, exp.Placeholder) and not _is_placeholder(node.parent):
        raise _refused(messages.PREDICATE_PLACEHOLDER, node, dialect)


def _is_condition(tree: exp.Expr, table: Table) -> bool:
    if isinstance(tree, exp.Column):
        column = table.column(tree.name)
        return column is not None and column.type is ColumnType.BOOLEAN
    return isinstance(tree, _CONDITIONS)


def _refused(message: messages.Text, node: exp.Expr, dialect: Dialect) -> Refused:
    part = node.sql(dialect)
    return Refused("rule_not_enforceable", message.within(part=part), part=part)


def _belongs(column: exp.Column, table: Table) -> bool:
    prefix = column.table.casefold()
    return not column.db and prefix in ("", table.name.casefold()) and table.column(column.name) is not None


def _is_placeholder(node: exp.Expr | None) -> bool:
    return (
        isinstance(node, exp.Dot)
        and isinstance(node.this, exp.Placeholder)
        and node.this.name.casefold() == "user"
        and isinstance(node.expression, exp.Identifier)
    )


def _placeholders(tree: exp.Expr) -> Iterator[exp.Dot]:
    return (node for node in tree.find_all(exp.Dot) if _is_placeholder(node))


def _literal(place: exp.Dot, table: Table, dialect: Dialect, viewer: Viewer) -> exp.Expr:
    name = place.expression.name
    if name not in viewer.attributes:
        raise _NoMatch
    value = viewer.attributes[name]
    column = _compared_with(place, table)
    if column is not None:
        value = _fitting(value, column)
    elif dialect == "mysql" and isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)  # MySQL reads every text without digits as 0, so that a number would match it
    return _to_literal(value)


def _compared_with(place: exp.Dot, table: Table) -> ColumnType | None:
    """The type of the column that the placeholder is compared with directly."""
    inner: exp.Expr = place
    while isinstance(inner.parent, exp.Paren):
        inner = inner.parent
    comparison = inner.parent
    if isinstance(comparison, exp.In | exp.Between):
        other = comparison.this
    elif isinstance(comparison, _COMPARISONS):
        other = comparison.expression if comparison.this is inner else comparison.this
    else:
        return None
    column = table.column(other.name) if isinstance(other, exp.Column) else None
    return column.type if column else None


def _fitting(value: Value, kind: ColumnType) -> Value:
    """The value as one of the column's type, or _NoMatch: engines would guess, and MySQL would match too much."""
    if value is None or kind in (ColumnType.UNKNOWN, ColumnType.JSON, ColumnType.BYTES):
        return value
    if kind in _NUMBERS:
        return _number(value) if isinstance(value, str) else value
    if kind is ColumnType.BOOLEAN and value in (0, 1) and not isinstance(value, float):
        return bool(value)
    if kind is ColumnType.TEXT and isinstance(value, str | int) and not isinstance(value, bool):
        return str(value)
    if kind in _MOMENTS and isinstance(value, str):
        return value
    raise _NoMatch


def _number(text: str) -> int | float:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        raise _NoMatch from None
    if not number.is_finite():
        raise _NoMatch
    return int(number) if number == number.to_integral_value() else float(number)


def _to_literal(value: Value) -> exp.Expr:
    """A literal node, so that the generator quotes it. What has no exact literal on every engine matches nothing."""
    if value is None:
        return exp.null()
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, str):
        if "\0" in value:
            raise _NoMatch
        return exp.Literal.string(value)
    if not -_BIGINT < value < _BIGINT or value != value:
        raise _NoMatch
    number = exp.Literal.number(repr(abs(value)))
    return exp.Neg(this=number) if value < 0 else number
