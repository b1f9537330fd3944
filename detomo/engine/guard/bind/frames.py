"""What stands where in a statement, for finding and mending names: the resolved scopes with their columns."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlglot import exp

from detomo.engine.catalog.model import Catalog, Table
from detomo.engine.guard.names import TableIndex, ascii_lower
from detomo.engine.guard.scopes import Resolution, Scope, Source, resolve


@dataclass(eq=False, slots=True)
class Frame:
    """One query: its scope, and the column references that stand directly in it."""

    scope: Scope
    outer: "Frame | None" = None
    columns: list[exp.Column] = field(default_factory=list)

    @property
    def query(self) -> exp.Expr:
        return self.scope.node

    @property
    def sources(self) -> list[Source]:
        return self.scope.sources

    @property
    def tables(self) -> list[Table]:
        """The catalog's tables that the query itself reads."""
        return [source.table for source in self.sources if source.table is not None]

    def chain(self) -> "Iterator[Frame]":
        """This frame and those around it, from the inside out."""
        frame: Frame | None = self
        while frame is not None:
            yield frame
            frame = frame.outer

    def visible(self) -> list[Source]:
        """The sources of this frame and of those around it, nearest first."""
        return [source for frame in self.chain() for source in frame.sources]

    def source(self, alias: str) -> Source | None:
        wanted = ascii_lower(alias)
        return next((source for source in self.visible() if ascii_lower(source.alias) == wanted), None)

    def holders(self, name: str) -> list[Source]:
        """This frame's own sources that have a column of this name."""
        return [source for source in self.sources if has(source, name)]

    def aliased(self, name: str) -> exp.Expr | None:
        """The expression of the SELECT list that is called `name` by AS."""
        outputs = self.query.selects if isinstance(self.query, exp.Query) else []
        wanted = name.casefold()
        return next((o for o in outputs if isinstance(o, exp.Alias) and o.alias.casefold() == wanted), None)


@dataclass(frozen=True, slots=True)
class Frames:
    resolution: Resolution
    all: list[Frame]
    of_column: dict[int, Frame]

    def of(self, column: exp.Expr) -> Frame | None:
        return self.of_column.get(id(column))

    def of_query(self, query: exp.Expr | None) -> Frame | None:
        return next((frame for frame in self.all if frame.query is query), None)


def frames(tree: exp.Expr, catalog: Catalog, index: TableIndex | None = None) -> Frames:
    resolution = resolve(tree, catalog, index)
    by_scope = {id(scope): Frame(scope) for scope in resolution.scopes}
    for frame in by_scope.values():
        frame.outer = by_scope.get(id(frame.scope.parent)) if frame.scope.parent else None
    of_column = {}
    for column in tree.find_all(exp.Column):
        scope = resolution.column_scopes.get(id(column))
        if scope is not None:
            frame = of_column[id(column)] = by_scope[id(scope)]
            frame.columns.append(column)
    return Frames(resolution, list(by_scope.values()), of_column)


def has(source: Source, name: str) -> bool:
    """Whether the source surely has a column of this name, case aside."""
    wanted = name.casefold()
    return any(column.casefold() == wanted for column in source.columns)


def called(source: Source) -> str:
    """The name a source goes by for people: its table's, or its alias."""
    return source.node.name if isinstance(source.node, exp.Table) and source.node.name else source.alias


def earlier_sources(frame: Frame, join: exp.Join) -> list[Source]:
    """The sources that a join's condition may speak of: those before it and its own."""
    found: list[Source] = []
    for source in frame.sources:
        found.append(source)
        if source.join is join:
            break
    return found
