"""Which relation every table name of a statement means: a common table expression, a catalog table, or neither."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from detomo.engine.catalog.model import Catalog, Table
from detomo.engine.types import Dialect


@dataclass(frozen=True, slots=True)
class Reference:
    """`cte` or `table` is set, or neither for table functions and unknown names."""

    node: exp.Table
    cte: exp.CTE | None = None
    table: Table | None = None

    @property
    def is_function(self) -> bool:
        return not isinstance(self.node.this, exp.Identifier)


def references(tree: exp.Expr, catalog: Catalog) -> list[Reference]:
    """Every table reference of the tree, resolved as the catalog's engine resolves it."""
    return [_resolve(node, catalog) for node in tree.find_all(exp.Table)]


def _resolve(node: exp.Table, catalog: Catalog) -> Reference:
    if not isinstance(node.this, exp.Identifier):
        return Reference(node)
    if not node.db and not node.catalog:
        cte = _cte_named(node, catalog.dialect)
        if cte is not None:
            return Reference(node, cte=cte)
    if node.catalog and node.catalog.casefold() != catalog.database.casefold():
        return Reference(node)
    return Reference(node, table=catalog.table(node.name, node.db))


def _cte_named(node: exp.Table, dialect: Dialect) -> exp.CTE | None:
    """The innermost common table expression of that name which is in scope at the node."""
    name = _folded(node.this, dialect)
    return next((cte for cte in _ctes_in_scope(node, dialect) if _folded(_name_of(cte), dialect) == name), None)


def _name_of(cte: exp.CTE) -> exp.Identifier:
    name: exp.Identifier = cte.args["alias"].this
    return name


def _folded(name: exp.Identifier, dialect: Dialect) -> str:
    """PostgreSQL tells quoted names apart by case; the other engines compare without case."""
    return name.name if dialect == "postgres" and name.quoted else name.name.lower()


def _ctes_in_scope(node: exp.Expr, dialect: Dialect) -> Iterator[exp.CTE]:
    came_from: exp.Expr = node
    outer = node.parent
    while outer is not None:
        if isinstance(outer, exp.With):
            yield from _ctes_within(outer, came_from, dialect)
        elif (with_ := outer.args.get("with_")) is not None and with_ is not came_from:
            yield from with_.expressions
        came_from, outer = outer, outer.parent


def _ctes_within(with_: exp.With, member: exp.Expr, dialect: Dialect) -> list[exp.CTE]:
    """What one member of a WITH list sees of the list, given the engine's rule for RECURSIVE."""
    ctes: list[exp.CTE] = with_.expressions
    if dialect == "sqlite":
        return ctes  # every member, RECURSIVE or not
    position = next(i for i, cte in enumerate(ctes) if cte is member)
    if not with_.args.get("recursive"):
        return ctes[:position]
    if dialect != "duckdb":
        return ctes
    # DuckDB: no forward references, and itself only where it is a union
    return ctes[: position + isinstance(member.this, exp.SetOperation)]
