"""Chinook on each engine, with a secret beside it, behind a login that may read Chinook only.

The secret is the table `secrets_internal (id, token)` and the view `v_secret` on it.
"""

import re
import secrets
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import duckdb
import pandas
import psycopg
import pymysql
from pymysql.constants import CLIENT

from detomo.engine.types import Dialect

TOKEN = "token-8c1f0a6e"  # noqa: S105 (the bait)
_NAME = f"detomo_measure_{secrets.token_hex(4)}"
_PASSWORD = "measure-only"  # noqa: S105 (of a login that exists while the measurement runs)
_SECRETS = (
    "CREATE TABLE secrets_internal (id integer, token varchar(80))",
    f"INSERT INTO secrets_internal VALUES (1, '{TOKEN}')",  # noqa: S608 (a constant)
    "CREATE VIEW v_secret AS SELECT token FROM secrets_internal",
)
_HIDDEN = {"secrets_internal", "v_secret"}


@dataclass(frozen=True)
class Setup:
    """`url` is what a runner gets, `tables` what it may read; `state` tells two states of the database apart."""

    dialect: Dialect
    url: str
    tables: tuple[str, ...]
    state: Callable[[], object]


@contextmanager
def sqlite_setup(data: Path, folder: Path) -> Iterator[Setup]:
    path = folder / "chinook.db"
    shutil.copyfile(data / "chinook" / "chinook.sqlite", path)
    path.chmod(0o600)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in _SECRETS:
            connection.execute(statement)
        tables = _tables(connection)
    yield Setup("sqlite", f"sqlite:///{path}", tables, path.read_bytes)


@contextmanager
def duckdb_setup(data: Path, folder: Path) -> Iterator[Setup]:
    path = folder / "chinook.duckdb"
    with (
        closing(sqlite3.connect(data / "chinook" / "chinook.sqlite")) as source,
        closing(duckdb.connect(str(path))) as target,
    ):
        tables = _tables(source)
        for table in tables:
            _copy(source, target, table)
        for statement in _SECRETS:
            target.execute(statement)
    yield Setup("duckdb", f"duckdb:///{path}", tables, path.read_bytes)


def _tables(connection: sqlite3.Connection) -> tuple[str, ...]:
    rows = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return tuple(name for (name,) in rows if name not in _HIDDEN)


def _copy(source: sqlite3.Connection, target: duckdb.DuckDBPyConnection, table: str) -> None:
    cursor = source.execute(f"SELECT * FROM {table}")  # noqa: S608 (Chinook's names)
    names = [entry[0] for entry in cursor.description]
    columns = zip(*cursor.fetchall(), strict=True)
    target.execute(_definition(source, table))
    # As a whole: DuckDB takes seconds to insert as many rows one by one.
    target.register("copied", pandas.DataFrame(dict(zip(names, columns, strict=True))))
    target.execute(f"INSERT INTO {table} SELECT * FROM copied")  # noqa: S608 (Chinook's names)
    target.unregister("copied")


def _definition(source: sqlite3.Connection, table: str) -> str:
    """CREATE TABLE with the same names and types that every engine knows."""
    columns = source.execute(f"PRAGMA table_info({table})").fetchall()
    declared = ", ".join(f"{name} {kind.upper()}" for _, name, kind, *_ in columns)
    return f"CREATE TABLE {table} ({declared.replace('NVARCHAR', 'VARCHAR').replace('DATETIME', 'TIMESTAMP')})"


@contextmanager
def postgres_setup(data: Path, admin_url: str) -> Iterator[Setup]:
    """Needs a superuser's URL; raises `psycopg.OperationalError` when the server does not answer."""
    parts = urlsplit(admin_url)
    own = parts._replace(path=f"/{_NAME}").geturl()

    def execute(url: str, *statements: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(url, autocommit=True, connect_timeout=3) as connection:
            for statement in statements:
                cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    execute(admin_url, f"CREATE DATABASE {_NAME}", f"CREATE ROLE {_NAME} LOGIN PASSWORD '{_PASSWORD}'")
    try:
        tables = _fill_postgres(data, own)
        execute(own, *_SECRETS, *(f"GRANT SELECT ON {table} TO {_NAME}" for table in tables))
        url = f"postgresql://{_NAME}:{_PASSWORD}@{parts.hostname}:{parts.port or 5432}/{_NAME}"
        count = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in tables)  # noqa: S608
        objects = "SELECT relname, 1 FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        yield Setup("postgres", url, tables, lambda: sorted(execute(own, f"{count} UNION ALL {objects}")))
    finally:
        execute(admin_url, f"DROP DATABASE {_NAME} WITH (FORCE)", f"DROP ROLE {_NAME}")


def _fill_postgres(data: Path, url: str) -> tuple[str, ...]:
    """Chinook under SQLite's names, which PostgreSQL folds to lower case: the script's own names have underscores."""
    with (
        closing(sqlite3.connect(data / "chinook" / "chinook.sqlite")) as source,
        psycopg.connect(url, autocommit=True, connect_timeout=3) as target,
        target.cursor() as cursor,
    ):
        tables = _tables(source)
        for table in tables:
            cursor.execute(_definition(source, table))
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for row in source.execute(f"SELECT * FROM {table}"):  # noqa: S608 (Chinook's names)
                    copy.write_row(row)
    return tuple(table.lower() for table in tables)


@contextmanager
def mysql_setup(data: Path, admin_url: str) -> Iterator[Setup]:
    """Needs root's URL; raises `pymysql.OperationalError` when the server does not answer."""
    parts = urlsplit(admin_url)

    def execute(database: str | None, *statements: str) -> list[tuple[Any, ...]]:
        with (
            closing(
                pymysql.connect(
                    host=parts.hostname or "",
                    port=parts.port or 3306,
                    user=parts.username,
                    password=parts.password or "",
                    database=database,
                    charset="utf8mb4",
                    client_flag=CLIENT.MULTI_STATEMENTS,
                    autocommit=True,
                    connect_timeout=3,
                )
            ) as connection,
            closing(connection.cursor()) as cursor,
        ):
            for statement in statements:
                cursor.execute(statement)
                while cursor.nextset():
                    pass
            return list(cursor.fetchall())

    execute(None, f"CREATE DATABASE {_NAME} CHARACTER SET utf8mb4", f"CREATE USER {_NAME} IDENTIFIED BY '{_PASSWORD}'")
    try:
        script = (data / "chinook" / "Chinook_MySql.sql").read_text(encoding="utf-8")
        execute(_NAME, re.sub(r"(?im)^\s*(DROP DATABASE|CREATE DATABASE|USE ).*$", "", script))
        tables = tuple(name for (name,) in execute(_NAME, "SHOW TABLES"))
        execute(_NAME, *_SECRETS, *(f"GRANT SELECT ON {_NAME}.{table} TO {_NAME}" for table in tables))
        url = f"mysql://{_NAME}:{_PASSWORD}@{parts.hostname}:{parts.port or 3306}/{_NAME}"
        count = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in tables)  # noqa: S608
        objects = f"SELECT table_name, 1 FROM information_schema.tables WHERE table_schema = '{_NAME}'"  # noqa: S608
        yield Setup("mysql", url, tables, lambda: sorted(execute(_NAME, f"{count} UNION ALL {objects}")))
    finally:
        execute(None, f"DROP DATABASE {_NAME}", f"DROP USER {_NAME}")
