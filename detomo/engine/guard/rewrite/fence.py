"""Keeps the person's own operations away from rows that a rule takes out.

An engine may merge a derived table into the query around it and evaluate the conditions in any order: a division,
a cast or a function of the person's would see forbidden rows, and its error text could quote them. A limit that limits
nothing stops all four engines from merging the derived table and from moving conditions into it. The price is that
indexes no longer serve the outer conditions, so the limit is left out where nothing that runs early can fail.

What remains: timing, and limits of the engine itself (memory, deadline) that depend on how many rows were read.
"""

from collections.abc import Iterator

from sqlglot import exp

from detomo.engine.guard.scopes import BindingKind, Resolution
from detomo.engine.types import ColumnType, Dialect

# Operations that no stored value makes fail.
_HARMLESS = (
    exp.Select,
    exp.From,
    exp.Join,
    exp.Where,
    exp.Group,
    exp.Having,
    exp.Order,
    exp.Ordered,
    exp.Limit,
    exp.Offset,
    exp.Distinct,
    exp.With,
    exp.CTE,
    exp.SetOperation,
    exp.Table,
    exp.TableAlias,
    exp.Alias,
    exp.Identifier,
    exp.Column,
    exp.Star,
    exp.Literal,
    exp.Boolean,
    exp.Null,
    exp.Paren,
    exp.Tuple,
    exp.And,
    exp.Or,
    exp.Not,
    exp.Is,
    exp.Exists,
    exp.Count,
    exp.Min,
    exp.Max,
    exp.Sum,
    exp.Avg,
)
_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between, exp.In)
_NUMBERS = frozenset({ColumnType.INTEGER, ColumnType.DECIMAL, ColumnType.REAL})
_LATE = frozenset({"expressions", "group", "order"})  # evaluated on the rows that WHERE and JOIN left


def fence(select: exp.Select, dialect: Dialect) -> exp.Select:
    """Make the query one that the engine will not merge into another."""
    if dialect == "sqlite":
        return select.limit(exp.Neg(this=exp.Literal.number(1)), copy=False)
    if dialect == "mysql":
        return select.limit(exp.Literal.number(2**64 - 1), copy=False)
    return select.offset(exp.Literal.number(0), copy=False)


def needs_fence(resolution: Resolution) -> bool:
    """Whether anything in the statement could fail, or warn, on a row it should not see, or go wrong otherwise."""
    return _merges_wrongly(resolution) or any(
        not _is_harmless(node, resolution) for node in _early(resolution.tree, resolution)
    )


def _merges_wrongly(resolution: Resolution) -> bool:
    """MariaDB 10.11 gives wrong rows where it merges derived tables below a window function and IN or EXISTS."""
    return resolution.root.dialect == "mysql" and resolution.tree.find(exp.Window) is not None


def _early(tree: exp.Expr, resolution: Resolution) -> Iterator[exp.Expr]:
    """The nodes that may be evaluated before the row rules: not the outermost outputs, which nothing filters by."""
    if not isinstance(tree, exp.Select) or _filters_by_output(tree, resolution):
        yield from tree.walk()
        return
    for child in tree.iter_expressions():
        if child.arg_key not in _LATE:
            yield from child.walk()
        else:
            for query in child.find_all(exp.Query):
                yield from query.walk()


def _filters_by_output(select: exp.Select, resolution: Resolution) -> bool:
    """Whether a condition names an output: DuckDB and SQLite then evaluate the output as part of the condition."""
    clauses = (select.args.get("where"), select.args.get("having"), select.args.get("qualify"))
    columns = (column for clause in clauses if clause is not None for column in clause.find_all(exp.Column))
    return any(resolution.bind(column).kind is not BindingKind.COLUMN for column in columns)


def _is_harmless(node: exp.Expr, resolution: Resolution) -> bool:
    if isinstance(node, exp.Subquery):
        return not _is_scalar(node)
    if isinstance(node, _COMPARISONS):
        return resolution.root.dialect in ("sqlite", "postgres") or _is_settled(node, resolution)
    if isinstance(node, exp.Like | exp.ILike):
        return isinstance(node.this, exp.Column) and isinstance(node.expression, exp.Literal)
    return isinstance(node, _HARMLESS)


def _is_scalar(node: exp.Subquery) -> bool:
    """A subquery used as a value fails when it has two rows."""
    return not isinstance(node.parent, exp.From | exp.Join | exp.Exists | exp.In | exp.SetOperation | exp.Subquery)


def _is_settled(comparison: exp.Expr, resolution: Resolution) -> bool:
    """Whether both sides are of one type. DuckDB casts, and MariaDB warns, row by row where they are not."""
    families = {_family(side, resolution) for side in comparison.iter_expressions()}
    if "date" in families and all(isinstance(side, exp.Column | exp.Literal) for side in comparison.iter_expressions()):
        columns = {_family(side, resolution) for side in comparison.iter_expressions() if isinstance(side, exp.Column)}
        return columns == {"date"}  # a literal beside a date is read once, before any row
    return len(families) == 1 and "" not in families


def _family(node: exp.Expr, resolution: Resolution) -> str:
    """`number`, `text`, `date`, or empty when the tree does not tell."""
    if isinstance(node, exp.Literal):
        return "text" if node.is_string else "number"
    if not isinstance(node, exp.Column):
        return ""
    source = resolution.bind(node).source
    column = source.table.column(node.name) if source is not None and source.table is not None else None
    if column is None:
        return ""
    if column.type in _NUMBERS:
        return "number"
    return {ColumnType.TEXT: "text", ColumnType.DATE: "date", ColumnType.DATETIME: "date"}.get(column.type, "")
