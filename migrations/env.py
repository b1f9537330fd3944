"""Runs migrations as one transaction under a lock, so that processes that start together take turns.

SQLite: `BEGIN IMMEDIATE` is both. Foreign keys stay unchecked there, because batch mode replaces whole tables.
PostgreSQL: an advisory lock that ends with the transaction.
"""

from alembic import context
from flask import current_app
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from detomo.crypto import EncryptedText
from detomo.extensions import db
from detomo.orm import UtcDateTime
from detomo.storage import keep_private

SQLITE_WAIT_SECONDS = 60
POSTGRES_LOCK = 0xDE7030  # any number that nothing else here uses
PLAIN_TYPES = {UtcDateTime: "sa.DateTime(timezone=True)", EncryptedText: "sa.Text()"}


def run_migrations(connection: Connection) -> None:
    options = current_app.extensions["migrate"].configure_args
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        transactional_ddl=True,
        render_item=render_plainly,
        **options,
    )
    with context.begin_transaction():
        lock(connection)
        context.run_migrations()


def render_plainly(kind: str, item: object, _autogenerate: object) -> str | bool:
    """Write our column types as SQLAlchemy's, so that a migration does not depend on today's code."""
    if kind != "type":
        return False
    return next((plain for ours, plain in PLAIN_TYPES.items() if isinstance(item, ours)), False)


def lock(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": POSTGRES_LOCK})


def main() -> None:
    url = current_app.config["SQLALCHEMY_DATABASE_URI"]
    is_sqlite = url.get_backend_name() == "sqlite"
    arguments = {"isolation_level": None, "timeout": SQLITE_WAIT_SECONDS} if is_sqlite else {}
    engine = create_engine(url, poolclass=NullPool, connect_args=arguments, hide_parameters=True)
    if is_sqlite:
        keep_private(engine)
    with engine.connect() as connection:
        run_migrations(connection)


if context.is_offline_mode():
    raise SystemExit("Migrations need a database: offline mode is not supported.")
main()
