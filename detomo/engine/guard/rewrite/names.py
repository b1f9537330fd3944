"""Makes names mean one thing only before tables are replaced."""

from collections.abc import Iterable

from sqlglot import exp

from detomo.engine.catalog.model import Catalog
from detomo.engine.guard.rewrite.references import Reference


def tables_of_in(tree: exp.Expr) -> None:
    """Spell out SQLite's `x IN tablename` as `x IN (SELECT * FROM tablename)`."""
    for node in list(tree.find_all(exp.In)):
        field = node.args.get("field")
        if isinstance(field, exp.Column):
            table = exp.Table(this=field.this.copy(), db=field.args.get("table"), catalog=field.args.get("db"))
            node.set("field", None)
            node.set("query", exp.select("*").from_(table).subquery())


def name_apart(found: Iterable[Reference], catalog: Catalog) -> None:
    """Rename every common table expression that shares its name with a catalog table, and what refers to it.

    Engines differ on which of the two a name means (MariaDB in nested WITH, DuckDB in recursive ones). After this a
    name that was taken for the expression can no longer reach the table.
    """
    renamed: dict[int, exp.Identifier] = {}
    given = {table.name.casefold() for table in catalog}
    for reference in found:
        cte, node = reference.cte, reference.node
        if cte is None or cte.alias.casefold() not in given:
            continue
        if id(cte) not in renamed:
            renamed[id(cte)] = _fresh(cte.alias, given)
        if not node.alias:
            _give_alias(node)
        node.set("this", renamed[id(cte)].copy())
    for cte in {id(r.cte): r.cte for r in found if r.cte is not None and id(r.cte) in renamed}.values():
        cte.args["alias"].set("this", renamed[id(cte)].copy())


def strip_schema(tree: exp.Expr, ruled: Iterable[Reference], catalog: Catalog) -> None:
    """Drop the schema from `schema.table.column` where the table is a ruled one: a derived table has no schema."""
    tables = {
        (schema.casefold(), reference.node.name.casefold())
        for reference in ruled
        if reference.table is not None and not reference.node.alias
        for schema in (reference.table.schema or catalog.default_schema, reference.node.db)
    }
    for column in list(tree.find_all(exp.Column)):
        if column.db and (column.db.casefold(), column.table.casefold()) in tables:
            column.set("db", None)
            column.set("catalog", None)


def _fresh(name: str, taken: set[str]) -> exp.Identifier:
    number = 1
    while f"{name}_{number}".casefold() in taken:
        number += 1
    taken.add(f"{name}_{number}".casefold())
    return exp.to_identifier(f"{name}_{number}", quoted=True)


def _give_alias(node: exp.Table) -> None:
    """Keep the name that columns are qualified with."""
    alias = node.args.get("alias") or exp.TableAlias()
    alias.set("this", node.this.copy())
    node.set("alias", alias)
