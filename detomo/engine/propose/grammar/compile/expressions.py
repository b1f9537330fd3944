"""Expressions of the logical form as syntax trees."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import singledispatchmethod

from sqlglot import exp

from detomo.engine.propose.grammar.compile.dates import date_part
from detomo.engine.propose.grammar.compile.sources import Sources, Unreachable
from detomo.engine.propose.grammar.form import (
    Aggregate,
    Arithmetic,
    Column,
    Condition,
    Constant,
    Expression,
    Part,
    Previous,
    Ratio,
    Rows,
    RunningTotal,
    Scalar,
    Share,
)
from detomo.engine.propose.grammar.form_walk import columns
from detomo.engine.types import ColumnType, Dialect

_FUNCTIONS = {"sum": exp.Sum, "avg": exp.Avg, "min": exp.Min, "max": exp.Max, "count": exp.Count}
_OPERATORS = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}
_NUMBERS = {ColumnType.INTEGER, ColumnType.DECIMAL, ColumnType.REAL}
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_SUMMED = frozenset({"sum", "avg"})
_READS_TEXT_AS_NUMBER = frozenset({"sqlite", "mysql"})
# Where NULL stands that nothing is said of: whether it counts as less than every value, whether it is always last.
_NULLS: dict[Dialect, tuple[bool, bool]] = {
    "sqlite": (True, False),
    "mysql": (True, False),
    "postgres": (False, False),
    "duckdb": (False, True),
}


def constant(value: Scalar) -> exp.Expr:
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, int | float | Decimal):
        return exp.Literal.number(str(value)) if value >= 0 else exp.Neg(this=exp.Literal.number(str(-value)))
    return exp.Literal.string(value.isoformat() if isinstance(value, date) else value)


def is_summed(expression: Expression) -> bool:
    """Whether it is a number made of others, as no minimum is."""
    return isinstance(expression, Aggregate) and expression.function in _SUMMED


class Expressions:
    """Writes the expressions of one block; asking for a column joins its table to the block's sources."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self.condition: Callable[[Condition], exp.Expr] = _no_condition  # writes conditions; set by who can
        self._dialect = sources.schema.dialect

    def kind(self, expression: Expression) -> ColumnType:
        """The type of a column; of anything else unknown."""
        if not isinstance(expression, Column):
            return ColumnType.UNKNOWN
        column = self.sources.schema.column(expression.table, expression.name)
        return column.type if column else ColumnType.UNKNOWN

    def like(self, value: Scalar, other: Expression) -> exp.Expr:
        """A value to compare with `other`, written in its type: engines differ in what they convert."""
        kind = self.kind(other)
        if kind == ColumnType.TEXT and isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            return constant(str(value))
        if kind in _NUMBERS and isinstance(value, str) and _NUMBER.fullmatch(value):
            return exp.Literal.number(value)
        return constant(value)

    @singledispatchmethod
    def write(self, expression: Expression) -> exp.Expr:
        raise TypeError(type(expression))

    @write.register
    def _(self, expression: Column) -> exp.Expr:
        return self.sources.column(expression)

    @write.register
    def _(self, expression: Constant) -> exp.Expr:
        return constant(expression.value)

    @write.register
    def _(self, expression: Part) -> exp.Expr:
        column = self.sources.column(expression.of)
        return date_part(expression.grain, expression.serial, column, self.kind(expression.of), self._dialect)

    @write.register
    def _(self, expression: Arithmetic) -> exp.Expr:
        left, right = self.write(expression.left), self.write(expression.right)
        return _OPERATORS[expression.operator](this=_wrapped(left), expression=_wrapped(right))

    @write.register
    def _(self, expression: Aggregate) -> exp.Expr:
        if expression.where is not None:
            return self._aggregate_where(expression, self.condition(expression.where))
        if isinstance(expression.argument, Rows):
            return self.count(expression.argument, expression.distinct)
        argument = self._argument(expression)
        if expression.distinct:
            argument = exp.Distinct(expressions=[argument])
        return _FUNCTIONS[expression.function](this=argument)

    @write.register
    def _(self, expression: Share) -> exp.Expr:
        part = self.write(expression.part)
        whole = exp.Window(this=exp.Sum(this=part.copy()))
        scale = exp.Literal.number("100.0" if expression.percent else "1.0")
        return _divided(exp.Mul(this=scale, expression=part), whole)

    @write.register
    def _(self, expression: Ratio) -> exp.Expr:
        part = exp.Mul(this=exp.Literal.number("100.0"), expression=_wrapped(self.write(expression.part)))
        return _divided(part, self.write(expression.whole))

    @write.register
    def _(self, expression: RunningTotal) -> exp.Expr:
        return exp.Window(this=exp.Sum(this=self.write(expression.of)), order=self._along(expression.along))

    @write.register
    def _(self, expression: Previous) -> exp.Expr:
        return exp.Window(this=exp.Lag(this=self.write(expression.of)), order=self._along(expression.along))

    def _aggregate_where(self, expression: Aggregate, test: exp.Expr) -> exp.Expr:
        """Of the rows for which the test holds."""
        if isinstance(expression.argument, Rows):
            counted = exp.Case(ifs=[exp.If(this=test, true=exp.Literal.number(1))], default=exp.Literal.number(0))
            return exp.Sum(this=counted)
        argument = exp.Case(ifs=[exp.If(this=test, true=self._argument(expression))])
        return _FUNCTIONS[expression.function](this=argument)

    def _argument(self, expression: Aggregate) -> exp.Expr:
        assert not isinstance(expression.argument, Rows)  # noqa: S101 # rows are counted elsewhere
        if is_summed(expression):
            return self.as_number(expression.argument)
        return self.write(expression.argument)

    def as_number(self, expression: Expression) -> exp.Expr:
        """A number even where it is stored as text, which some engines must be told."""
        written = self.write(expression)
        if self.kind(expression) != ColumnType.TEXT or self._dialect in _READS_TEXT_AS_NUMBER:
            return written
        return exp.TryCast(this=written, to=exp.DataType.build("double"), requires_string=True)

    def _along(self, key: Expression) -> exp.Order:
        return exp.Order(expressions=[self.ordered(key)])

    def ordered(self, key: Expression, descending: bool = False) -> exp.Ordered:
        """A key to sort by, with NULL last; said only where the engine would put it first and there may be one."""
        if self._may_be_null(key):
            return exp.Ordered(this=self.write(key), desc=descending, nulls_first=False)
        small, last = _NULLS[self._dialect]
        return exp.Ordered(this=self.write(key), desc=descending, nulls_first=not last and descending != small)

    def _may_be_null(self, expression: Expression) -> bool:
        if isinstance(expression, Aggregate):
            return expression.function != "count" and expression.where is None
        found = columns(expression)
        known = [self.sources.schema.column(one.table, one.name) for one in found]
        return not found or any(column is None or column.nullable for column in known)

    def count(self, rows: Rows, distinct: bool = False) -> exp.Expr:
        """Rows of an entity: all rows of the join where each is one of them, else its distinct keys."""
        self.sources.join(rows.table, rows.via)
        key = self.sources.key(rows.table, rows.via)
        if (distinct or self.sources.multiplied(rows.table, rows.via)) and key:
            if len(key) > 1:
                raise Unreachable(rows.table)  # engines do not agree on how to count distinct pairs
            return exp.Count(this=exp.Distinct(expressions=[key[0]]))
        return exp.Count(this=exp.Star())


def _no_condition(condition: Condition) -> exp.Expr:
    raise TypeError(type(condition))


def _divided(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    """Nothing where there is nothing to divide by. `left` has a fraction: whole numbers divide to whole numbers."""
    return exp.Div(this=left, expression=exp.Nullif(this=right, expression=exp.Literal.number("0")), typed=True)


def _wrapped(node: exp.Expr) -> exp.Expr:
    return exp.Paren(this=node) if isinstance(node, exp.Binary) else node
