"""Row predicates: parsed in the database's dialect, checked against a closed list, bound to one viewer's attributes."""

from collections.abc import Iterator

from sqlglot import exp

from detomo.engine.catalog.model import Table
from detomo.engine.dialects import facts
from detomo.engine.errors import Refused
from detomo.engine.guard.functions import check_function
from detomo.engine.guard.parse import grammar, parse, render, written_name
from detomo.engine.guard.rewrite import messages
from detomo.engine.guard.rewrite.attributes import Unfit, fitting, literal
from detomo.engine.types import ColumnType, Dialect, Text, Viewer

SOURCE = "ruled_source"  # the ruled table's name inside its derived table
_VALUES = (
    exp.Column,
    exp.Identifier,
    exp.Literal,
    exp.Boolean,
    exp.Null,
    exp.Paren,
    exp.Neg,
    exp.Add,
    exp.Sub,
    exp.Mul,
    exp.Div,
    exp.Mod,
    exp.DPipe,
    exp.DataType,
    exp.DataTypeParam,
    exp.Interval,
    exp.Var,
    exp.Placeholder,
    exp.Dot,
)
_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ, exp.Like, exp.ILike)
_CONDITIONS = (*_COMPARISONS, exp.Connector, exp.Not, exp.Boolean, exp.Is, exp.In, exp.Between, exp.Escape)


def parse_predicate(predicate: str, table: Table, dialect: Dialect) -> exp.Expr:
    """Parse and check a row predicate. Raises Refused (`rule_not_enforceable`) with the reason."""
    try:
        tree = parse(f"SELECT 1 WHERE {predicate}", dialect).tree
    except Refused as err:
        raise Refused("rule_not_enforceable", messages.PREDICATE_SYNTAX, part=predicate) from err
    where = tree.args.get("where")
    clauses = {name for name, value in tree.args.items() if value}
    if not isinstance(tree, exp.Select) or where is None or clauses != {"expressions", "where"}:
        raise Refused("rule_not_enforceable", messages.PREDICATE_SYNTAX, part=predicate)
    condition: exp.Expr = where.this
    for node in condition.walk():
        _check(node, table, dialect)
    if not _is_condition(condition.unnest(), table):
        raise _refused(messages.PREDICATE_NOT_CONDITION, condition, dialect)
    return condition.pop()


def bind(predicate: str, table: Table, source: str, dialect: Dialect, viewer: Viewer) -> exp.Expr:
    """The predicate over `source` (the alias of `table`) with the viewer's attributes as literals.

    An attribute that the viewer lacks, or whose value does not fit the column it is compared with, makes the whole
    predicate false.
    """
    tree = exp.paren(parse_predicate(predicate, table, dialect), copy=False)
    try:
        for place in list(_placeholders(tree)):
            place.replace(_bound(place, table, dialect, viewer))
    except Unfit:
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
    if isinstance(node, exp.Func):
        _check_function(node, dialect)
    elif not isinstance(node, _VALUES + _CONDITIONS) or _reads_a_table(node) or _is_named_type(node):
        raise _refused(messages.PREDICATE_PART, node, dialect)
    elif isinstance(node, exp.Column) and not _belongs(node, table):
        raise _refused(messages.PREDICATE_COLUMN, node, dialect)
    elif isinstance(node, exp.Dot | exp.Placeholder) and not _is_placeholder(node):
        raise _refused(messages.PREDICATE_PLACEHOLDER, node, dialect)


def _reads_a_table(node: exp.Expr) -> bool:
    return isinstance(node, exp.In) and any(node.args.get(name) for name in ("query", "field", "unnest"))


def _is_named_type(node: exp.Expr) -> bool:
    """A type by a name of somebody's own, or one that looks names up (`regclass`)."""
    return isinstance(node, exp.DataType) and (type(node) is not exp.DataType or node.this is exp.DType.USERDEFINED)


def _check_function(node: exp.Func, dialect: Dialect) -> None:
    """What the guard allows in any expression, except what looks at other rows."""
    known = facts(dialect)
    across_rows = (known.aggregate | known.window | known.table) - known.scalar
    if isinstance(node, exp.AggFunc) or written_name(node).lower() in across_rows:
        raise _refused(messages.PREDICATE_PART, node, dialect)
    try:
        check_function(node, known, grammar(dialect))
    except Refused as err:
        raise _refused(messages.PREDICATE_PART, node, dialect) from err


def _is_condition(tree: exp.Expr, table: Table) -> bool:
    if isinstance(tree, exp.Column):
        column = table.column(tree.name)
        return column is not None and column.type is ColumnType.BOOLEAN
    return isinstance(tree, _CONDITIONS)


def _refused(message: Text, node: exp.Expr, dialect: Dialect) -> Refused:
    part = render(node, grammar(dialect))
    return Refused("rule_not_enforceable", message.within(part=part), part=part)


def _belongs(column: exp.Column, table: Table) -> bool:
    prefix = column.table.casefold()
    return not column.db and prefix in ("", table.name.casefold()) and table.column(column.name) is not None


def _is_placeholder(node: exp.Expr) -> bool:
    """`:user.<attribute>`, or the `:user` in it."""
    if isinstance(node, exp.Placeholder):
        return isinstance(node.parent, exp.Dot) and _is_placeholder(node.parent)
    return (
        isinstance(node, exp.Dot)
        and isinstance(node.this, exp.Placeholder)
        and node.this.name.casefold() == "user"
        and isinstance(node.expression, exp.Identifier)
    )


def _placeholders(tree: exp.Expr) -> Iterator[exp.Dot]:
    return (node for node in tree.find_all(exp.Dot) if _is_placeholder(node))


def _bound(place: exp.Dot, table: Table, dialect: Dialect, viewer: Viewer) -> exp.Expr:
    name = place.expression.name
    if name not in viewer.attributes:
        raise Unfit
    return literal(fitting(viewer.attributes[name], _compared_with(place, table), dialect))


def _compared_with(place: exp.Dot, table: Table) -> ColumnType | None:
    """The type of the column that the placeholder is compared with directly; None where it is not."""
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
