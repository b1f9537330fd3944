"""The same small shop on every engine, for tests that hold on all of them."""

import json
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import duckdb
import psycopg
import pymysql
import pytest

from detomo.engine.types import Dialect, SafeQuery

FOLDER = Path(__file__).parent
POSTGRES_URL = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
MYSQL_URL = os.environ.get("TEST_MYSQL_URL", "mysql://root@127.0.0.1:3306/test")
NAME = f"detomo_run_{secrets.token_hex(4)}"
PASSWORD = "s3kr1t-Pass"
SHOP = ("customers", "orders", "order_totals", "archive.orders")


@dataclass(frozen=True)
class Database:
    """`url` logs in as somebody who may read the shop and not the secrets."""

    dialect: Dialect
    url: str
    admin_url: str = ""

    def query(self, sql: str) -> SafeQuery:
        return SafeQuery(sql, self.dialect)

    def as_admin(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a statement past the runner."""
        with admin(self) as cursor:
            cursor.execute(sql)
            return [tuple(row) for row in cursor.fetchall()]


def cases(name: str) -> list[Any]:
    """The lines of `cases/<name>.jsonl` as test parameters, each with its SQL as its name."""
    lines = (FOLDER / "cases" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    loaded = [json.loads(line) for line in lines]
    return [pytest.param(case, id=f"{case['dialect']}: {case['sql'][:60]}") for case in loaded]


def _script(dialect: str) -> list[str]:
    text = (FOLDER / "schema" / f"{dialect}.sql").read_text(encoding="utf-8")
    return [statement for statement in text.split(";\n") if statement.strip()]


@contextmanager
def admin(database: Database) -> Iterator[Any]:
    connect = {"sqlite": _sqlite, "duckdb": _duckdb, "postgres": _postgres, "mysql": _mysql}[database.dialect]
    connection = connect(database.admin_url)
    try:
        yield connection.cursor()
    finally:
        connection.close()


def _sqlite(path: str) -> Any:
    return sqlite3.connect(path, isolation_level=None)


def _duckdb(path: str) -> Any:
    return duckdb.connect(path, read_only=True)


def _postgres(url: str) -> Any:
    return psycopg.connect(url, autocommit=True, connect_timeout=3)


def _mysql(url: str) -> Any:
    parts = urlsplit(url)
    return pymysql.connect(
        host=parts.hostname,
        port=parts.port or 3306,
        user=parts.username,
        password=parts.password or "",
        database=parts.path.removeprefix("/") or None,
        autocommit=True,
        charset="utf8mb4",
        connect_timeout=3,
    )


def make_sqlite(folder: Path) -> Database:
    path = folder / "shop.db"
    connection = _sqlite(str(path))
    connection.executescript(";\n".join(_script("sqlite")))
    connection.close()
    return Database("sqlite", f"sqlite:///{path}", str(path))


def make_duckdb(folder: Path) -> Database:
    path = folder / "shop.duckdb"
    connection = duckdb.connect(str(path))
    connection.execute(";\n".join(_script("duckdb")))
    connection.close()
    return Database("duckdb", f"duckdb:///{path}", str(path))


@contextmanager
def made_postgres(name: str = NAME) -> Iterator[Database]:
    server = _connect_or_skip("PostgreSQL", POSTGRES_URL, _postgres)
    parts = urlsplit(POSTGRES_URL)
    server.execute(f"CREATE DATABASE {name}")
    server.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}'")
    database = Database(
        "postgres",
        f"postgresql://{name}:{PASSWORD}@{parts.hostname}:{parts.port or 5432}/{name}",
        parts._replace(path=f"/{name}").geturl(),
    )
    with admin(database) as cursor:
        for statement in _script("postgres"):
            cursor.execute(statement)
        cursor.execute(f"GRANT USAGE ON SCHEMA archive TO {name}")
        cursor.execute(f"GRANT SELECT ON customers, orders, order_totals, archive.orders TO {name}")
    yield database
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")
    server.execute(f"DROP ROLE {name}")
    server.close()


@contextmanager
def made_mysql(name: str = NAME) -> Iterator[Database]:
    server = _connect_or_skip("MySQL or MariaDB", urlsplit(MYSQL_URL)._replace(path="").geturl(), _mysql)
    parts = urlsplit(MYSQL_URL)
    cursor = server.cursor()
    cursor.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
    cursor.execute(f"CREATE USER {name} IDENTIFIED BY '{PASSWORD}'")
    database = Database(
        "mysql",
        f"mysql://{name}:{PASSWORD}@{parts.hostname}:{parts.port or 3306}/{name}",
        parts._replace(path=f"/{name}").geturl(),
    )
    with admin(database) as shop:
        for statement in _script("mysql"):
            shop.execute(statement)
        for table in ("customers", "orders", "order_totals"):
            shop.execute(f"GRANT SELECT, SHOW VIEW ON {name}.{table} TO {name}")
    yield database
    cursor.execute(f"DROP DATABASE {name}")
    cursor.execute(f"DROP USER {name}")
    server.close()


def _connect_or_skip(product: str, url: str, connect: Any) -> Any:
    try:
        return connect(url)
    except (psycopg.OperationalError, pymysql.OperationalError) as err:
        where = urlsplit(url)
        text = f"{product} does not answer at {where.hostname}:{where.port}: {err}"
        if os.environ.get("CI"):
            pytest.fail(text)
        pytest.skip(text)
