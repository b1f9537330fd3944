"""Keeps the person's own operations away from rows that a rule takes out.

An engine may merge a derived table into the query around it and evaluate the conditions in any order: a division,
a cast or a function of the person's would see forbidden rows, and its error text could quote them. A limit that limits
nothing stops all four engines from merging the derived table and from moving conditions into it. The price is that
indexes no longer serve the outer conditions, so the limit is left out where nothing in the statement can fail.

What remains: timing, and limits of the engine itself (memory, deadline) that depend on how many rows were read.
"""

from sqlglot import exp

from detomo.engine.types import Dialect

# Operations that no stored value makes fail. Comparisons are among them where types are settled before rows are read
# (PostgreSQL) or where comparing never fails (SQLite); DuckDB casts and MariaDB warns while it reads.
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
)
_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between, exp.In)
_LIMITS = {"sqlite": "-1", "mysql": "18446744073709551615"}


def needs_fence(tree: exp.Expr, dialect: Dialect) -> bool:
    """Whether anything in the statement could fail, or warn, on a row it should not see."""
    return not all(_is_harmless(node, dialect) for node in tree.walk())


def fence(select: exp.Select, dialect: Dialect) -> exp.Select:
    if dialect in _LIMITS:
        return select.limit(_literal(_LIMITS[dialect]), copy=False)
    return select.offset(exp.Literal.number(0), copy=False)


def _literal(number: str) -> exp.Expr:
    return exp.Neg(this=exp.Literal.number(number[1:])) if number.startswith("-") else exp.Literal.number(number)


def _is_harmless(node: exp.Expr, dialect: Dialect) -> bool:
    if isinstance(node, exp.Subquery):
        return not _is_scalar(node)
    if isinstance(node, _COMPARISONS):
        return dialect in ("sqlite", "postgres")
    return isinstance(node, _HARMLESS)


def _is_scalar(node: exp.Subquery) -> bool:
    """A subquery used as a value fails when it has two rows."""
    return not isinstance(node.parent, exp.From | exp.Join | exp.Exists | exp.In | exp.SetOperation | exp.Subquery)
