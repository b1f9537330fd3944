"""PostgreSQL's schema, as far as the role may read it."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import psycopg

from detomo.engine.catalog.model import Catalog, Column, ForeignKey, Table
from detomo.engine.run.declared import column_type
from detomo.engine.run.views import with_definitions
from detomo.engine.types import ColumnType

_READABLE = """
    c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
    AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
    AND has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT')
"""
_TABLES = f"""
    SELECT c.oid, n.nspname, c.relname, c.relkind IN ('v', 'm'), obj_description(c.oid, 'pg_class'),
           CASE WHEN c.reltuples >= 0 AND c.relkind IN ('r', 'm') THEN c.reltuples::bigint END
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE {_READABLE} ORDER BY 2, 3
"""  # noqa: S608 (constants only)
_COLUMNS = f"""
    SELECT a.attrelid, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
           col_description(a.attrelid, a.attnum), t.typtype::text,
           CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END
    FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = a.atttypid
    JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE a.attnum > 0 AND NOT a.attisdropped AND has_column_privilege(c.oid, a.attnum, 'SELECT') AND {_READABLE}
    ORDER BY a.attrelid, a.attnum
"""  # noqa: S608 (constants only)
_VIEWS = f"""
    SELECT n.nspname, c.relname, pg_get_viewdef(c.oid)
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('v', 'm') AND {_READABLE}
"""  # noqa: S608 (constants only)
_KEYS = "SELECT conrelid, contype::text, conkey, confrelid, confkey FROM pg_constraint WHERE contype IN ('p', 'f')"
_UNIQUE = """
    SELECT indrelid, indkey[0] FROM pg_index
    WHERE indisunique AND indisvalid AND indnkeyatts = 1 AND indpred IS NULL AND indexprs IS NULL
"""
_SERVER = "SELECT current_database(), 'PostgreSQL ' || current_setting('server_version')"


def read_catalog(cursor: psycopg.Cursor, default_schema: str, names: Sequence[str]) -> Catalog:
    reader = _Reader(cursor, default_schema)
    database, server = cursor.execute(_SERVER).fetchone() or ("", "")
    tables = tuple(reader.table(*row) for row in cursor.execute(_TABLES).fetchall())
    views = {
        ("" if schema == default_schema else schema, name): definition
        for schema, name, definition in cursor.execute(_VIEWS).fetchall()
    }
    catalog = Catalog("postgres", with_definitions(tables, views), default_schema, database, server)
    return catalog.restricted_to(names) if names else catalog


class _Reader:
    """Holds what was read in a few queries over all tables, by the tables' object ids."""

    def __init__(self, cursor: psycopg.Cursor, default_schema: str) -> None:
        self._default_schema = default_schema
        self._columns: dict[int, dict[int, tuple[Any, ...]]] = defaultdict(dict)
        for table, number, *rest in cursor.execute(_COLUMNS).fetchall():
            self._columns[table][number] = tuple(rest)
        self._unique = set(cursor.execute(_UNIQUE).fetchall())
        self._primary: dict[int, list[int]] = {}
        self._foreign: dict[int, list[tuple[list[int], int, list[int]]]] = defaultdict(list)
        for table, kind, columns, target, aims in cursor.execute(_KEYS).fetchall():
            if kind == "p":
                self._primary[table] = columns
            else:
                self._foreign[table].append((columns, target, aims))
        self._names = {oid: self._full_name(schema, name) for oid, schema, name, *_ in cursor.execute(_TABLES)}

    def table(self, oid: int, schema: str, name: str, is_view: bool, comment: str | None, rows: int | None) -> Table:
        return Table(
            name,
            tuple(self._column(oid, number, *rest) for number, rest in self._columns[oid].items()),
            schema="" if schema == self._default_schema else schema,
            primary_key=self._named(oid, self._primary.get(oid, [])),
            foreign_keys=tuple(self._foreign_keys(oid)),
            is_view=is_view,
            comment=comment or "",
            row_estimate=rows,
        )

    def _column(
        self, oid: int, number: int, name: str, declared: str, not_null: bool, comment: str | None, kind: str, base: str
    ) -> Column:
        unique = (oid, number) in self._unique
        return Column(name, declared, _type(kind, base or declared), not not_null, unique, comment or "")

    def _foreign_keys(self, oid: int) -> list[ForeignKey]:
        """Keys whose target the role can read."""
        return [
            ForeignKey(self._named(oid, columns), self._names[target], self._named(target, aims))
            for columns, target, aims in self._foreign[oid]
            if target in self._names
        ]

    def _named(self, oid: int, numbers: list[int]) -> tuple[str, ...]:
        return tuple(self._columns[oid][number][0] for number in numbers if number in self._columns[oid])

    def _full_name(self, schema: str, name: str) -> str:
        return name if schema == self._default_schema else f"{schema}.{name}"


def _type(kind: str, declared: str) -> ColumnType:
    return ColumnType.TEXT if kind == "e" else column_type(declared)
