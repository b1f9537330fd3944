"""DuckDB's schema, from its catalog functions."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import duckdb

from detomo.engine.catalog.model import Catalog, Column, ForeignKey, Table
from detomo.engine.run.declared import column_type
from detomo.engine.run.views import with_definitions

_TABLES = """
    SELECT schema_name, table_name, false, comment, estimated_size FROM duckdb_tables()
    WHERE NOT internal AND database_name = current_database()
    UNION ALL
    SELECT schema_name, view_name, true, comment, NULL FROM duckdb_views()
    WHERE NOT internal AND database_name = current_database()
    ORDER BY ALL
"""
_COLUMNS = """
    SELECT schema_name, table_name, column_name, data_type, is_nullable, comment FROM duckdb_columns()
    WHERE NOT internal AND database_name = current_database() ORDER BY schema_name, table_name, column_index
"""
_VIEWS = """
    SELECT schema_name, view_name, sql FROM duckdb_views() WHERE NOT internal AND database_name = current_database()
"""
_CONSTRAINTS = """
    SELECT schema_name, table_name, constraint_type, constraint_column_names, referenced_table,
           referenced_column_names
    FROM duckdb_constraints() WHERE database_name = current_database()
"""
_DEFAULT_SCHEMA = "main"
_Key = tuple[str, str]


def read_catalog(connection: duckdb.DuckDBPyConnection, names: Sequence[str]) -> Catalog:
    (database, version) = connection.execute("SELECT current_database(), version()").fetchone() or ("", "")
    columns = _grouped(connection, _COLUMNS)
    constraints = _grouped(connection, _CONSTRAINTS)
    tables = tuple(
        _table((schema, name), is_view, comment, rows, columns[schema, name], constraints[schema, name])
        for schema, name, is_view, comment, rows in connection.execute(_TABLES).fetchall()
    )
    views = {
        ("" if schema == _DEFAULT_SCHEMA else schema, name): sql
        for schema, name, sql in connection.execute(_VIEWS).fetchall()
    }
    catalog = Catalog("duckdb", with_definitions(tables, views), _DEFAULT_SCHEMA, database, f"DuckDB {version}")
    return catalog.restricted_to(names) if names else catalog


def _grouped(connection: duckdb.DuckDBPyConnection, sql: str) -> dict[_Key, list[tuple[Any, ...]]]:
    groups: dict[_Key, list[tuple[Any, ...]]] = defaultdict(list)
    for schema, table, *rest in connection.execute(sql).fetchall():
        groups[schema, table].append(tuple(rest))
    return groups


def _table(
    key: _Key,
    is_view: bool,
    comment: str | None,
    rows: int | None,
    columns: list[tuple[Any, ...]],
    constraints: list[tuple[Any, ...]],
) -> Table:
    schema, name = key
    primary = next((tuple(names) for kind, names, *_ in constraints if kind == "PRIMARY KEY"), ())
    unique = {names[0] for kind, names, *_ in constraints if kind in ("PRIMARY KEY", "UNIQUE") and len(names) == 1}
    return Table(
        name,
        tuple(
            Column(column, declared, column_type(declared), bool(nullable), column in unique, note or "")
            for column, declared, nullable, note in columns
        ),
        schema="" if schema == _DEFAULT_SCHEMA else schema,
        primary_key=primary,
        foreign_keys=tuple(
            ForeignKey(tuple(names), _full_name(schema, target), tuple(aims))
            for kind, names, target, aims in constraints
            if kind == "FOREIGN KEY"
        ),
        is_view=is_view,
        comment=comment or "",
        row_estimate=rows,
    )


def _full_name(schema: str, table: str) -> str:
    """DuckDB's foreign keys stay within their schema."""
    return table if schema == _DEFAULT_SCHEMA else f"{schema}.{table}"
