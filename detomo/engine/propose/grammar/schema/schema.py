"""A catalog with its key graph: ways between tables, and which of them multiply rows."""

import weakref
from collections import deque
from functools import cached_property

from detomo.engine.catalog.model import Catalog, Column, Table
from detomo.engine.guard.repair.graph import Edge, JoinGraph

_LONGEST_WAY = 5
_CACHE: dict[int, tuple[weakref.ref[Catalog], "Schema"]] = {}


def schema_of(catalog: Catalog) -> "Schema":
    """The schema of a catalog object, made once: hashing a catalog of 2,000 tables would cost more than a question."""
    known = _CACHE.get(id(catalog))
    if known is not None and known[0]() is catalog:
        return known[1]
    schema = Schema(catalog)
    key = id(catalog)
    _CACHE[key] = (weakref.ref(catalog, lambda _: _CACHE.pop(key, None)), schema)
    return schema


class Schema:
    """Tables by full name, keys, and shortest ways along them. Holds no reference to the catalog object itself."""

    def __init__(self, catalog: Catalog) -> None:
        self.dialect = catalog.dialect
        self.tables: dict[str, Table] = {table.full_name: table for table in catalog}
        self._graph = JoinGraph(catalog)
        self._ways: dict[tuple[str, str], tuple[Edge, ...] | None] = {}

    def column(self, table: str, name: str) -> Column | None:
        found = self.tables.get(table)
        return found.column(name) if found else None

    def edges(self, table: str) -> list[Edge]:
        return self._graph.edges(table)

    def way(self, start: str, goal: str) -> tuple[Edge, ...] | None:
        """The shortest way along keys, at most five steps; of equal ones that which multiplies rows least."""
        if (start, goal) not in self._ways:
            self._ways[start, goal] = self._search(start, goal)
        return self._ways[start, goal]

    def distance(self, start: str, goal: str) -> int | None:
        way = self.way(start, goal)
        return None if way is None else len(way)

    def multiplies(self, edge: Edge) -> bool:
        """Whether following an edge may give several rows for one."""
        return not self._is_unique(edge.right, edge.right_columns)

    def is_single(self, start: str, goal: str) -> bool:
        """Whether each row of `start` has at most one row of `goal`."""
        way = self.way(start, goal)
        return way is not None and not any(self.multiplies(edge) for edge in way)

    def key(self, table: str) -> tuple[str, ...]:
        """The primary key, else a unique column, else nothing."""
        found = self.tables[table]
        if found.primary_key:
            return found.primary_key
        return next(((column.name,) for column in found.columns if column.unique), ())

    def foreign_columns(self, table: str) -> frozenset[str]:
        """Columns that refer to other tables, case folded; a key that other tables refer to is none."""
        return self._foreign.get(table, frozenset())

    @cached_property
    def _foreign(self) -> dict[str, frozenset[str]]:
        return {
            name: frozenset(
                column.casefold()
                for edge in self.edges(name)
                if not self.multiplies(edge)
                for column in edge.left_columns
            )
            for name in self.tables
        }

    def referred_to(self, table: str, column: str) -> str:
        """The table that a reference of one column leads to; empty for other columns."""
        for edge in self.edges(table):
            if not self.multiplies(edge) and [name.casefold() for name in edge.left_columns] == [column.casefold()]:
                return edge.right
        return ""

    def is_junction(self, table: str) -> bool:
        """A table that does little but link others: two references or more, at most two columns besides."""
        columns = {column.name.casefold() for column in self.tables[table].columns}
        foreign = self.foreign_columns(table)
        targets = {edge.right for edge in self.edges(table) if not self.multiplies(edge)}
        key = {name.casefold() for name in self.key(table)}
        return len(targets) >= 2 and (len(columns - foreign - key) <= 1 or (key <= foreign and len(key) > 1))

    def _is_unique(self, table: str, columns: tuple[str, ...]) -> bool:
        found = self.tables[table]
        folded = {name.casefold() for name in columns}
        primary = {name.casefold() for name in found.primary_key}
        if primary and primary <= folded:
            return True
        return any(column.unique for column in map(found.column, columns) if column is not None)

    def _search(self, start: str, goal: str) -> tuple[Edge, ...] | None:
        if start == goal:
            return ()
        queue: deque[tuple[Edge, ...]] = deque((edge,) for edge in self.edges(start))
        seen = {start: 0}
        found: list[tuple[Edge, ...]] = []
        while queue:
            way = queue.popleft()
            here = way[-1].right
            if found and len(way) > len(found[0]):
                break
            if here == goal:
                found.append(way)
            elif len(way) < _LONGEST_WAY and seen.setdefault(here, len(way)) >= len(way):
                queue.extend((*way, edge) for edge in self.edges(here) if edge.right not in seen)
        return min(found, key=self._cost, default=None)

    def _cost(self, way: tuple[Edge, ...]) -> int:
        return sum(self.multiplies(edge) for edge in way)
