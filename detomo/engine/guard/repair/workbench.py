"""The tree under repair and what every mend needs to know about it."""

from collections.abc import Iterator
from functools import cached_property

from sqlglot import exp

from detomo.engine.catalog.model import Catalog, Table
from detomo.engine.guard.bind.frames import Frame, Source
from detomo.engine.guard.repair.graph import Edge, JoinGraph
from detomo.engine.types import Change, Text


class Workbench:
    def __init__(self, tree: exp.Expression, catalog: Catalog) -> None:
        self.tree = tree
        self.catalog = catalog

    @cached_property
    def graph(self) -> JoinGraph:
        return JoinGraph(self.catalog)

    def sql(self, node: exp.Expr) -> str:
        return node.sql(self.catalog.dialect)

    def table_named(self, full_name: str) -> Table | None:
        schema, _, name = full_name.rpartition(".")
        return self.catalog.table(name, schema)

    def outside(self, frame: Frame) -> Iterator[Table]:
        """The catalog's tables that the frame does not use yet."""
        used = {table.full_name for table in base_tables(frame)}
        return (table for table in self.catalog if table.full_name not in used)


def base_tables(frame: Frame) -> list[Table]:
    return [source.table for source in frame.sources.values() if source.table is not None]


def visible_sources(frame: Frame) -> list[Source]:
    return [source for around in frame.chain() for source in around.sources.values()]


def change(code: str, before: str, after: str, reason: Text) -> Change:
    return Change(code, before, after, reason.within(before=before, after=after))


def add_joins(frame: Frame, path: list[Edge], bench: Workbench, alias: str = "") -> None:
    """Append the tables of a path to the FROM clause; the last one takes `alias`.

    Bare column names that the added tables would make ambiguous are qualified with the table they came from.
    """
    names = {source.table.full_name: source.alias for source in frame.sources.values() if source.table}
    for edge in path:
        table = bench.table_named(edge.right)
        if table is None:
            continue
        _protect_bare_columns(frame, table)
        last = edge is path[-1]
        name = alias if last and alias else table.name
        condition = join_condition(edge, names.get(edge.left, edge.left), name)
        frame.query.append("joins", exp.Join(this=table_node(table, name), on=condition))
        names[edge.right] = name


def table_node(table: Table, alias: str) -> exp.Table:
    node = exp.Table(this=identifier(table.name), db=identifier(table.schema) if table.schema else None)
    if alias.casefold() != table.name.casefold():
        node.set("alias", exp.TableAlias(this=identifier(alias)))
    return node


def join_condition(edge: Edge, left: str, right: str) -> exp.Expr:
    pairs = zip(edge.left_columns, edge.right_columns, strict=True)
    return exp.and_(*(exp.EQ(this=column(left, mine), expression=column(right, theirs)) for mine, theirs in pairs))


def column(qualifier: str, name: str) -> exp.Column:
    return exp.Column(this=identifier(name), table=identifier(qualifier) if qualifier else None)


def identifier(name: str) -> exp.Identifier:
    """An identifier, quoted where its letters need it."""
    return exp.to_identifier(name)


def _protect_bare_columns(frame: Frame, table: Table) -> None:
    for bare in frame.columns:
        holders = frame.holders(bare.name) if not bare.table else []
        if len(holders) == 1 and table.column(bare.name) is not None:
            bare.set("table", identifier(holders[0].alias))
