"""Modifiers of a phrase as conditions on the rows of an entity."""

from collections.abc import Sequence
from dataclasses import replace

from detomo.engine.language.quantity import Period
from detomo.engine.propose.grammar.form import (
    Aggregate,
    And,
    Between,
    Column,
    Comparator,
    Comparison,
    Condition,
    Constant,
    InPeriod,
    IsNull,
    Like,
    Not,
    Or,
    Order,
    Query,
    Related,
    Rows,
    Within,
)
from detomo.engine.propose.grammar.link.model import Mention, ValueLink
from detomo.engine.propose.grammar.phrases import (
    Compared,
    During,
    Either,
    Extreme,
    Matching,
    Missing,
    Modifier,
    Of,
    Phrase,
    Valued,
)
from detomo.engine.propose.grammar.resolve.extremes import Extremes, Ordering
from detomo.engine.propose.grammar.resolve.nodes import Entity, Nodes, Scored, is_reversed
from detomo.engine.propose.grammar.resolve.units import in_unit_of
from detomo.engine.propose.grammar.schema.columns import (
    is_number,
    is_quantity,
    is_temporal,
    is_year,
    quantities,
    shown_columns,
    temporal_columns,
)

_FLIPPED: dict[Comparator, Comparator] = {">": "<", ">=": "<=", "<": ">", "<=": ">=", "=": "=", "<>": "<>"}
_YEARS = range(1000, 2200)


_ITSELF = frozenset({"name", "title", "value"})


class Unresolved(Exception):
    """A modifier says something that nothing in the schema fits."""


class Conditions:
    """Conditions relative to a base table; `column` is the attribute that a value or number without one is of."""

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes
        self._schema = nodes.schema
        self._extremes = Extremes(nodes)
        self.having: list[Condition] = []  # what was said of groups

    def of(self, modifiers: Sequence[Modifier], base: str, column: Column | None = None) -> list[Condition]:
        """One condition for each modifier that makes one; extremes of the base itself are left to `orderings`."""
        found: list[Condition] = []
        for modifier in modifiers:
            if isinstance(modifier, Extreme):
                continue
            condition = self._one(modifier, base, column)
            if condition is not None:
                found.append(condition)
        return self._same_rows(found, base)

    def _same_rows(self, conditions: list[Condition], base: str) -> list[Condition]:
        """What is said of several rows that belong to the base is said of one and the same: "English is the official
        language" of one row; "is not the official language" that there is no such row."""
        by_table: dict[str, list[Condition]] = {}
        for condition in conditions:
            if table := self._plain_far_table(condition, base):
                by_table.setdefault(table, []).append(condition)
        for table, parts in by_table.items():
            if len(parts) < 2:
                continue
            place = conditions.index(parts[0])
            rest = [one for one in conditions if one not in parts]
            conditions = [*rest[:place], *self._one_row(table, parts), *rest[place:]]
        return conditions

    def _plain_far_table(self, condition: Condition, base: str) -> str:
        inner = condition.part if isinstance(condition, Not) else condition
        if isinstance(inner, And) and all(
            isinstance(p, Related) and not p.negated and not p.count for p in inner.parts
        ):
            return next((p.entity.table for p in inner.parts if isinstance(p, Related)), "")
        return "" if isinstance(inner, Related) else self._nodes.far_table(inner, base)

    def _one_row(self, table: str, parts: list[Condition]) -> list[Condition]:
        rows = next((p for p in parts if isinstance(p, And) and isinstance(p.parts[0], Related)), None)
        plain = [p for p in parts if not isinstance(p, Not) and p is not rows]
        denied = [p.part for p in parts if isinstance(p, Not)]
        if isinstance(rows, And):
            each = [p for p in rows.parts if isinstance(p, Related) and p.where is not None]
            return [And(tuple(Related(p.entity, _and([p.where, *plain])) for p in each if p.where is not None))]
        if denied and plain:
            return [Related(Rows(table), _and([*plain, *denied]), negated=True)]
        return [Related(Rows(table), _and(plain))] if plain else list(parts)

    def orderings(self, modifiers: Sequence[Modifier], base: str) -> list[Ordering]:
        return [self._ordering(one, base) for one in modifiers if isinstance(one, Extreme)]

    def _ordering(self, extreme: Extreme, base: str) -> Ordering:
        """What an extreme orders by; "the most concerts in 2014" counts those for which its conditions hold."""
        found = self._extremes.ordering(extreme, base)
        if found is None:
            raise Unresolved
        key = found.key
        if extreme.by is None or not extreme.by.modifiers or not isinstance(key, Aggregate):
            return found
        counted = key.argument if isinstance(key.argument, Rows | Column) else None
        conditions = self.of(extreme.by.modifiers, counted.table) if counted is not None else []
        if any(isinstance(condition, Related) for condition in conditions):
            raise Unresolved  # a row of the join cannot tell
        return replace(found, key=replace(key, where=_and(conditions))) if conditions else found

    def _one(self, modifier: Modifier, base: str, column: Column | None) -> Condition | None:
        if isinstance(modifier, Of):
            if column is not None and modifier.phrase.word in _ITSELF and modifier.phrase.modifiers:
                found = self.of(modifier.phrase.modifiers, base, column)  # `a state whose name contains …`
                return _and(found) if found else None
            return self._of(modifier, base)
        if isinstance(modifier, Valued):
            return self._valued(modifier, base, column)
        if isinstance(modifier, Compared):
            return self._compared(modifier, base, column)
        if isinstance(modifier, During):
            return self._during(modifier.period, self._time_of(modifier.attribute, base, column))
        if isinstance(modifier, Matching):
            return Like(self._text_of(modifier.attribute, base, column), modifier.pattern, modifier.negated)
        if isinstance(modifier, Missing):
            attribute = self._attribute(modifier.attribute, base) or column
            if attribute is None:
                raise Unresolved
            return IsNull(attribute, modifier.negated)
        if isinstance(modifier, Either):
            return self._either(modifier, base, column)
        return None

    # --- related rows -------------------------------------------------------------------------------------------

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
        return Not(_and(inner)) if modifier.negated else _and(inner)

    def _of_entity(self, modifier: Of, table: str, base: str) -> Condition | None:
        if modifier.phrase.functions == ("count",) and (counted := self._counted_rows(modifier, table)) is not None:
            return counted
        inner = self.of(modifier.phrase.modifiers, table)
        if table != base or modifier.negated:
            orderings = self.orderings(modifier.phrase.modifiers, table)
            inner += [self._best_rows(table, ordering, inner) for ordering in orderings[:1]]
        apart = self._rows_apart(modifier, table, base)
        if apart is not None:
            return apart
        if table == base and modifier.count is None:
            if not inner:
                return None
            return Not(_and(inner)) if modifier.negated else _and(inner)
        where = _and(inner) if inner else None
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

    def _rows_apart(self, modifier: Of, table: str, base: str) -> Condition | None:
        """`concerts in both 2014 and 2015`: one row for each, where a row cannot be in both."""
        if table == base or self._schema.is_single(base, table) or modifier.negated or modifier.count:
            return None
        for place, one in enumerate(modifier.phrase.modifiers):
            options = _options(one)
            if options:
                others = [m for i, m in enumerate(modifier.phrase.modifiers) if i != place]
                rows = [self.of([*others, option], table) for option in options]
                return And(tuple(Related(Rows(table), _and(row)) for row in rows))
        return None

    def _best_rows(self, table: str, ordering: Ordering, inner: Sequence[Condition]) -> Condition:
        """The rows that are first in an order: their key among the first of a query."""
        key = self._schema.key(table)
        if len(key) != 1:
            raise Unresolved
        column = Column(table, key[0])
        group = (Rows(table),) if ordering.grouped else ()
        where = _and(list(inner)) if inner else None
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
        if inner:
            return Not(_and(inner)) if modifier.negated else _and(inner)
        if any(isinstance(one, Extreme) for one in phrase.modifiers):
            return self._extreme_value(phrase, column, base)
        flag = self._flag(column, negated=modifier.negated)
        if flag is not None:
            return flag
        if modifier.negated:
            if column.table != base and not self._schema.is_single(base, column.table):
                return Related(Rows(column.table), None, True)
            return IsNull(column)
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
                operator = _FLIPPED[operator]
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
        assert modifier.count is not None  # noqa: S101
        operator, number = modifier.count
        if is_number(self._schema, column.table, column.name) and self._schema.is_single(base, column.table):
            return Comparison(column, operator, Constant(number))
        if column.table == base:
            raise Unresolved
        return Related(Rows(column.table), _and(inner) if inner else None, modifier.negated, modifier.count)

    def _flag(self, column: Column, *, negated: bool) -> Condition | None:
        """A column of two values that says whether something is so: `official`, `abandoned`."""
        yes = self._nodes.flag_value(column)
        if yes is None:
            return None
        return Comparison(column, "<>" if negated else "=", Constant(yes))

    # --- values -------------------------------------------------------------------------------------------------

    def _valued(self, modifier: Valued, base: str, column: Column | None) -> Condition | None:
        wanted = self._attribute_node(modifier.attribute, base) or column
        pairs = [self._value(mention, base, wanted) for mention in modifier.values]
        columns = {where for where, _ in pairs}
        if len(columns) > 1:
            pairs = self._same_column(modifier.values, base, wanted, pairs)
        tests: list[Condition] = [Comparison(where, "=", Constant(value)) for where, value in pairs]
        apart = modifier.every or (modifier.joined and not self._schema.is_single(base, pairs[0][0].table))
        if apart and len(tests) > 1 and not modifier.negated:
            return And(
                tuple(
                    self._row_of_its_own(test, where.table, base) for test, (where, _) in zip(tests, pairs, strict=True)
                )
            )
        if modifier.negated:
            where = pairs[0][0]
            if not self._schema.is_single(base, where.table):
                return Related(Rows(where.table), _or(tests), True)
            return _and([Comparison(where, "<>", Constant(value)) for where, value in pairs])
        return _or(tests)

    def _row_of_its_own(self, test: Condition, table: str, base: str) -> Condition:
        return Related(Rows(table), test) if table != base else test

    def _value(self, mention: Mention, base: str, wanted: Entity | Column | None) -> tuple[Column, str]:
        """The column and stored text that a value stands for."""
        choices, span = self._nodes.choices, (mention.start, mention.end)
        found: list[tuple[float, Column, ValueLink]] = []
        for link in mention.links:
            place = self._column_of_value(link, base, wanted) if isinstance(link, ValueLink) else None
            if place is not None and isinstance(link, ValueLink):
                found.append((place[1], place[0], link))
        if not found:
            raise Unresolved
        found.sort(key=lambda one: -one[0])
        choices.ranked.setdefault(span, tuple(Scored(score, link) for score, _, link in found))
        forced = next((one for one in found if choices.forced.get(span) == one[2]), found[0])
        choices.scores.append(min(1.0, max(0.3, forced[0])))
        return forced[1], forced[2].value

    def _column_of_value(
        self, link: ValueLink, base: str, wanted: Entity | Column | None
    ) -> tuple[Column, float] | None:
        if link.column:
            column = Column(link.table, link.column)
            nearness = self._nodes.nearness(link.table, base)
            fits = 0.0
            if isinstance(wanted, Column):
                fits = 0.4 if wanted == column else (0.1 if wanted.table == column.table else 0.0)
            elif wanted is not None and wanted.table == link.table:
                fits = 0.2 + 0.1 * (link.column in shown_columns(self._schema, link.table))
            fits += 0.06 * (link.column in shown_columns(self._schema, link.table))
            foreign = link.column.casefold() in self._schema.foreign_columns(link.table)
            return column, link.score + nearness + fits - 0.05 * foreign
        if isinstance(wanted, Column):
            return wanted, 0.6
        table = wanted.table if wanted is not None else base
        shown = shown_columns(self._schema, table)
        return (Column(table, shown[0]), 0.45) if shown else None

    def _same_column(
        self, values: Sequence[Mention], base: str, wanted: Entity | Column | None, pairs: list[tuple[Column, str]]
    ) -> list[tuple[Column, str]]:
        """Coordinated values are of one column, if one holds them all."""
        for candidate in dict.fromkeys(where for where, _ in pairs):
            found = []
            for mention in values:
                texts = [
                    link.value
                    for link in mention.links
                    if isinstance(link, ValueLink) and (link.table, link.column) == (candidate.table, candidate.name)
                ]
                found += [(candidate, text) for text in texts[:1]]
            if len(found) == len(values):
                return found
        return pairs

    # --- comparisons --------------------------------------------------------------------------------------------

    def _of_group(self, modifier: Compared, base: str) -> None:
        """`whose average age is above 3`: a condition on groups, kept for the query."""
        assert modifier.attribute is not None  # noqa: S101
        column = self._attribute(modifier.attribute, base)
        if column is None or not isinstance(modifier.operand, int | float) or modifier.operator == "between":
            raise Unresolved
        measured = Aggregate(modifier.attribute.functions[0], column)
        self.having.append(Comparison(measured, modifier.operator, Constant(modifier.operand)))

    def _compared(self, modifier: Compared, base: str, column: Column | None) -> Condition | None:
        if isinstance(modifier.attribute, Phrase) and "count" in modifier.attribute.functions:
            return self._compared_count(modifier, base)
        if (
            isinstance(modifier.attribute, Phrase)
            and modifier.attribute.functions
            and isinstance(modifier.operand, int | float)
        ):
            return self._of_group(modifier, base)
        implied = modifier.attribute is not None and bool(modifier.attribute.attribute)
        if implied and column is not None and self._is_measured(column):
            attribute: Column | None = column  # `a life expectancy longer than 72`
        else:
            attribute = self._attribute(modifier.attribute, base)
        operator = modifier.operator
        if attribute is not None and modifier.attribute is not None and operator != "between":
            if implied and self._is_less(modifier.attribute, attribute, column):
                operator = _FLIPPED[operator]
        attribute = attribute or self._fitting(column, modifier) or self._guessed(modifier, base)
        if operator == "between":
            return self._between(attribute, modifier)
        if modifier.negated:
            operator = {"=": "<>", ">": "<=", "<": ">=", ">=": "<", "<=": ">", "<>": "="}[operator]  # type: ignore[assignment]
        operand = modifier.operand
        if operand == "average":
            return Comparison(attribute, operator, Query(attribute.table, (Aggregate("avg", attribute),)))
        if isinstance(operand, Phrase):
            return self._against(attribute, operator, operand)
        if isinstance(operand, Mention):
            return self._against_value(attribute, operator, operand)
        if isinstance(operand, int | float):
            return self._number(attribute, operator, in_unit_of(attribute, operand, modifier.unit))
        raise Unresolved

    def _is_less(self, adjective: Phrase, attribute: Column, column: Column | None) -> bool:
        """Whether more of the adjective is less of the column: `younger`, `shorter`."""
        if attribute == column and not self._nodes.names_column(adjective, attribute):
            return adjective.attribute[0].startswith("-")
        return is_reversed(adjective, attribute, self._nodes.names)

    def _compared_count(self, modifier: Compared, base: str) -> Condition:
        """`whose number of dogs is above 3`."""
        assert modifier.attribute is not None  # noqa: S101
        node = self._nodes.node(modifier.attribute, base)
        if node is None or not isinstance(modifier.operand, int) or modifier.operator == "between":
            raise Unresolved
        return Related(Rows(node.table), None, count=(modifier.operator, modifier.operand))

    def _fitting(self, column: Column | None, modifier: Compared) -> Column | None:
        """The attribute at hand, unless it is text and a number is compared."""
        if column is None or not isinstance(modifier.operand, int | float):
            return column
        known = self._schema.column(column.table, column.name)
        fits = known is not None and (is_number(self._schema, column.table, column.name) or is_temporal(known))
        return column if fits or modifier.operand not in _YEARS else None

    def _guessed(self, modifier: Compared, base: str) -> Column:
        """A number without an attribute: a year of the only kind there is, else the only quantity there is."""
        operand = modifier.operand
        if isinstance(operand, int) and operand in _YEARS:
            return self._time_of(None, base, None)
        only = quantities(self._schema, base)
        if len(only) != 1:
            raise Unresolved
        self._nodes.choices.guesses.append(f"{base}.{only[0]}")
        return Column(base, only[0])

    def _between(self, attribute: Column, modifier: Compared) -> Condition:
        low, high = modifier.operand, modifier.upper
        if not isinstance(low, int | float) or high is None:
            raise Unresolved
        if self._is_date(attribute) and isinstance(low, int):
            return InPeriod(attribute, _january(low), _january(int(high) + 1))
        return Between(attribute, Constant(low), Constant(high))

    def _number(self, attribute: Column, operator: Comparator, number: float) -> Condition:
        if not self._is_date(attribute) or not isinstance(number, int) or number not in _YEARS:
            return Comparison(attribute, operator, Constant(number))
        starts, ends = _january(number), _january(number + 1)
        if operator == "=":
            return InPeriod(attribute, starts, ends)
        if operator == "<>":
            return Not(InPeriod(attribute, starts, ends))
        first = {">": ends, ">=": starts}.get(operator)
        after = {"<": starts, "<=": ends}.get(operator)
        return InPeriod(attribute, first, after)

    def _is_date(self, column: Column) -> bool:
        known = self._schema.column(column.table, column.name)
        return known is not None and is_temporal(known) and not is_year(known)

    def _against(self, attribute: Column, operator: Comparator, other: Phrase) -> Condition:
        """`than any …`, `than the population of …`, `than the maximum age of …`."""
        node = self._nodes.node(other, attribute.table)
        table = node.table if node is not None else attribute.table
        column = node if isinstance(node, Column) else Column(attribute.table, attribute.name)
        subject = (
            table
            if isinstance(node, Entity) and self._schema.distance(table, column.table) is not None
            else column.table
        )
        inner = self.of(other.modifiers, subject, column)
        orderings = self.orderings(other.modifiers, subject)
        where = _and(inner) if inner else None
        if other.functions:
            wanted = Aggregate(other.functions[0], column)
            return Comparison(attribute, operator, Query(subject, (wanted,), where))
        if orderings and not orderings[0].grouped:
            order = (Order(orderings[0].key, orderings[0].descending),)
            return Comparison(attribute, operator, Query(subject, (column,), where, order=order, limit=1))
        if other.quantifier:
            high = (other.quantifier == "all") == (operator in {">", ">="})
            wanted = Aggregate("max" if high else "min", column)
            return Comparison(attribute, operator, Query(subject, (wanted,), where))
        if where is None:
            raise Unresolved
        return Comparison(attribute, operator, Query(subject, (column,), where))

    def _against_value(self, attribute: Column, operator: Comparator, mention: Mention) -> Condition:
        link = next((link for link in mention.links if isinstance(link, ValueLink)), None)
        if link is None:
            raise Unresolved
        if (
            link.column
            and (link.table, link.column) != (attribute.table, attribute.name)
            and self._is_measured(attribute)
        ):
            of = Comparison(Column(link.table, link.column), "=", Constant(link.value))
            return Comparison(attribute, operator, Query(attribute.table, (attribute,), of))
        return Comparison(attribute, operator, Constant(link.value))

    def _is_measured(self, column: Column) -> bool:
        return is_quantity(self._schema, column.table, column.name)

    # --- time, text, alternatives -------------------------------------------------------------------------------

    def _time_of(self, attribute: Phrase | None, base: str, column: Column | None) -> Column:
        found = self._attribute(attribute, base) or column
        if found is not None:
            known = self._schema.column(found.table, found.name)
            if known is not None and (is_temporal(known) or attribute is not None):
                return found
        around = list(dict.fromkeys(edge.right for edge in self._schema.edges(base)))
        mentioned = [table for table in around if table in self._nodes.mentioned]
        for table in (base, *mentioned, *around):
            times = temporal_columns(self._schema, table)
            if times:
                if len(times) > 1:
                    self._nodes.choices.guesses.append(f"{table}.{times[0].name}")
                return Column(table, times[0].name)
        raise Unresolved

    def _during(self, period: Period, column: Column) -> Condition:
        if not self._is_date(column):
            if period.grain == "year" and period.first is not None and period.after == _january(period.first.year + 1):
                return Comparison(column, "=", Constant(period.first.year))
            tests: list[Condition] = []
            if period.first is not None:
                tests.append(Comparison(column, ">=", Constant(period.first.year)))
            if period.after is not None:
                tests.append(Comparison(column, "<", Constant(period.after.year)))
            return _and(tests)
        return InPeriod(column, period.first, period.after)

    def _text_of(self, attribute: Phrase | None, base: str, column: Column | None) -> Column:
        if attribute is not None and attribute.word in _ITSELF and column is not None:
            return column
        node = self._attribute_node(attribute, base)
        if isinstance(node, Column):
            return node
        if column is not None and node is None:
            return column
        shown = shown_columns(self._schema, node.table if node is not None else base)
        if not shown:
            raise Unresolved
        return Column(node.table if node is not None else base, shown[0])

    def _either(self, modifier: Either, base: str, column: Column | None) -> Condition:
        options: list[Condition] = []
        for option in modifier.options:
            found = self.of(option, base, column)
            if not found:
                raise Unresolved
            options.append(_and(found))
        if not modifier.every:
            return _or(options)
        far = [self._nodes.far_table(option, base) for option in options]
        return And(tuple(Related(Rows(t), o) if t else o for t, o in zip(far, options, strict=True)))

    def _attribute_node(self, attribute: Phrase | None, base: str) -> Entity | Column | None:
        return self._nodes.node(attribute, base) if attribute is not None else None

    def _attribute(self, attribute: Phrase | None, base: str) -> Column | None:
        if attribute is None:
            return None
        node = self._nodes.node(attribute, base, wants_column=True)
        if isinstance(node, Column):
            return node
        if node is not None and (shown := shown_columns(self._schema, node.table)):
            return Column(node.table, shown[0])
        raise Unresolved


def _options(modifier: Modifier) -> list[Modifier]:
    """The alternatives of a modifier that must all hold."""
    if isinstance(modifier, Either) and modifier.every:
        return [option[0] for option in modifier.options if len(option) == 1]
    if isinstance(modifier, Valued) and (modifier.every or modifier.joined) and len(modifier.values) > 1:
        return [Valued([value], modifier.attribute) for value in modifier.values]
    return []


def _january(year: int):  # type: ignore[no-untyped-def]
    from datetime import date

    return date(min(9999, year), 1, 1)


def _and(parts: Sequence[Condition]) -> Condition:
    return parts[0] if len(parts) == 1 else And(tuple(parts))


def _or(parts: Sequence[Condition]) -> Condition:
    return parts[0] if len(parts) == 1 else Or(tuple(parts))
