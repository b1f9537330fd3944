"""SQLite's schema, from its pragmas."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from detomo.engine.catalog.model import Catalog, Column, ForeignKey, Table
from detomo.engine.run.declared import affinity_type
from detomo.engine.run.views import with_definitions

_VISIBLE = """
    SELECT name, type, wr FROM pragma_table_list
    WHERE schema = 'main' AND type IN ('table', 'view', 'virtual') AND substr(name, 1, 7) <> 'sqlite_' ORDER BY name
"""
_COLUMNS = 'SELECT name, type, "notnull", pk FROM pragma_table_xinfo(?) WHERE hidden <> 1 ORDER BY cid'
_UNIQUE = """
    SELECT min(i.name) FROM pragma_index_list(?) AS l, pragma_index_info(l.name) AS i
    WHERE l."unique" AND NOT l.partial GROUP BY l.name HAVING count(*) = 1
"""
_FOREIGN_KEYS = 'SELECT id, "table", "from", "to" FROM pragma_foreign_key_list(?) ORDER BY id, seq'
_VIEWS = "SELECT name, sql FROM sqlite_schema WHERE type = 'view'"
_PAGES = "SELECT rootpage, tbl_name FROM sqlite_schema WHERE rootpage > 0"
_SHADOWS = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'"


@dataclass(frozen=True, slots=True)
class Names:
    """What may be read, in lower case. `views` and `virtual` are as they are spelled, `by_page` is by root page,
    `known` are all names of the database, whether they may be read or not."""

    allowed: frozenset[str] = frozenset()
    views: tuple[str, ...] = ()
    virtual: tuple[str, ...] = ()
    hidden_virtual: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    by_page: Mapping[int, str] = field(default_factory=dict)


def read_catalog(connection: sqlite3.Connection, database: str, names: Sequence[str]) -> Catalog:
    views = {("", name): sql for name, sql in connection.execute(_VIEWS)}
    tables = with_definitions(_tables(connection), views)
    catalog = Catalog("sqlite", tables, "main", database, f"SQLite {sqlite3.sqlite_version}")
    return catalog.restricted_to(names) if names else catalog


def read_names(connection: sqlite3.Connection, names: Sequence[str]) -> Names:
    wanted = {name.lower().removeprefix("main.") for name in names}
    visible = connection.execute(_VISIBLE).fetchall()
    kept = [row for row in visible if not wanted or row[0].lower() in wanted]
    allowed = {name.lower() for name, _, _ in kept}
    owners = tuple(f"{name.lower()}_" for name, kind, _ in kept if kind == "virtual")
    # A full-text table reads its own shadow tables by SQL.
    every_shadow = {name.lower() for (name,) in connection.execute(_SHADOWS)}
    shadows = {name for name in every_shadow if name.startswith(owners)}
    return Names(
        allowed=frozenset(allowed | shadows),
        views=tuple(name for name, kind, _ in kept if kind == "view"),
        virtual=tuple(name for name, kind, _ in kept if kind == "virtual"),
        hidden_virtual=frozenset(name.lower() for name, kind, _ in visible if kind == "virtual") - allowed,
        known=frozenset(row[0].lower() for row in visible) | every_shadow,
        by_page={page: table.lower() for page, table in connection.execute(_PAGES)},
    )


def _tables(connection: sqlite3.Connection) -> Iterator[Table]:
    for name, kind, without_rowid in connection.execute(_VISIBLE).fetchall():
        try:
            columns = connection.execute(_COLUMNS, (name,)).fetchall()
        except sqlite3.OperationalError:
            continue  # a view whose tables are gone, or a virtual table whose module is not here
        key = sorted((position, column) for column, _, _, position in columns if position)
        yield Table(
            name,
            _columns(connection, name, columns, len(key) == 1),
            primary_key=tuple(column for _, column in key),
            foreign_keys=tuple(_foreign_keys(connection, name)),
            is_view=kind == "view",
            row_estimate=None if kind != "table" or without_rowid else _last_rowid(connection, name),
        )


def _columns(
    connection: sqlite3.Connection, table: str, rows: list[tuple[str, str, int, int]], single_key: bool
) -> tuple[Column, ...]:
    unique = {name for (name,) in connection.execute(_UNIQUE, (table,))}
    return tuple(
        Column(
            name,
            declared,
            affinity_type(declared),
            nullable=not (not_null or key),
            unique=name in unique or bool(single_key and key),
        )
        for name, declared, not_null, key in rows
    )


def _foreign_keys(connection: sqlite3.Connection, table: str) -> Iterator[ForeignKey]:
    keys: dict[int, tuple[str, list[str], list[str | None]]] = {}
    for key, target, source, aim in connection.execute(_FOREIGN_KEYS, (table,)):
        _, sources, aims = keys.setdefault(key, (target, [], []))
        sources.append(source)
        aims.append(aim)
    for target, sources, aims in keys.values():
        named = [aim for aim in aims if aim is not None]
        # A key that names no target columns means the target's primary key.
        yield ForeignKey(tuple(sources), target, tuple(named) or _primary_key(connection, target))


def _primary_key(connection: sqlite3.Connection, table: str) -> tuple[str, ...]:
    rows = connection.execute("SELECT name FROM pragma_table_info(?) WHERE pk ORDER BY pk", (table,))
    return tuple(name for (name,) in rows)


def _last_rowid(connection: sqlite3.Connection, table: str) -> int:
    """An upper estimate that needs no scan: rows that were deleted count as well."""
    name = table.replace('"', '""')
    (last,) = connection.execute(f'SELECT max(rowid) FROM "{name}"').fetchone()  # noqa: S608 (a quoted name)
    return max(last or 0, 0)
