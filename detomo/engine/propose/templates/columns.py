"""Which column of the schema a name in taught SQL is, where that can be told at once."""

from sqlglot import exp

from detomo.engine.catalog import Catalog, Table
from detomo.engine.catalog.values import ColumnKey


def stored_column(column: exp.Expr | None, catalog: Catalog) -> ColumnKey | None:
    """The table (full name) and column of a name; None for anything that a query made."""
    select = column.find_ancestor(exp.Select) if isinstance(column, exp.Column) else None
    if not isinstance(column, exp.Column) or select is None:
        return None
    tables = [one for one in _sources(select) if not column.table or one.alias_or_name == column.table]
    known = [(table, table.column(column.name)) for one in tables if (table := _table(one, catalog))]
    held = [(table.full_name, stored.name) for table, stored in known if stored is not None]
    return held[0] if len(held) == 1 and len(known) == len(tables) else None


def tables_of(tree: exp.Expr, catalog: Catalog) -> frozenset[str]:
    """The full names of all tables that the SQL reads."""
    return frozenset(table.full_name for one in tree.find_all(exp.Table) if (table := _table(one, catalog)))


def _sources(select: exp.Select) -> list[exp.Table]:
    joins = [join.this for join in select.args.get("joins") or ()]
    begin = select.args.get("from_") or select.args.get("from")
    return [one for one in [begin.this if begin else None, *joins] if isinstance(one, exp.Table)]


def _table(source: exp.Table, catalog: Catalog) -> Table | None:
    return catalog.table(source.name, source.db)
