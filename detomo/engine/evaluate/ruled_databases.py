"""Two databases on each engine: the whole one, and a copy from which everything the rules forbid was removed."""

import os
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
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

_CANARY_NUMBER = re.compile(rf"(?<![\d.]){str(CANARY_NUMBER)[:-2]}\d\d(?!\d)")

DatabaseError = (sqlite3.Error, duckdb.Error, psycopg.Error, pymysql.Error, OverflowError)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a statement gave: its rows as a bag, or the database's error; and every word the database said besides."""

    rows: Counter[str] | None
    said: str = ""

    @property
    def leaks(self) -> bool:
        words = " ".join((self.said, *(self.rows or ())))
        return CANARY.lower() in words.lower() or _CANARY_NUMBER.search(words) is not None


@dataclass(frozen=True, slots=True)
class Pair:
    dialect: Dialect
    schema: str
    whole: Callable[[str], Outcome]
    copy: Callable[[str], Outcome]


@contextmanager
def pair(dialect: Dialect, name: str) -> Iterator[Pair]:
    """Fill both databases; `name` keeps those on servers apart. Raises the driver's error when a server is away."""
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
    # The switch that keeps MariaDB from merging wrongly (see `_with_warnings`) does not reach views.
    algorithm = "ALGORITHM = TEMPTABLE" if dialect == "mysql" and not whole else ""
    for view in VIEWS:
        execute(f"CREATE {algorithm} VIEW {view.name} AS {view.query}")


def _declared(spec: TableSpec, name: str, kind: str, kinds: dict[str, str]) -> str:
    return kinds[kind] + (" PRIMARY KEY" if name == spec.columns[0][0] else "")


def _literal(value: Any) -> str:
    return "NULL" if value is None else str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def _comparable(value: Any) -> Any:
    """Sums of floats depend on the order of the rows, and the clock moves on."""
    return round(value, 6) if isinstance(value, float) else value


def runner(run: Callable[[str], tuple[list[Any], str]]) -> Callable[[str], Outcome]:
    """Turn a function that runs a statement, and says what was said besides, into one that never raises."""

    def outcome(sql: str) -> Outcome:
        try:
            rows, said = run(sql)
        except DatabaseError as err:
            return Outcome(None, str(err).replace(sql, ""))
        return Outcome(Counter(repr(tuple(map(_comparable, row))) for row in rows), said)

    return outcome


@contextmanager
def _sqlite(name: str) -> Iterator[Pair]:
    with closing(sqlite3.connect(":memory:")) as whole, closing(sqlite3.connect(":memory:")) as copy:
        fill(whole.execute, "sqlite", whole=True)
        fill(copy.execute, "sqlite", whole=False)
        yield Pair("sqlite", "main", runner(fetching(whole)), runner(fetching(copy)))


@contextmanager
def _duckdb(name: str) -> Iterator[Pair]:
    with closing(duckdb.connect(":memory:")) as whole, closing(duckdb.connect(":memory:")) as copy:
        fill(whole.execute, "duckdb", whole=True)
        fill(copy.execute, "duckdb", whole=False)
        yield Pair("duckdb", "main", runner(fetching(whole)), runner(fetching(copy)))


@contextmanager
def _postgres(name: str) -> Iterator[Pair]:
    with ExitStack() as stack:
        runners = []
        for database, is_whole in ((f"{name}_whole", True), (f"{name}_copy", False)):
            connection = stack.enter_context(_postgres_database(database))
            fill(connection.execute, "postgres", whole=is_whole)
            runners.append(runner(fetching(connection)))
        yield Pair("postgres", "public", *runners)


@contextmanager
def _postgres_database(database: str) -> Iterator[Any]:
    drop = f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)'
    admin: Any = psycopg.connect(POSTGRES_URL, autocommit=True, connect_timeout=_SECONDS)
    with closing(admin):
        admin.execute(drop)
        admin.execute(f'CREATE DATABASE "{database}"')
        try:
            options = f"-c statement_timeout={_SECONDS}s"
            with closing(
                psycopg.connect(POSTGRES_URL, dbname=database, autocommit=True, options=options)
            ) as connection:
                yield connection
        finally:
            admin.execute(drop)


@contextmanager
def _mysql(name: str) -> Iterator[Pair]:
    whole_name, copy_name = f"{name}_whole", f"{name}_copy"
    with _mysql_database(whole_name) as whole, _mysql_database(copy_name) as copy:
        fill(whole.query, "mysql", whole=True)
        fill(copy.query, "mysql", whole=False)
        run_copy = runner(_with_warnings(copy))

        def renamed(sql: str) -> Outcome:  # a schema is a database here
            return run_copy(sql.replace(f"`{whole_name}`", f"`{copy_name}`"))

        yield Pair("mysql", whole_name, runner(_with_warnings(whole)), renamed)


@contextmanager
def _mysql_database(database: str) -> Iterator[Any]:
    url = urlsplit(MYSQL_URL)
    connection = pymysql.connect(
        host=url.hostname or "127.0.0.1",
        port=url.port or 3306,
        user=url.username or "root",
        password=url.password or "",
        connect_timeout=_SECONDS,
        read_timeout=_SECONDS,
        autocommit=True,
    )
    with closing(connection):
        for sql in (f"DROP DATABASE IF EXISTS {database}", f"CREATE DATABASE {database}", f"USE {database}"):
            connection.query(sql)
        try:
            yield connection
        finally:
            connection.query(f"DROP DATABASE IF EXISTS {database}")


def fetching(connection: Any) -> Callable[[str], tuple[list[Any], str]]:
    """A function that runs a statement for `runner`."""
    return lambda sql: (connection.execute(sql).fetchall(), "")


def _with_warnings(connection: Any) -> Callable[[str], tuple[list[Any], str]]:
    """MariaDB says in warnings what others say in errors.

    Below window functions it merges no derived table here: MariaDB 10.11 then drops conditions with subqueries.
    """

    def run(sql: str) -> tuple[list[Any], str]:
        with connection.cursor() as cursor:
            merging = "off" if " OVER (" in sql else "on"
            cursor.execute(f"SET optimizer_switch = 'derived_merge={merging}'")
            cursor.execute(sql)
            rows = list(cursor.fetchall())
            cursor.execute("SHOW WARNINGS")
            return rows, str(cursor.fetchall())

    return run
