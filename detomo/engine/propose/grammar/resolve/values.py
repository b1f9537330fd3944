"""Stored values as conditions: in which column they stand, one of several or all of them."""

from collections.abc import Sequence

from detomo.engine.propose.grammar.form import (
    And,
    Column,
    Comparison,
    Condition,
    Constant,
    Related,
    Rows,
)
from detomo.engine.propose.grammar.link.model import Mention, ValueLink
from detomo.engine.propose.grammar.phrases import (
    Valued,
)
from detomo.engine.propose.grammar.resolve.attributes import Attributes, Unresolved, all_of, any_of
from detomo.engine.propose.grammar.resolve.nodes import Entity, Scored
from detomo.engine.propose.grammar.schema.columns import (
    shown_columns,
)


class Values(Attributes):
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
                return Related(Rows(where.table), any_of(tests), True)
            return all_of([Comparison(where, "<>", Constant(value)) for where, value in pairs])
        return any_of(tests)

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
            column = Column(link.table, link.column, self._way_of_value(link, base, wanted))
            nearness = self._nodes.nearness(link.table, base)
            fits = 0.0
            if isinstance(wanted, Column):
                fits = 0.4 if wanted == column or column.via else (0.1 if wanted.table == column.table else 0.0)
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

    def _way_of_value(self, link: ValueLink, base: str, wanted: Entity | Column | None) -> str:
        """The reference by which the rows of a value are reached, where it is named or there are several."""
        if isinstance(wanted, Column) and self._schema.referred_to(wanted.table, wanted.name) == link.table:
            return f"{wanted.table}.{wanted.name}"
        ways = [
            edge.left_columns[0]
            for edge in self._schema.edges(base)
            if edge.right == link.table and len(edge.left_columns) == 1 and not self._schema.multiplies(edge)
        ]
        if len(ways) < 2 or link.table == base:
            return ""
        self._nodes.choices.guesses.append(f"{base}.{ways[0]}")
        return f"{base}.{ways[0]}"

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
