"""Which column a modifier speaks of: the one it names, the one at hand, or the only one that fits."""

from collections.abc import Sequence
from datetime import date

from detomo.engine.propose.grammar.form import (
    And,
    Column,
    Condition,
    Or,
)
from detomo.engine.propose.grammar.phrases import (
    Modifier,
    Phrase,
)
from detomo.engine.propose.grammar.resolve.extremes import Extremes, Ordering
from detomo.engine.propose.grammar.resolve.nodes import Entity, Nodes
from detomo.engine.propose.grammar.schema.columns import (
    is_quantity,
    is_temporal,
    is_year,
    shown_columns,
    temporal_columns,
)

ITSELF = frozenset({"name", "title", "value"})


class Unresolved(Exception):
    """A modifier says something that nothing in the schema fits."""


class Attributes:
    """Conditions relative to a base table; `column` is the attribute that a value or number without one is of."""

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes
        self._schema = nodes.schema
        self._extremes = Extremes(nodes)
        self.having: list[Condition] = []  # what was said of groups

    def of(self, modifiers: Sequence[Modifier], base: str, column: Column | None = None) -> list[Condition]:
        raise NotImplementedError

    def orderings(self, modifiers: Sequence[Modifier], base: str) -> list[Ordering]:
        raise NotImplementedError

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

    def _text_of(self, attribute: Phrase | None, base: str, column: Column | None) -> Column:
        if attribute is not None and attribute.word in ITSELF and column is not None:
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

    def _is_date(self, column: Column) -> bool:
        known = self._schema.column(column.table, column.name)
        return known is not None and is_temporal(known) and not is_year(known)

    def _is_measured(self, column: Column) -> bool:
        return is_quantity(self._schema, column.table, column.name)


def all_of(parts: Sequence[Condition]) -> Condition:
    return parts[0] if len(parts) == 1 else And(tuple(parts))


def any_of(parts: Sequence[Condition]) -> Condition:
    return parts[0] if len(parts) == 1 else Or(tuple(parts))


def january(year: int) -> date:
    """The first day of a year, the last one that there is for years beyond."""
    return date(min(9999, year), 1, 1)
