"""What the mutators share: finding the tables and columns of a statement without judging it."""

from collections.abc import Iterator

from sqlglot import exp

from detomo.engine.catalog.model import Catalog, Table


def base_tables(select: exp.Expr) -> dict[str, exp.Table]:
    """The tables of one SELECT's own FROM and JOIN clauses, by the lower-case name their columns are qualified with."""
    sources = [select.args.get("from_"), *(select.args.get("joins") or [])]
    nodes = [source.this for source in sources if source is not None]
    return {node.alias_or_name.lower(): node for node in nodes if isinstance(node, exp.Table)}


def owner(column: exp.Column, catalog: Catalog) -> exp.Table | None:
    """The table node that a column belongs to in its own SELECT, where exactly one can be meant."""
    select = column.find_ancestor(exp.Select)
    if select is None:
        return None
    sources = base_tables(select)
    if column.table:
        return sources.get(column.table.lower())
    holders = [node for node in sources.values() if has_column(catalog, node, column.name)]
    return holders[0] if len(holders) == 1 else None


def has_column(catalog: Catalog, node: exp.Table, name: str) -> bool:
    table = catalog.table(node.name, node.db)
    return table is not None and table.column(name) is not None


def owned_columns(tree: exp.Expr, catalog: Catalog) -> Iterator[tuple[exp.Column, exp.Table, Table]]:
    """Every column whose table is known, with that table's node and catalog entry."""
    for column in list(tree.find_all(exp.Column)):
        node = owner(column, catalog)
        table = catalog.table(node.name, node.db) if node is not None else None
        if node is not None and table is not None and table.column(column.name) is not None:
            yield column, node, table
