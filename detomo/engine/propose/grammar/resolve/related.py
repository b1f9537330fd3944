"""Related rows as conditions: that there are some, none, so many, or the first of an order."""

from collections.abc import Sequence

from detomo.engine.propose.grammar.form import (
    FLIPPED,
    Aggregate,
    And,
    Column,
    Comparison,
    Condition,
    Constant,
    Not,
    Order,
    Query,
    Related,
    Rows,
    Within,
)
from detomo.engine.propose.grammar.form_walk import columns
from detomo.engine.propose.grammar.phrases import (
    Compared,
    Either,
    Extreme,
    Modifier,
    Of,
    Phrase,
    Valued,
)
from detomo.engine.propose.grammar.resolve.attributes import Unresolved, all_of
from detomo.engine.propose.grammar.resolve.comparisons import Comparisons
from detomo.engine.propose.grammar.resolve.extremes import Ordering
from detomo.engine.propose.grammar.resolve.nodes import Entity
from detomo.engine.propose.grammar.schema.columns import (
    is_number,
)


class RelatedRows(Comparisons):
    def _of(self, modifier: Of, base: str) -> Condition | None:
        phrase = modifier.phrase
        node = self._nodes.node(phrase, base)
        if node is None:
            return self._of_nothing(modifier, base)
        if isinstance(node, Entity):
            return self._of_entity(modifier, node.table, base)
        return self._of_column(modifier, node, base)

    def _of_nothing(self, modifier: Of, base: str) -> Condition | None:
        inner = self.of(modifier.phrase.modifiers, base)
        if not inner:
            return None
        return Not(all_of(inner)) if modifier.negated else all_of(inner)

    def _of_entity(self, modifier: Of, table: str, base: str) -> Condition | None:
        if modifier.phrase.functions == ("count",) and (counted := self._counted_rows(modifier, table)) is not None:
            return counted
        inner = self.of(modifier.phrase.modifiers, table)
        if table != base or modifier.negated:
            orderings = self.orderings(modifier.phrase.modifiers, table)
            inner += [self._best_rows(table, ordering, inner) for ordering in orderings[:1]]
        if (through := self._counted_through(modifier, table, base)) is not None:
            return through
        apart = self._rows_apart(modifier, table, base)
        if apart is not None:
            return apart
        if table == base and modifier.count is None:
            if not inner:
                return None
            return Not(all_of(inner)) if modifier.negated else all_of(inner)
        where = all_of(inner) if inner else None
        count = modifier.count
        if count == (">=", 1) and not modifier.negated:
            count = None
        return Related(Rows(table), where, modifier.negated, count)

    def _counted_rows(self, modifier: Of, table: str) -> Condition | None:
        """`a number of dogs above 3`."""
        for test in modifier.phrase.modifiers:
            if isinstance(test, Compared) and isinstance(test.operand, int) and test.operator != "between":
                return Related(Rows(table), None, modifier.negated, (test.operator, test.operand))
        return None

    def _counted_through(self, modifier: Of, table: str, base: str) -> Condition | None:
        """`assigned to three projects`: so many assignments, where each is of one project."""
        if table == base or modifier.count is not None or self._schema.is_single(base, table):
            return None
        for one in modifier.phrase.modifiers:
            node = (
                self._nodes.node(one.phrase, table) if isinstance(one, Of) and one.count and not one.negated else None
            )
            if isinstance(one, Of) and isinstance(node, Entity) and self._schema.is_single(table, node.table):
                others = [other for other in modifier.phrase.modifiers if other is not one]
                inner = self.of([*others, Of(Phrase(one.phrase.head, modifiers=one.phrase.modifiers))], table)
                inner = [test for test in inner if test != Related(Rows(node.table))]
                return Related(Rows(table), all_of(inner) if inner else None, modifier.negated, one.count)
        return None

    def _rows_apart(self, modifier: Of, table: str, base: str) -> Condition | None:
        """`concerts in both 2014 and 2015`: one row for each, where a row cannot be in both."""
        if table == base or self._schema.is_single(base, table) or modifier.negated or modifier.count:
            return None
        for place, one in enumerate(modifier.phrase.modifiers):
            options = _options(one)
            if options:
                others = [m for i, m in enumerate(modifier.phrase.modifiers) if i != place]
                rows = [self.of([*others, option], table) for option in options]
                return And(tuple(Related(Rows(table), all_of(row)) for row in rows))
        return None

    def _best_rows(self, table: str, ordering: Ordering, inner: Sequence[Condition]) -> Condition:
        """The rows that are first in an order: their key among the first of a query."""
        key = self._schema.key(table)
        if len(key) != 1:
            raise Unresolved
        column = Column(table, key[0])
        group = (Rows(table),) if ordering.grouped else ()
        where = all_of(list(inner)) if inner else None
        order = (Order(ordering.key, ordering.descending),)
        query = Query(table, (column,), where, group, order=order, limit=ordering.number)
        if ordering.number == 1:
            return Comparison(column, "=", query)
        return Within(column, query)

    def _of_column(self, modifier: Of, column: Column, base: str) -> Condition | None:
        phrase = modifier.phrase
        if phrase.functions and phrase.functions[0] != "count" and self._of_groups(phrase, column):
            return None
        inner = self.of(phrase.modifiers, base, column)
        if modifier.count is not None:
            return self._counted_column(modifier, column, base, inner)
        is_own = column.table == base and not any(column in columns(one) for one in inner)
        if inner and modifier.negated and is_own:
            return And((self._lacks(column), *inner))  # `without an email from Japan`
        if inner:
            return Not(all_of(inner)) if modifier.negated else all_of(inner)
        if any(isinstance(one, Extreme) for one in phrase.modifiers):
            return self._extreme_value(phrase, column, base)
        flag = self._flag(column, negated=modifier.negated)
        if flag is not None:
            return flag
        if modifier.negated:
            if column.table != base and not self._schema.is_single(base, column.table):
                return Related(Rows(column.table), None, True)
            return self._lacks(column)
        if column.table != base:
            return Related(Rows(column.table))
        return None

    def _of_groups(self, phrase: Phrase, column: Column) -> bool:
        """`an average age above 3`: kept as a condition on groups."""
        tests = [m for m in phrase.modifiers if isinstance(m, Compared) and isinstance(m.operand, int | float)]
        for test in tests:
            if test.operator == "between" or not isinstance(test.operand, int | float):
                continue
            operator = test.operator
            if (
                test.attribute is not None
                and test.attribute.attribute
                and self._is_less(test.attribute, column, column)
            ):
                operator = FLIPPED[operator]
            measured = Aggregate(phrase.functions[0], column)
            self.having.append(Comparison(measured, operator, Constant(test.operand)))
        return bool(tests)

    def _extreme_value(self, phrase: Phrase, column: Column, base: str) -> Condition | None:
        """`of the rarest breed`: the value that most or fewest rows have."""
        extreme = next(one for one in phrase.modifiers if isinstance(one, Extreme))
        if not extreme.by_count:
            if column.table == base:
                return None  # an order of the base's own rows
            raise Unresolved
        order = (Order(Aggregate("count", Rows(column.table)), extreme.descending),)
        return Comparison(column, "=", Query(column.table, (column,), group=(column,), order=order, limit=1))

    def _counted_column(self, modifier: Of, column: Column, base: str, inner: list[Condition]) -> Condition | None:
        """`with 3 languages`: so many rows; `with 300 horsepower`: the quantity itself."""
        assert modifier.count is not None  # noqa: S101 # its caller looked
        operator, number = modifier.count
        if is_number(self._schema, column.table, column.name) and self._schema.is_single(base, column.table):
            return all_of([Comparison(column, operator, Constant(number)), *inner])
        if column.table == base:
            raise Unresolved
        return Related(Rows(column.table), all_of(inner) if inner else None, modifier.negated, modifier.count)

    def _flag(self, column: Column, *, negated: bool) -> Condition | None:
        """A column of two values that says whether something is so: `official`, `abandoned`."""
        yes = self._nodes.flag_value(column)
        if yes is None:
            return None
        return Comparison(column, "<>" if negated else "=", Constant(yes))


def _options(modifier: Modifier) -> list[Modifier]:
    """The alternatives of a modifier that must all hold."""
    if isinstance(modifier, Either) and modifier.every:
        return [option[0] for option in modifier.options if len(option) == 1]
    if isinstance(modifier, Valued) and (modifier.every or modifier.joined) and len(modifier.values) > 1:
        return [Valued([value], modifier.attribute) for value in modifier.values]
    return []
