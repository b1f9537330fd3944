"""The tree under repair and what every mend needs to know about it."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect as SqlglotDialect
from sqlglot.errors import ErrorLevel

from detomo.engine.catalog.model import Catalog, Table
from detomo.engine.guard.bind.frames import Frame, Frames, frames
from detomo.engine.guard.names import TableIndex
from detomo.engine.guard.repair.graph import Edge, JoinGraph
from detomo.engine.types import Change, Text

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PLAIN_LOWER = re.compile(r"[a-z_][a-z0-9_]*")


class Workbench:
    def __init__(self, tree: exp.Expr, catalog: Catalog, index: TableIndex) -> None:
        self.tree = tree
        self.catalog = catalog
        self.index = index

    @cached_property
    def graph(self) -> JoinGraph:
        return JoinGraph(self.catalog)

    @cached_property
    def _keywords(self) -> frozenset[str]:
        return frozenset(SqlglotDialect.get_or_raise(self.catalog.dialect).tokenizer_class.KEYWORDS)

    def frames(self) -> Frames:
        return frames(self.tree, self.catalog, self.index)

    def sql(self, node: exp.Expr) -> str:
        return node.sql(self.catalog.dialect, unsupported_level=ErrorLevel.IGNORE)

    def table_named(self, full_name: str) -> Table | None:
        schema, _, name = full_name.rpartition(".")
        return self.catalog.table(name, schema)

    def outside(self, frame: Frame) -> Iterator[Table]:
        """The catalog's tables that the frame does not use yet."""
        used = {table.full_name for table in frame.tables}
        return (table for table in self.catalog if table.full_name not in used)

    def identifier(self, name: str) -> exp.Identifier:
        """An identifier, quoted where its letters or its meaning as a keyword need it."""
        pattern = _PLAIN_LOWER if self.catalog.dialect == "postgres" else _PLAIN
        plain = pattern.fullmatch(name) is not None and name.upper() not in self._keywords
        return exp.Identifier(this=name, quoted=not plain)

    def column(self, qualifier: str, name: str) -> exp.Column:
        return exp.Column(this=self.identifier(name), table=self.identifier(qualifier))

    def table(self, table: Table, alias: str) -> exp.Table:
        node = exp.Table(this=self.identifier(table.name), db=self.identifier(table.schema) if table.schema else None)
        if alias.casefold() != table.name.casefold():
            node.set("alias", exp.TableAlias(this=self.identifier(alias)))
        return node

    def condition(self, edge: Edge, left: str, right: str) -> exp.Expr:
        """What joins the two ends of an edge under the names that they have in the query."""
        pairs = zip(edge.left_columns, edge.right_columns, strict=True)
        return exp.and_(
            *(exp.EQ(this=self.column(left, mine), expression=self.column(right, theirs)) for mine, theirs in pairs)
        )

    def add_joins(self, frame: Frame, path: list[Edge], alias: str = "") -> None:
        """Append the tables of a path to the FROM clause; the last one takes `alias`.

        Bare column names that the added tables would make ambiguous are qualified with the table they came from.
        """
        names = {source.table.full_name: source.alias for source in frame.sources if source.table}
        for edge in path:
            table = self.table_named(edge.right)
            if table is None:
                continue
            self._protect_bare_columns(frame, table)
            name = alias if alias and edge is path[-1] else table.name
            condition = self.condition(edge, names.get(edge.left, edge.left), name)
            frame.query.append("joins", exp.Join(this=self.table(table, name), on=condition))
            names[edge.right] = name

    def _protect_bare_columns(self, frame: Frame, table: Table) -> None:
        for bare in frame.columns:
            holders = frame.holders(bare.name) if not bare.table else []
            if len(holders) == 1 and table.column(bare.name) is not None:
                bare.set("table", self.identifier(holders[0].alias))

    def path_to_one(self, tables: Iterable[Table], frame: Frame) -> list[Edge] | None:
        """The join path to the nearest of the tables; None when two are as near, or the way there is not unique."""
        starts = [table.full_name for table in frame.tables]
        if not isinstance(frame.query, exp.Select) or not starts:
            return None
        distances = {table.full_name: self.graph.distance(starts, table.full_name) for table in tables}
        reachable = sorted((distance, name) for name, distance in distances.items() if distance is not None)
        if not reachable or (len(reachable) > 1 and reachable[0][0] == reachable[1][0]):
            return None
        return self.graph.path(starts, reachable[0][1])


def change(code: str, before: str, after: str, reason: Text) -> Change:
    return Change(str(code), before, after, reason.within(before=before, after=after))


def compared_column(node: exp.Expr) -> exp.Column | None:
    """The qualified column on the other side of an equality in a join condition."""
    parent = node.parent
    if not isinstance(parent, exp.EQ) or not isinstance(parent.find_ancestor(exp.Join, exp.Select), exp.Join):
        return None
    other = parent.expression if parent.this is node else parent.this
    return other if isinstance(other, exp.Column) and other.table else None
