"""What "the most", "the oldest", "top five" order by."""

from dataclasses import dataclass

from detomo.engine.propose.grammar.form import Aggregate, Column, Expression, Rows
from detomo.engine.propose.grammar.phrases import Extreme, Phrase
from detomo.engine.propose.grammar.resolve.nodes import Entity, Nodes, is_reversed
from detomo.engine.propose.grammar.schema.columns import is_quantity, quantities


@dataclass(frozen=True, slots=True)
class Ordering:
    """`grouped`: the key is an aggregate over related rows, so that the rows must be grouped by what is asked for."""

    key: Expression
    descending: bool
    number: int
    grouped: bool


class Extremes:
    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes
        self._schema = nodes.schema

    def ordering(self, extreme: Extreme, base: str) -> Ordering | None:
        """None when nothing in the schema fits the superlative."""
        if extreme.by_count and extreme.hint and (measured := self._by_hint(extreme, base)) is not None:
            return measured
        if extreme.by_count or extreme.by is None:
            return self._by_rows(extreme, base)
        if extreme.by.attribute:
            return self._by_adjective(extreme, extreme.by, base)
        if extreme.by.head is None:
            return self._by_nothing(extreme, base)
        node = self._nodes.node(extreme.by, base)
        if node is None:
            return None
        return self.by_node(extreme, node, base)

    def by_node(self, extreme: Extreme, node: Entity | Column, base: str) -> Ordering | None:
        functions = extreme.by.functions if extreme.by is not None else ()
        down, number = extreme.descending != self.is_earlier(extreme, node), extreme.number
        if isinstance(node, Entity):
            return Ordering(Aggregate("count", Rows(node.table)), down, number, True)
        is_time = self._nodes.is_time(node)
        if functions and functions[0] not in {"max", "min"} and self._is_measured(node) and not is_time:
            function = "sum" if functions[0] == "count" else functions[0]
            return Ordering(Aggregate(function, node), down, number, True)
        if self._is_measured(node):
            if self._schema.is_single(base, node.table) or extreme.hint:
                return Ordering(node, down, number, False)
            if not is_time:
                return Ordering(Aggregate("sum", node), down, number, True)
        counted = node if node.table == base else Rows(node.table)
        return Ordering(Aggregate("count", counted), down, number, True)

    def is_earlier(self, extreme: Extreme, node: Entity | Expression) -> bool:
        """`the oldest signup date`: more of it is an earlier date."""
        return extreme.by is not None and extreme.by.aged and self._nodes.is_time(node)

    def _is_measured(self, column: Column) -> bool:
        return is_quantity(self._schema, column.table, column.name) or self._nodes.is_time(column)

    def _by_adjective(self, extreme: Extreme, by: Phrase, base: str) -> Ordering | None:
        column = self._nodes.node(by, base)
        if not isinstance(column, Column):
            return None
        flipped = is_reversed(by, column, self._nodes.names)
        return Ordering(column, extreme.descending != flipped, extreme.number, False)

    def _by_nothing(self, extreme: Extreme, base: str) -> Ordering | None:
        """`the largest country`: the quantity that the word speaks of, else the only quantity there is."""
        if extreme.hint and (measured := self._by_hint(extreme, base)) is not None:
            return measured
        only = quantities(self._schema, base)
        if len(only) == 1:
            self._nodes.choices.guesses.append(f"{base}.{only[0]}")
            return Ordering(Column(base, only[0]), extreme.descending, extreme.number, False)
        return self._by_rows(extreme, base)

    def _by_hint(self, extreme: Extreme, base: str) -> Ordering | None:
        column = self._nodes.node(Phrase(attribute=extreme.hint), base)
        if not isinstance(column, Column) or column.table != base:
            return None
        return Ordering(column, extreme.descending, extreme.number, False)

    def _by_rows(self, extreme: Extreme, base: str) -> Ordering | None:
        """`most popular`: by how often it occurs in the rows that refer to it."""
        referring = [edge.right for edge in self._schema.edges(base) if self._schema.multiplies(edge)]
        near = [table for table in dict.fromkeys(referring) if table in self._nodes.mentioned] or referring
        if len(dict.fromkeys(near)) != 1:
            self._nodes.choices.guesses.append(base)
        if not near:
            return Ordering(Aggregate("count", Rows(base)), extreme.descending, extreme.number, True)
        return Ordering(Aggregate("count", Rows(near[0])), extreme.descending, extreme.number, True)
