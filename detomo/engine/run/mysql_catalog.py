"""The schema of one MySQL or MariaDB database, as far as the user may read it."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from detomo.engine.catalog.model import Catalog, Column, ForeignKey, Table
from detomo.engine.run.declared import column_type
from detomo.engine.run.views import with_definitions

_TABLES = """
    SELECT table_name, table_type LIKE '%%VIEW', CASE WHEN table_type LIKE '%%VIEW' THEN '' ELSE table_comment END,
           table_rows
    FROM information_schema.tables WHERE table_schema = %s AND table_type <> 'SEQUENCE' ORDER BY table_name
"""
_COLUMNS = """
    SELECT table_name, column_name, column_type, is_nullable, column_comment
    FROM information_schema.columns WHERE table_schema = %s ORDER BY table_name, ordinal_position
"""
_KEYS = """
    SELECT table_name, constraint_name, column_name, referenced_table_schema, referenced_table_name,
           referenced_column_name
    FROM information_schema.key_column_usage WHERE table_schema = %s
    ORDER BY table_name, constraint_name, ordinal_position
"""
_UNIQUE = """
    SELECT table_name, min(column_name) FROM information_schema.statistics
    WHERE table_schema = %s AND non_unique = 0 GROUP BY table_name, index_name HAVING count(*) = 1
"""
# Empty for a user without SHOW VIEW.
_VIEWS = "SELECT table_name, view_definition FROM information_schema.views WHERE table_schema = %s"
_Rows = list[tuple[Any, ...]]


def read_catalog(cursor: Any, database: str, names: Sequence[str]) -> Catalog:
    def grouped(sql: str) -> dict[str, _Rows]:
        groups: dict[str, _Rows] = defaultdict(list)
        cursor.execute(sql, (database,))
        for table, *rest in cursor.fetchall():
            groups[table].append(tuple(rest))
        return groups

    columns, keys, unique = grouped(_COLUMNS), grouped(_KEYS), grouped(_UNIQUE)
    cursor.execute(_TABLES, (database,))
    tables = tuple(
        _table(
            name, is_view, comment, rows, columns[name], keys[name], {column for (column,) in unique[name]}, database
        )
        for name, is_view, comment, rows in cursor.fetchall()
    )
    cursor.execute(_VIEWS, (database,))
    views = {("", name): definition for name, definition in cursor.fetchall()}
    catalog = Catalog("mysql", with_definitions(tables, views), database, database, _server(cursor))
    return catalog.restricted_to(names) if names else catalog


def _table(
    name: str,
    is_view: int,
    comment: str,
    rows: int | None,
    columns: _Rows,
    keys: _Rows,
    unique: set[str],
    database: str,
) -> Table:
    return Table(
        name,
        tuple(
            Column(column, declared, column_type(declared), nullable == "YES", column in unique, note)
            for column, declared, nullable, note in columns
        ),
        primary_key=tuple(column for constraint, column, *_ in keys if constraint == "PRIMARY"),
        foreign_keys=_foreign_keys(keys, database),
        is_view=bool(is_view),
        comment=comment or "",
        row_estimate=None if is_view else rows,
    )


def _foreign_keys(keys: _Rows, database: str) -> tuple[ForeignKey, ...]:
    """Keys to tables of the same database, in their columns' order."""
    groups: dict[str, _Rows] = defaultdict(list)
    for constraint, column, schema, target, aim in keys:
        if target is not None and schema == database:
            groups[constraint].append((column, target, aim))
    return tuple(
        ForeignKey(tuple(row[0] for row in group), group[0][1], tuple(row[2] for row in group))
        for group in groups.values()
    )


def _server(cursor: Any) -> str:
    cursor.execute("SELECT version()")
    (version,) = cursor.fetchone()
    product = "MariaDB" if "mariadb" in version.lower() else "MySQL"
    return f"{product} {version.partition('-')[0]}"
