"""Whole forms as syntax trees."""

from collections.abc import Iterator

from sqlglot import exp

from detomo.engine.propose.grammar.compile.conditions import Conditions
from detomo.engine.propose.grammar.compile.expressions import Expressions
from detomo.engine.propose.grammar.compile.sources import Sources
from detomo.engine.propose.grammar.form import (
    Aggregate,
    And,
    Column,
    Combined,
    Condition,
    Expression,
    Form,
    Query,
    Related,
    Rows,
)
from detomo.engine.propose.grammar.form_walk import aggregates, columns, is_aggregated
from detomo.engine.propose.grammar.schema import Schema

_SETS = {"union": exp.Union, "intersect": exp.Intersect, "except": exp.Except}


def compile_form(form: Form, schema: Schema) -> str:
    """SQL in the schema's dialect. Raises `Unreachable` when no keys lead to a table that the form speaks of."""
    return _tree(form, schema).sql(schema.dialect)


def _tree(form: Form, schema: Schema) -> exp.Query:
    if isinstance(form, Combined):
        left, right = _tree(form.left, schema), _tree(form.right, schema)
        return _SETS[form.operator](this=left, expression=right, distinct=True)
    return _Block(form, schema).select()


class _Block:
    def __init__(self, query: Query, schema: Schema) -> None:
        self._query = query
        self._schema = schema
        self._sources = Sources(schema, query.subject)
        self._expressions = Expressions(self._sources)
        self._conditions = Conditions(self._expressions, lambda inner: _tree(inner, schema))

    def select(self) -> exp.Select:
        query = self._query
        self._join_what_is_shown()
        select = exp.Select()
        tests = [self._conditions.write(part) for part in self._where()]
        outputs = [self._expressions.write(item) for item in query.select]
        select = select.select(*outputs)
        if tests:
            select = select.where(*tests)
        select = self._grouped(select)
        for order in query.order:
            key = exp.Ordered(this=self._expressions.write(order.key), desc=order.descending, nulls_first=False)
            select = select.order_by(_plain_order(key))
        if query.limit is not None:
            select = select.limit(query.limit)
        if query.distinct:
            select = select.distinct()
        return self._sources.from_clause(select)

    def _join_what_is_shown(self) -> None:
        """Tables of outputs, groups and order come first: conditions then see what is there already."""
        query = self._query
        for item in (*query.select, *query.group, *(order.key for order in query.order)):
            for table, via in _tables(item):
                self._sources.join(table, via)

    def _grouped(self, select: exp.Select) -> exp.Select:
        keys: list[exp.Expr] = []
        for item in self._query.group:
            keys += self._group_keys(item)
        if keys:
            select = select.group_by(*_unlike(keys))
        if self._query.having is not None:
            select = select.having(self._conditions.write(self._query.having))
        return select

    def _group_keys(self, item: Expression | Rows) -> list[exp.Expr]:
        """The key of an entity, and what is shown of it, so that every engine accepts the outputs."""
        if not isinstance(item, Rows):
            return [self._expressions.write(item)]
        keys: list[exp.Expr] = list(self._sources.key(item.table, item.via))
        shown = [one for one in self._query.select if not is_aggregated(one)]
        return keys + [self._expressions.write(one) for one in shown]

    def _where(self) -> Iterator[Condition]:
        """The conjuncts; what concerns rows that would multiply the outcome becomes a question of their existence."""
        for part in _conjuncts(self._query.where):
            if isinstance(part, Related) and not part.negated and part.count is None and self._may_join(part.entity):
                self._sources.join(part.entity.table, part.entity.via)
                yield from _conjuncts(part.where)
            elif not isinstance(part, Related) and (far := self._far_table(part)):
                yield Related(Rows(far), part)
            else:
                yield part

    def _may_join(self, entity: Rows) -> bool:
        """Joining says the same as existence where the rows are there anyway, or where there is at most one."""
        if entity.table == self._query.subject:
            return False
        if self._sources.has(entity.table, entity.via):
            return True
        return self._schema.is_single(self._query.subject, entity.table)

    def _far_table(self, condition: Condition) -> str:
        """A table that is not joined and of which several rows may belong to one of the subject."""
        for column in columns(condition):
            table = column.table
            known = self._sources.has(table, column.via)
            if not known and not column.via and not self._schema.is_single(self._query.subject, table):
                return table
        return ""


def _conjuncts(condition: Condition | None) -> tuple[Condition, ...]:
    if condition is None:
        return ()
    if isinstance(condition, And):
        return tuple(part for one in condition.parts for part in _conjuncts(one))
    return (condition,)


def _tables(item: Expression | Rows) -> Iterator[tuple[str, str]]:
    if isinstance(item, Rows):
        yield item.table, item.via
        return
    for column in columns(item):
        yield column.table, column.via
    for aggregate in aggregates(item):
        if isinstance(aggregate.argument, Rows):
            yield aggregate.argument.table, aggregate.argument.via


def _unlike(keys: list[exp.Expr]) -> list[exp.Expr]:
    return list({key.sql(): key for key in keys}.values())


def _plain_order(key: exp.Ordered) -> exp.Ordered:
    return key


__all__ = ["Aggregate", "Column", "compile_form"]
