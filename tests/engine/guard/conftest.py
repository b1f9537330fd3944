"""A guard per dialect, and the shop in the real engines."""

import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import duckdb
import psycopg
import pymysql
import pytest

from detomo.engine.guard import Guard
from detomo.engine.types import Dialect
from tests.engine.guard import shop

DATABASE = f"guard_shop_{secrets.token_hex(4)}"  # two runs at a time do not meet
Run = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture(scope="session")
def guards() -> dict[Dialect, Guard]:
    return {dialect: Guard(shop.catalog(dialect)) for dialect in shop.DIALECTS}


def _away(server: str, url: str) -> None:
    message = f"{server} does not answer at {url}"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def sqlite_shop() -> Iterator[Run]:
    with closing(sqlite3.connect(":memory:")) as connection:
        shop.fill(connection.execute)
        yield lambda sql: connection.execute(sql).fetchall()


@pytest.fixture(scope="session")
def duckdb_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    with duckdb.connect(str(tmp_path_factory.mktemp("duckdb") / "shop.duckdb")) as connection:
        shop.fill(connection.execute)
        yield lambda sql: connection.execute(sql).fetchall()


@pytest.fixture(scope="session")
def postgres_shop() -> Iterator[Run]:
    url = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
    try:
        admin = psycopg.connect(url, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        _away("PostgreSQL", url)
    with closing(admin):
        admin.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        admin.execute(f"CREATE DATABASE {DATABASE}")
        with closing(psycopg.connect(url, autocommit=True, dbname=DATABASE)) as connection:
            shop.fill(connection.execute)
            yield lambda sql: connection.execute(sql).fetchall()
        admin.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")


@pytest.fixture(scope="session")
def mysql_shop() -> Iterator[Run]:
    url = os.environ.get("TEST_MYSQL_URL", "mysql://root@127.0.0.1:3306/test")
    parts = urlsplit(url)
    login = {
        "host": parts.hostname,
        "port": parts.port or 3306,
        "user": parts.username,
        "password": parts.password or "",
    }
    try:
        connection = pymysql.connect(**login, charset="utf8mb4", autocommit=True, connect_timeout=3)
    except pymysql.err.OperationalError:
        _away("MySQL", url)

    def run(sql: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql.replace("shop.", f"{DATABASE}."))
            return list(cursor.fetchall())

    with closing(connection):
        run(f"DROP DATABASE IF EXISTS {DATABASE}")
        run(f"CREATE DATABASE {DATABASE} CHARACTER SET utf8mb4")
        run(f"USE {DATABASE}")
        shop.fill(run)
        yield run
        run(f"DROP DATABASE {DATABASE}")


@pytest.fixture
def run(request: pytest.FixtureRequest) -> Run:
    """Run SQL in the engine whose dialect the test is parametrized with (`indirect`)."""
    return request.getfixturevalue(f"{request.param}_shop")
