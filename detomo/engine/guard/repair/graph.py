"""How tables can be joined: declared foreign keys, and keys that names and types tell where none are declared."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from detomo.engine.catalog.model import Catalog, Column, Table
from detomo.engine.guard.likeness import stems
from detomo.engine.types import ColumnType

_NUMBERS = frozenset({ColumnType.INTEGER, ColumnType.DECIMAL, ColumnType.REAL})


@dataclass(frozen=True, slots=True)
class Edge:
    """`left.left_columns[i] = right.right_columns[i]`; tables by `Table.full_name`."""

    left: str
    left_columns: tuple[str, ...]
    right: str
    right_columns: tuple[str, ...]

    def reversed(self) -> "Edge":
        return Edge(self.right, self.right_columns, self.left, self.left_columns)


class JoinGraph:
    """Edges between the tables of one catalog, each in both directions."""

    def __init__(self, catalog: Catalog) -> None:
        self._edges: dict[str, list[Edge]] = defaultdict(list)
        for edge in dict.fromkeys(_all_edges(catalog)):
            self._edges[edge.left].append(edge)
            self._edges[edge.right].append(edge.reversed())

    def edges(self, table: str) -> list[Edge]:
        """The edges that leave a table, in the direction away from it."""
        return self._edges.get(table, [])

    def between(self, left: str, right: str) -> list[Edge]:
        return [edge for edge in self._edges.get(left, ()) if edge.right == right]

    def neighbours(self, table: str) -> frozenset[str]:
        """The tables that one key joins with this one."""
        return frozenset(edge.right for edge in self._edges.get(table, ()))

    def path(self, starts: Iterable[str], target: str) -> list[Edge] | None:
        """The shortest way from any of the tables to `target`; None when there is none or more than one."""
        shortest = self._shortest(list(starts), target)
        return shortest[0] if len(shortest) == 1 else None

    def distance(self, starts: Iterable[str], target: str) -> int | None:
        shortest = self._shortest(list(starts), target)
        return len(shortest[0]) if shortest else None

    def _shortest(self, starts: list[str], target: str, longest: int = 4) -> list[list[Edge]]:
        """All the shortest paths, breadth first; paths that visit a table twice or a start again are no paths."""
        queue: deque[list[Edge]] = deque([edge] for start in starts for edge in self._edges.get(start, ()))
        found: list[list[Edge]] = []
        while queue:
            path = queue.popleft()
            if found and len(path) > len(found[0]):
                break
            if path[-1].right == target:
                found.append(path)
            elif len(path) < longest:
                visited = {*starts, *(edge.right for edge in path)}
                queue.extend([*path, edge] for edge in self._edges[path[-1].right] if edge.right not in visited)
        return found


def _all_edges(catalog: Catalog) -> Iterator[Edge]:
    by_key = _tables_by_key(catalog)
    for table in catalog:
        declared = list(_declared(table, catalog))
        yield from declared
        taken = {column.casefold() for edge in declared for column in edge.left_columns}
        for column in table.columns:
            if column.name.casefold() not in taken:
                yield from _inferred(table, column, by_key)


def _declared(table: Table, catalog: Catalog) -> Iterator[Edge]:
    """The table's foreign keys to tables that this catalog shows."""
    for key in table.foreign_keys:
        schema, _, name = key.target.rpartition(".")
        target = catalog.table(name, schema)
        columns = key.target_columns or (target.primary_key if target else ())
        if target is not None and len(columns) == len(key.columns):
            yield Edge(table.full_name, key.columns, target.full_name, columns)


def _tables_by_key(catalog: Catalog) -> dict[tuple[str, ...], list[tuple[Table, Column]]]:
    """Tables with a single-column key, under the words by which another table would refer to that key."""
    found: dict[tuple[str, ...], list[tuple[Table, Column]]] = defaultdict(list)
    for table in catalog:
        key = table.column(table.primary_key[0]) if len(table.primary_key) == 1 else None
        if key is None:
            continue
        name = stems(key.name)
        if len(name) > 1:
            found[name].append((table, key))
        if name[:-1] != stems(table.name):
            found[(*stems(table.name), *name)].append((table, key))
    return found


def _inferred(
    table: Table, column: Column, by_key: dict[tuple[str, ...], list[tuple[Table, Column]]]
) -> Iterator[Edge]:
    """`singer_id` points at `singer.singer_id` or `singers.id`, when only one table can be meant."""
    targets = [(other, key) for other, key in by_key.get(stems(column.name), ()) if other is not table]
    if len(targets) == 1 and _comparable(column, targets[0][1]) and table.primary_key != (column.name,):
        other, key = targets[0]
        yield Edge(table.full_name, (column.name,), other.full_name, (key.name,))


def _comparable(left: Column, right: Column) -> bool:
    if ColumnType.UNKNOWN in (left.type, right.type):
        return True
    return left.type == right.type or (left.type in _NUMBERS and right.type in _NUMBERS)
