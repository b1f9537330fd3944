"""Six small databases with questions of their own, on every engine: `<name>.sql` and `<name>.jsonl`.

The scripts keep to what all engines read, but for MySQL's name of a timestamp. On PostgreSQL the clinic stands in a
schema of its own, whose name needs quotes.
"""

import json
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import duckdb
import psycopg
import pymysql

from detomo.engine.assemble import Engine, EngineSettings, assemble
from detomo.engine.knowledge.fixed import FixedKnowledge
from detomo.engine.types import Dialect
from tests.engine.servers import MYSQL_URL, POSTGRES_URL, absent

HERE = Path(__file__).parent
NAMES = ("clinic", "staff", "school", "library", "logistics", "ryokan")
DIALECTS: tuple[Dialect, ...] = ("sqlite", "duckdb", "postgres", "mysql")
_OWN_SCHEMA = {"clinic": "Main Clinic"}
_PREFIX = f"detomo_asked_{secrets.token_hex(3)}"


def cases(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / f"{name}.jsonl").read_text("utf-8").splitlines()]


@contextmanager
def engine_on(name: str, dialect: Dialect, folder: Path) -> Iterator[Engine]:
    """The parser on one database; the database is gone afterwards."""
    with _MAKERS[dialect](name, folder) as url:
        settings = EngineSettings(target_url=url, generator="grammar", processes=1, catalog_ttl_seconds=3600.0)
        with closing(assemble(settings, FixedKnowledge())) as engine:
            engine.warm_up()
            engine.contents.settle()
            yield engine


def _statements(name: str) -> list[str]:
    return [one for one in (HERE / f"{name}.sql").read_text("utf-8").split(";\n") if one.strip()]


@contextmanager
def _sqlite(name: str, folder: Path) -> Iterator[str]:
    with closing(sqlite3.connect(folder / f"{name}.sqlite")) as made:
        made.executescript(";\n".join(_statements(name)))
    yield f"sqlite:///{folder / name}.sqlite"


@contextmanager
def _duckdb(name: str, folder: Path) -> Iterator[str]:
    with closing(duckdb.connect(str(folder / f"{name}.duckdb"))) as made:
        for statement in _statements(name):
            insert, _, rows = statement.partition(" VALUES\n")
            for row in rows.split(",\n"):  # one by one: a row may refer to one before it
                made.execute(f"{insert} VALUES {row}" if rows else statement)
    yield f"duckdb:///{folder / name}.duckdb"


@contextmanager
def _postgres(name: str, folder: Path) -> Iterator[str]:
    del folder
    database = f"{_PREFIX}_{name}"
    url = urlsplit(POSTGRES_URL)._replace(path=f"/{database}").geturl()
    try:
        server = psycopg.connect(POSTGRES_URL, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError as err:
        absent(POSTGRES_URL, err)
        raise
    with server:
        server.execute(f"CREATE DATABASE {database}")
        try:
            with psycopg.connect(url, autocommit=True) as made:
                schema = _OWN_SCHEMA.get(name, "public")
                for statement in (f'CREATE SCHEMA IF NOT EXISTS "{schema}"', f'SET search_path = "{schema}"'):
                    made.execute(statement)
                for statement in _statements(name):
                    made.execute(statement)
            yield url
        finally:
            server.execute(f"DROP DATABASE {database} WITH (FORCE)")


@contextmanager
def _mysql(name: str, folder: Path) -> Iterator[str]:
    del folder
    parts, database = urlsplit(MYSQL_URL), f"{_PREFIX}_{name}"
    login = {"user": parts.username, "password": parts.password or "", "charset": "utf8mb4"}
    try:
        server = pymysql.connect(host=parts.hostname, port=parts.port or 3306, connect_timeout=3, **login)
    except pymysql.err.OperationalError as err:
        absent(MYSQL_URL, err)
        raise
    with server, server.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {database} CHARACTER SET utf8mb4")
        try:
            cursor.execute(f"USE {database}")
            for statement in _statements(name):
                cursor.execute(statement.replace(" TIMESTAMP ", " DATETIME "))
            server.commit()
            yield parts._replace(path=f"/{database}").geturl()
        finally:
            cursor.execute(f"DROP DATABASE {database}")


_MAKERS: dict[Dialect, Callable[[str, Path], Any]] = {
    "sqlite": _sqlite,
    "duckdb": _duckdb,
    "postgres": _postgres,
    "mysql": _mysql,
}
