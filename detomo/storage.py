"""The service's own database: how its connections are opened, pooled and forgotten after a fork."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event
from sqlalchemy.engine import make_url

from detomo.extensions import db

MIGRATIONS = str(Path(__file__).parents[1] / "migrations")
SQLITE_WAIT_SECONDS = 15
SQLITE_SETUP = (  # the wait first: switching to WAL takes a lock
    f"PRAGMA busy_timeout = {SQLITE_WAIT_SECONDS * 1000}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
)


def init_app(app: Flask) -> None:
    url = make_url(app.config["SETTINGS"].app_database_uri)
    is_sqlite = url.get_backend_name() == "sqlite"
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = _sqlite_options(app) if is_sqlite else POSTGRES_OPTIONS
    if is_sqlite and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    if is_sqlite:
        with app.app_context():
            keep_private(db.engine)
            event.listen(db.engine, "connect", _set_up_sqlite)


def forget_connections(app: Flask) -> None:
    """Drop the pool without closing its sockets: they belong to the process that this one was forked from."""
    with app.app_context():
        db.engine.dispose(close=False)


POSTGRES_OPTIONS: dict[str, Any] = {
    "pool_pre_ping": True,
    "pool_size": 10,
    "max_overflow": 10,
    "pool_timeout": 10,
    "connect_args": {"connect_timeout": 5},
    "hide_parameters": True,
}


def _sqlite_options(app: Flask) -> dict[str, Any]:
    threads = app.config["SETTINGS"].web_threads
    return {"pool_size": threads, "max_overflow": threads, "pool_timeout": 10, "hide_parameters": True}


def keep_private(engine: Engine) -> None:
    """Let a new SQLite file be its owner's alone; what SQLite puts beside it gets the same mode."""
    event.listen(engine, "do_connect", _make_file)


def _make_file(_dialect: Any, _record: Any, arguments: list[Any], _options: Any) -> None:
    file = arguments[0]
    if file != ":memory:" and not file.startswith("file:") and not Path(file).exists():
        with suppress(OSError):  # another process was first, or SQLite will say what is wrong
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for statement in SQLITE_SETUP:
        cursor.execute(statement)
    cursor.close()
