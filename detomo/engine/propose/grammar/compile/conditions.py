"""Conditions of the logical form as syntax trees."""

from collections.abc import Callable
from dataclasses import replace
from functools import singledispatchmethod
from operator import eq, ge, gt, le, lt, ne

from sqlglot import exp

from detomo.engine.guard.repair.graph import Edge
from detomo.engine.propose.grammar.compile.expressions import Expressions, constant, is_summed
from detomo.engine.propose.grammar.compile.sources import Sources, Unreachable
from detomo.engine.propose.grammar.form import (
    INVERSE,
    And,
    Between,
    Column,
    Comparison,
    Condition,
    Constant,
    Expression,
    FirstOfGroup,
    InPeriod,
    IsNull,
    Like,
    Not,
    Or,
    Query,
    Related,
    Rows,
    Within,
)

_OPERATORS = {"=": exp.EQ, "<>": exp.NEQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE}
_HOLDS = {"=": eq, "<>": ne, "<": lt, "<=": le, ">": gt, ">=": ge}
Subquery = Callable[[Query], exp.Query]


class Conditions:
    """Writes the conditions of one block. `subquery` compiles a query that stands inside."""

    def __init__(self, expressions: Expressions, subquery: Subquery) -> None:
        self._expressions = expressions
        expressions.condition = self.write
        self._sources = expressions.sources
        self._subquery = subquery

    @singledispatchmethod
    def write(self, condition: Condition) -> exp.Expr:
        raise TypeError(type(condition))

    @write.register
    def _(self, condition: And) -> exp.Expr:
        return exp.and_(*map(self.write, condition.parts))

    @write.register
    def _(self, condition: Or) -> exp.Expr:
        return exp.Paren(this=exp.or_(*map(self.write, condition.parts)))

    @write.register
    def _(self, condition: Not) -> exp.Expr:
        return exp.not_(self.write(condition.part))

    @write.register
    def _(self, condition: Comparison) -> exp.Expr:
        left = self._expressions.write(condition.left)
        if isinstance(condition.right, Query):
            if is_summed(condition.right.select[0]):
                left = self._expressions.as_number(condition.left)
            right: exp.Expr = exp.Subquery(this=self._subquery(condition.right))
        else:
            right = self._value(condition.right, condition.left)
        return _OPERATORS[condition.operator](this=left, expression=right)

    @write.register
    def _(self, condition: Between) -> exp.Expr:
        low, high = (self._value(end, condition.operand) for end in (condition.low, condition.high))
        return exp.Between(this=self._expressions.write(condition.operand), low=low, high=high)

    @write.register
    def _(self, condition: InPeriod) -> exp.Expr:
        column = self._expressions.write(condition.operand)
        ends = [(exp.GTE, condition.first), (exp.LT, condition.after)]
        return exp.and_(*(node(this=column.copy(), expression=constant(end)) for node, end in ends if end is not None))

    @write.register
    def _(self, condition: Like) -> exp.Expr:
        node = exp.ILike if self._sources.schema.dialect in {"postgres", "duckdb"} else exp.Like
        like = node(this=self._expressions.write(condition.operand), expression=constant(condition.pattern))
        return exp.not_(like) if condition.negated else like

    @write.register
    def _(self, condition: IsNull) -> exp.Expr:
        test = exp.Is(this=self._expressions.write(condition.operand), expression=exp.null())
        return exp.not_(test) if condition.negated else test

    @write.register
    def _(self, condition: Within) -> exp.Expr:
        operand = self._expressions.write(condition.operand)
        if isinstance(condition.values, Query):
            test = exp.In(this=operand, query=exp.Subquery(this=self._subquery(condition.values)))
        else:
            values = [self._expressions.like(value, condition.operand) for value in condition.values]
            test = exp.In(this=operand, expressions=values)
        return exp.not_(test) if condition.negated else test

    @write.register
    def _(self, condition: FirstOfGroup) -> exp.Expr:
        """Against the best of the group, or by how many of the group are better."""
        sources = Sources(self._sources.schema, self._sources.subject, around=self._sources)
        inner = Expressions(sources)
        of, group = self._expressions.write(condition.of), self._expressions.write(condition.group)
        other, same = inner.write(condition.of), exp.EQ(this=inner.write(condition.group), expression=group)
        if condition.number == 1:
            best = (exp.Max if condition.descending else exp.Min)(this=other)
            return exp.EQ(this=of, expression=exp.Subquery(this=sources.from_clause(exp.select(best).where(same))))
        better = (exp.GT if condition.descending else exp.LT)(this=other, expression=of)
        counted = sources.from_clause(exp.select(exp.Count(this=exp.Star())).where(same, better))
        return exp.LT(this=exp.Subquery(this=counted), expression=constant(condition.number))

    @write.register
    def _(self, condition: Related) -> exp.Expr:
        """By the first step of the way to the entity: the subject's key among those that the related rows hold."""
        condition = _without_zero(condition)
        way = self._way(condition.entity)
        first = way[0]
        if len(first.left_columns) > 1:
            return self._exists(condition, way)
        inner = self._related_rows(condition, way)
        left = self._expressions.write(Column(self._sources.subject, first.left_columns[0]))
        test: exp.Expr = exp.In(this=left, query=exp.Subquery(this=inner))
        is_reference = len(way) == 1 and not self._sources.schema.multiplies(first)
        if condition.negated and condition.where is None and is_reference:
            return exp.Is(this=left, expression=exp.null())  # a reference that refers to nothing
        return exp.not_(test) if condition.negated else test

    def _way(self, entity: Rows) -> tuple[Edge, ...]:
        subject, schema = self._sources.subject, self._sources.schema
        if entity.via:
            owner, _, name = entity.via.rpartition(".")
            steps = [
                edge for edge in schema.edges(owner) if edge.left_columns == (name,) and entity.table == edge.right
            ]
            if steps and owner == entity.table == subject:
                return (steps[0].reversed(),)  # rows that refer to this one: the staff of a manager
            if steps and owner == subject:
                return (steps[0],)
            if steps:
                return (*(schema.way(subject, owner) or ()), steps[0])
        way = schema.way(subject, entity.table)
        if not way:
            raise Unreachable(entity.table)
        return way

    def _related_rows(self, condition: Related, way: tuple[Edge, ...]) -> exp.Select:
        first = way[0]
        sources = Sources(self._sources.schema, first.right)
        expressions = Expressions(sources)
        inner = Conditions(expressions, self._subquery)
        keys = [expressions.write(Column(first.right, name)) for name in first.right_columns]
        sources.join(condition.entity.table, condition.entity.via if len(way) > 1 else "")
        tests = [inner.write(condition.where)] if condition.where is not None else []
        if condition.negated and len(keys) == 1 and self._may_be_null(first):
            tests.append(exp.not_(exp.Is(this=keys[0].copy(), expression=exp.null())))
        select = exp.select(*keys)
        if condition.count is not None:
            operator, number = condition.count
            counted = expressions.count(condition.entity if len(way) > 1 else Rows(condition.entity.table))
            test = _OPERATORS[operator](this=counted, expression=constant(number))
            select = select.group_by(*(key.copy() for key in keys)).having(test)
        select = select.where(*tests) if tests else select
        return sources.from_clause(select)

    def _may_be_null(self, edge: Edge) -> bool:
        column = self._sources.schema.column(edge.right, edge.right_columns[0])
        is_key = self._sources.schema.key(edge.right) == edge.right_columns
        return column is not None and column.nullable and not is_key

    def _exists(self, condition: Related, way: tuple[Edge, ...]) -> exp.Expr:
        """A key of several columns: row values are not everywhere, so the rows are matched one by one."""
        first, subject = way[0], self._sources.subject
        sources = Sources(self._sources.schema, first.right, around=self._sources)
        expressions = Expressions(sources)
        inner = Conditions(expressions, self._subquery)
        tests: list[exp.Expr] = [
            exp.EQ(
                this=expressions.write(Column(first.right, b)), expression=self._expressions.write(Column(subject, a))
            )
            for a, b in zip(first.left_columns, first.right_columns, strict=True)
        ]
        sources.join(condition.entity.table)
        tests += [inner.write(condition.where)] if condition.where is not None else []
        if condition.count is None:
            rows = sources.from_clause(exp.select(exp.Literal.number("1")).where(*tests))
            found: exp.Expr = exp.Exists(this=rows)
        else:
            operator, number = condition.count
            rows = sources.from_clause(exp.select(exp.Count(this=exp.Star())).where(*tests))
            found = _OPERATORS[operator](this=exp.Subquery(this=rows), expression=constant(number))
        return exp.not_(found) if condition.negated else found

    def _value(self, value: Expression, other: Expression) -> exp.Expr:
        if isinstance(value, Constant):
            return self._expressions.like(value.value, other)
        return self._expressions.write(value)


def _without_zero(condition: Related) -> Related:
    """A number that zero fulfils, said the other way round: groups of related rows hold no group of none."""
    if condition.count is None:
        return condition
    operator, number = condition.count
    if not _HOLDS[operator](0, number):
        return condition
    operator = INVERSE[operator]
    count = None if _HOLDS[operator](1, number) else (operator, number)
    return replace(condition, count=count, negated=not condition.negated)
