"""Two databases on each engine: the whole one, and a copy from which everything the rules forbid was removed."""

import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import duckdb
import psycopg
import pymysql

from detomo.engine.evaluate.ruled_data import CANARY, CANARY_NUMBER, VIEWS, TableSpec, tables
from detomo.engine.types import Dialect

POSTGRES_URL = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
MYSQL_URL = os.environ.get("TEST_MYSQL_URL", "mysql://root@127.0.0.1:3306/test")
_SECONDS = 10

DatabaseError = (sqlite3.Error, duckdb.Error, psycopg.Error, pymysql.Error, OverflowError)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a statement gave: its rows as a bag, or the database's error; and every word the database said besides."""

    rows: Counter[str] | None
    said: str = ""

    @property
    def leaks(self) -> bool:
        words = self.said + " ".join(self.rows or ())
        return CANARY.lower() in words.lower() or any(
            str(CANARY_NUMBER + number) in words for number in range(30)
        )


@dataclass(frozen=True, slots=True)
class Pair:
    dialect: Dialect
    schema: str
    whole: Callable[[str], Outcome]
    copy: Callable[[str], Outcome]


@contextmanager
def pair(dialect: Dialect, name: str) -> Iterator[Pair]:
    """Fill both databases; `name` keeps those on servers apart from others. Raises the driver's error when it is away."""
    with {"sqlite": _sqlite, "duckdb": _duckdb, "postgres": _postgres, "mysql": _mysql}[dialect](name) as made:
        yield made


def fill(execute: Callable[[str], Any], dialect: Dialect, *, whole: bool) -> None:
    """Create and fill the tables and views through a function that runs one statement."""
    quote = "`" if dialect == "mysql" else '"'
    for spec in tables(dialect):
        columns = spec.columns if whole else spec.visible_columns()
        kinds = {"int": "INTEGER", "text": "VARCHAR(80)" if dialect == "mysql" else "TEXT", "date": "DATE"}
        declared = [f"{quote}{name}{quote} {_declared(spec, name, kind, kinds)}" for name, kind in columns]
        execute(f"CREATE TABLE {quote}{spec.name}{quote} ({', '.join(declared)})")
        for row in spec.rows if whole else spec.visible_rows():
            execute(f"INSERT INTO {quote}{spec.name}{quote} VALUES ({', '.join(map(_literal, row.values()))})")  # noqa: S608
    for view in VIEWS:
        execute(f"CREATE VIEW {view.name} AS {view.query}")


def _declared(spec: TableSpec, name: str, kind: str, kinds: dict[str, str]) -> str:
    return kinds[kind] + (" PRIMARY KEY" if name == spec.columns[0][0] else "")


def _literal(value: Any) -> str:
    return "NULL" if value is None else str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def _runner(run: Callable[[str], tuple[list[Any], str]]) -> Callable[[str], Outcome]:
    def outcome(sql: str) -> Outcome:
        try:
            rows, said = run(sql)
        except DatabaseError as err:
            return Outcome(None, str(err).replace(sql, ""))
        return Outcome(Counter(repr(tuple(row)) for row in rows), said)

    return outcome


@contextmanager
def _sqlite(name: str) -> Iterator[Pair]:
    connections = sqlite3.connect(":memory:"), sqlite3.connect(":memory:")
    runners = []
    for connection, whole in zip(connections, (True, False), strict=True):
        fill(connection.execute, "sqlite", whole=whole)
        runners.append(_runner(lambda sql, c=connection: (c.execute(sql).fetchall(), "")))  # type: ignore[misc]
    yield Pair("sqlite", "main", *runners)
    for connection in connections:
        connection.close()


@contextmanager
def _duckdb(name: str) -> Iterator[Pair]:
    connections = duckdb.connect(":memory:"), duckdb.connect(":memory:")
    runners = []
    for connection, whole in zip(connections, (True, False), strict=True):
        connection.execute("SET threads = 1")
        fill(connection.execute, "duckdb", whole=whole)
        runners.append(_runner(lambda sql, c=connection: (c.execute(sql).fetchall(), "")))
    yield Pair("duckdb", "main", *runners)
    for connection in connections:
        connection.close()


@contextmanager
def _postgres(name: str) -> Iterator[Pair]:
    admin = psycopg.connect(POSTGRES_URL, autocommit=True, connect_timeout=_SECONDS)
    names = f"{name}_whole", f"{name}_copy"
    connections, runners = [], []
    try:
        for database, whole in zip(names, (True, False), strict=True):
            admin.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
            admin.execute(f'CREATE DATABASE "{database}"')
            connection = psycopg.connect(POSTGRES_URL, dbname=database, autocommit=True)
            connection.execute("SET statement_timeout = '10s'")
            connections.append(connection)
            fill(connection.execute, "postgres", whole=whole)  # type: ignore[arg-type]
            runners.append(_runner(lambda sql, c=connection: (c.execute(sql).fetchall(), "")))  # type: ignore[misc]
        yield Pair("postgres", "public", *runners)
    finally:
        for connection in connections:
            connection.close()
        for database in names:
            admin.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
        admin.close()


@contextmanager
def _mysql(name: str) -> Iterator[Pair]:
    url = urlsplit(MYSQL_URL)
    connections, runners = [], []
    try:
        for database, whole in ((f"{name}_whole", True), (f"{name}_copy", False)):
            connection = pymysql.connect(
                host=url.hostname or "127.0.0.1",
                port=url.port or 3306,
                user=url.username or "root",
                password=url.password or "",
                connect_timeout=_SECONDS,
                autocommit=True,
            )
            connections.append((connection, database))
            for sql in (f"DROP DATABASE IF EXISTS {database}", f"CREATE DATABASE {database}", f"USE {database}"):
                connection.query(sql)
            fill(connection.query, "mysql", whole=whole)
            runners.append(_runner(lambda sql, c=connection: _with_warnings(c, sql)))
        whole_runner, copy_runner = runners
        here = f"`{name}_whole`", f"`{name}_copy`"
        yield Pair("mysql", f"{name}_whole", whole_runner, lambda sql: copy_runner(sql.replace(*here)))
    finally:
        for connection, database in connections:
            connection.query(f"DROP DATABASE IF EXISTS {database}")
            connection.close()


def _with_warnings(connection: Any, sql: str) -> tuple[list[Any], str]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        rows = list(cursor.fetchall())
        cursor.execute("SHOW WARNINGS")
        return rows, str(cursor.fetchall())
