"""Names resolved scope by scope: what every table reference and every column of a statement means.

`resolve(tree, catalog)` walks a query as the engines bind it (CTE shadowing, derived tables, LATERAL, correlation,
set operations) and accounts for every `exp.Table` in the tree: one that the walk did not reach, or that is neither a
catalog table, a visible CTE nor a table function, has the kind `UNKNOWN`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from detomo.engine.catalog.model import Catalog
from detomo.engine.guard.binding import Binding, BindingKind, bind
from detomo.engine.guard.names import TableIndex
from detomo.engine.guard.scope_walk import Walk
from detomo.engine.guard.sources import Kind, Scope, Source

__all__ = [
    "Binding",
    "BindingKind",
    "Kind",
    "Resolution",
    "Scope",
    "Source",
    "resolve",
]


@dataclass(eq=False, slots=True)
class Resolution:
    """`references` holds every `exp.Table` of the tree with what it is, by `id(node)`."""

    tree: exp.Expr
    root: Scope
    scopes: list[Scope]
    references: dict[int, Source]
    column_scopes: dict[int, Scope]

    def reference(self, node: exp.Table) -> Source:
        return self.references[id(node)]

    def sources(self) -> Iterator[Source]:
        """Every source of every scope."""
        for scope in self.scopes:
            yield from scope.sources

    def table_references(self) -> Iterator[Source]:
        return iter(self.references.values())

    def tables(self) -> frozenset[str]:
        """Full names of the catalog's tables that the statement reads."""
        return frozenset(s.table.full_name for s in self.references.values() if s.table is not None)

    def bind(self, column: exp.Column) -> Binding:
        """Say what a column reference means, innermost scope first."""
        return bind(column, self.column_scopes.get(id(column)))


def resolve(tree: exp.Expr, catalog: Catalog, index: TableIndex | None = None) -> Resolution:
    """Resolve every name of a query. Pass a `TableIndex` of the same catalog to save building one."""
    walk = Walk(index or TableIndex(catalog), catalog.dialect)
    root = walk.query(tree, None, {})
    for node in tree.find_all(exp.Table):
        if id(node) not in walk.references:
            walk.references[id(node)] = Source("", Kind.UNKNOWN, node, open=True)
    return Resolution(tree, root, walk.scopes, walk.references, walk.column_scopes)
