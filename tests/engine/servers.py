"""The library on every engine that answers: in memory, or in a schema of its own that is dropped afterwards."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import duckdb
import psycopg
import pymysql
import pytest

from detomo.engine.types import Dialect
from tests.engine import library

POSTGRES_URL = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
MYSQL_URL = os.environ.get("TEST_MYSQL_URL", "mysql://root@127.0.0.1:3306/test")
_SCHEMA = "repair_library"

Execute = Callable[[str], Sequence[Any]]


@contextmanager
def filled_library(dialect: Dialect) -> Iterator[Execute]:
    """Yield a function that runs one statement and gives its rows. Skips where a server is away, fails so in CI."""
    opener = {"sqlite": _sqlite, "duckdb": _duckdb, "postgres": _postgres, "mysql": _mysql}[dialect]
    with opener() as execute:
        library.fill(execute)
        yield execute


def absent(url: str, err: Exception) -> None:
    reason = f"no server answers at {url}: {type(err).__name__}"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def _sqlite() -> Iterator[Execute]:
    yield library.empty_sqlite()


@contextmanager
def _duckdb() -> Iterator[Execute]:
    with duckdb.connect(":memory:") as connection:
        yield lambda sql: connection.execute(sql).fetchall()


@contextmanager
def _postgres() -> Iterator[Execute]:
    try:
        connection = psycopg.connect(POSTGRES_URL, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError as err:
        absent(POSTGRES_URL, err)
        raise
    with connection:
        connection.execute(f"DROP SCHEMA IF EXISTS {_SCHEMA} CASCADE")
        connection.execute(f"CREATE SCHEMA {_SCHEMA}")
        connection.execute(f"SET search_path = {_SCHEMA}")

        def execute(sql: str) -> Sequence[Any]:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

        yield execute
        connection.execute(f"DROP SCHEMA {_SCHEMA} CASCADE")


@contextmanager
def _mysql() -> Iterator[Execute]:
    url = urlsplit(MYSQL_URL)
    try:
        connection = pymysql.connect(
            host=url.hostname, port=url.port or 3306, user=url.username, password=url.password or "", connect_timeout=3
        )
    except pymysql.err.OperationalError as err:
        absent(MYSQL_URL, err)
        raise
    with connection, connection.cursor() as cursor:

        def execute(sql: str) -> Sequence[Any]:
            cursor.execute(sql)
            return list(cursor.fetchall())

        execute(f"DROP DATABASE IF EXISTS {_SCHEMA}")
        execute(f"CREATE DATABASE {_SCHEMA} CHARACTER SET utf8mb4")
        execute(f"USE {_SCHEMA}")
        yield execute
        execute(f"DROP DATABASE {_SCHEMA}")
