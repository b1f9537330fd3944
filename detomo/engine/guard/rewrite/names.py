"""Makes names mean one thing only before tables are replaced."""

from collections.abc import Iterable

from sqlglot import exp

from detomo.engine.catalog.model import Catalog
from detomo.engine.guard.scopes import Kind, Resolution, Source


def name_apart(tree: exp.Expr, resolution: Resolution, taken: frozenset[str]) -> None:
    """Rename every common table expression that shares its name with a catalog table, and what refers to it.

    `taken` are the names of the catalog's tables in lower case.

    Engines differ on which of the two a name means (MariaDB in nested WITH, DuckDB in recursive ones). After this a
    name that was taken for the expression cannot reach the table, nor the other way round.
    """
    renamed: dict[str, exp.Identifier] = {}
    for source in resolution.table_references():
        if source.kind is Kind.CTE and isinstance(source.node, exp.Table) and source.node.name.casefold() in taken:
            _keep_alias(source.node)
            source.node.set("this", _fresh(source.node.name, taken, renamed))
    for cte in tree.find_all(exp.CTE):
        if cte.alias.casefold() in taken:
            cte.args["alias"].set("this", _fresh(cte.alias, taken, renamed))


def strip_schema(tree: exp.Expr, ruled: Iterable[Source], catalog: Catalog) -> None:
    """Drop the schema from `schema.table.column` where the table is a ruled one: a derived table has no schema."""
    tables = {
        (schema.casefold(), source.node.name.casefold())
        for source in ruled
        if source.table is not None and not source.node.alias
        for schema in (source.table.schema or catalog.default_schema, source.node.text("db"))
    }
    for column in tree.find_all(exp.Column):
        if column.db and (column.db.casefold(), column.table.casefold()) in tables:
            column.set("db", None)
            column.set("catalog", None)


def _fresh(name: str, taken: frozenset[str], renamed: dict[str, exp.Identifier]) -> exp.Identifier:
    """One other name for each name: scopes keep telling expressions of the same name apart."""
    folded = name.casefold()
    if folded not in renamed:
        number = next(n for n in range(1, 1_000_000) if f"{folded}_{n}" not in taken)
        renamed[folded] = exp.to_identifier(f"{folded}_{number}", quoted=True)
    return renamed[folded].copy()


def _keep_alias(node: exp.Table) -> None:
    """Keep the name that columns are qualified with."""
    if not node.alias:
        alias = node.args.get("alias") or exp.TableAlias()
        alias.set("this", node.this.copy())
        node.set("alias", alias)
