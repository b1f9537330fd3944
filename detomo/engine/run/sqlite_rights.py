"""What an SQLite statement may read: three looks at it, none of which runs it.

1. The authorizer, which SQLite asks about tables, columns and functions while it compiles.
2. The compiled program. A column that is only joined with (`NATURAL JOIN`, `USING`) is never asked about, but its table
   is opened.
3. The words, for what neither tells apart: who names a table that an allowed view reads, the view or the statement.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

from detomo.engine.dialects.sqlite import SQLITE
from detomo.engine.run.adapter import AdapterError
from detomo.engine.run.sqlite_catalog import Names, read_names

_TABLE_FUNCTIONS = frozenset({"json_each", "json_tree"})
_FUNCTIONS = SQLITE.allowed_functions | {"match", "bm25", "highlight", "snippet"}  # with those of full-text tables
_PRAGMAS = frozenset({"data_version"})  # asked by full-text tables while they are read
# Tables that need no CREATE: see SELECT name FROM pragma_module_list.
_ENGINE_NAMES = (
    "pragma_",
    "sqlite_",
    "fts",
    "rtree",
    "dbstat",
    "geopoly",
    "bytecode",
    "tables_used",
    "generate_series",
)
_OPENING = frozenset({"OpenRead", "ReopenIdx"})
_WRITING = frozenset({"OpenWrite", "Clear", "Destroy", "ParseSchema", "Vacuum", "VUpdate", "JournalMode"})
_TOKEN = re.compile(
    r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|--[^\n]*|/\*.*?(?:\*/|\Z)|\w+|\s+|.""", re.DOTALL
)


class Rights:
    """The rights of one connection. The object itself is the authorizer."""

    def __init__(self) -> None:
        self._names = Names()
        self._views: frozenset[str] = frozenset()
        self._unnameable: frozenset[str] = frozenset()
        self._openable: frozenset[str] = frozenset()
        self._read_by_view: set[str] = set()
        self._suspended = False

    def learn(self, schema: sqlite3.Connection, wanted: Sequence[str]) -> None:
        """Find out what may be read: the wanted tables, and what their views read."""
        self._names = read_names(schema, wanted)
        read = [_reads_of_view(schema, view) for view in self._names.views]
        self._views = frozenset().union(*(views for views, _ in read))
        behind = frozenset().union(*(tables for _, tables in read))
        self._openable = self._names.allowed | behind
        self._unnameable = (behind - self._names.allowed) | self._names.hidden_virtual

    @property
    def declared(self) -> list[str]:
        """What a connection has to use once before it may be used under the authorizer: quoted names."""
        virtual = [_quoted(name) for name in self._names.virtual]
        return [*sorted(_TABLE_FUNCTIONS), *virtual]

    def start(self, sql: str) -> None:
        """Begin with a statement. Raises `AdapterError` for words that would blur who reads what."""
        self._read_by_view.clear()
        if name := shadowed(sql, self._views) or named(sql, self._unnameable):
            raise AdapterError("query_denied", f"access to {name} is prohibited", touched_rows=False)

    def check_program(self, program: Iterable[Sequence[Any]]) -> None:
        """Check the tables that a compiled statement, as EXPLAIN lists it, opens."""
        for _, opcode, _, page, database, *_ in program:
            if opcode in _WRITING:
                raise AdapterError("query_denied", "not a query", touched_rows=False)
            if opcode in _OPENING:
                table = self._names.by_page.get(page, "") if database == 0 else ""
                if table not in self._openable:
                    raise AdapterError("query_denied", f"access to {table or 'the schema'} is prohibited")

    @contextmanager
    def suspended(self) -> Iterator[None]:
        """For the adapter's own statements."""
        self._suspended = True
        try:
            yield
        finally:
            self._suspended = False

    def __call__(self, action: int, first: str | None, second: str | None, _: str | None, source: str | None) -> int:
        allowed = self._suspended or self._allows(action, first or "", second or "", source or "")
        return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY

    def _allows(self, action: int, first: str, second: str, source: str) -> bool:
        in_view = source.lower() in self._views
        match action:
            case sqlite3.SQLITE_SELECT | sqlite3.SQLITE_RECURSIVE:
                return True
            case sqlite3.SQLITE_READ:
                return self._may_read(first.lower(), second, in_view)
            case sqlite3.SQLITE_FUNCTION:
                return in_view or second.lower() in _FUNCTIONS
            case sqlite3.SQLITE_PRAGMA:
                return first.lower() in _PRAGMAS and not second
        return False

    def _may_read(self, table: str, column: str, in_view: bool) -> bool:
        if in_view:
            self._read_by_view.add(table)
            return True
        if table in self._names.allowed | _TABLE_FUNCTIONS:
            return True
        # What is read of a common table expression is reported by itself; of a view's table of which no column is
        # needed, as in count(*), once more, without the view.
        return not column and (table in self._read_by_view or self._is_made_up(table))

    def _is_made_up(self, name: str) -> bool:
        """Whether the statement itself must have made the name: neither the database nor SQLite has it."""
        return name not in self._names.known and not name.startswith(_ENGINE_NAMES)


def shadowed(sql: str, views: frozenset[str]) -> str:
    """The allowed view whose name a common table expression of the statement takes, or nothing.

    SQLite reports what such an expression reads as if the view read it, which would open the view's rights to it.
    """
    for word, following in pairwise(_words(sql)):
        if word in views and (following == "(" or following == "as"):
            return word
    return ""


def named(sql: str, tables: frozenset[str]) -> str:
    """The table of these that the statement names where a table stands, or nothing."""
    for previous, word in pairwise(_words(sql) if tables else ()):
        if word in tables and previous in ("from", "join", "in", "."):
            return word
    return ""


def _words(sql: str) -> list[str]:
    """The statement's tokens in lower case, names without their quotes, no comments."""
    tokens: list[str] = _TOKEN.findall(sql)
    return [
        token.strip('"`[]').lower() if token[0] in '"`[' else token.lower()
        for token in tokens
        if not token.isspace() and not token.startswith(("--", "/*"))
    ]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _reads_of_view(schema: sqlite3.Connection, view: str) -> tuple[set[str], set[str]]:
    """The views, itself included, and the tables that a view reads."""
    views, tables = {view.lower()}, set[str]()

    def record(action: int, table: str | None, _column: str | None, _database: str | None, source: str | None) -> int:
        if source:
            views.add(source.lower())
        if action == sqlite3.SQLITE_READ and table:
            tables.add(table.lower())
        return sqlite3.SQLITE_OK

    schema.set_authorizer(record)
    try:
        schema.execute(f"EXPLAIN SELECT * FROM {_quoted(view)}").close()  # noqa: S608 (a quoted name)
    except sqlite3.Error:
        return set(), set()  # a view that does not compile gives no rights
    finally:
        schema.set_authorizer(None)
    return views, tables - views
