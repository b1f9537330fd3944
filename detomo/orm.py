"""What models share: column types and mixins."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from detomo import clock
from detomo.extensions import db

_INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def insert_into(model: Any) -> Any:
    """The database's own INSERT, which has `on_conflict_do_update`. Needs an app context."""
    return _INSERTS[db.engine.dialect.name](model)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; SQLite, which has no time zones, gives it back aware as well."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Timestamps:
    """When a row was made and last changed through the ORM."""

    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=lambda: clock.utcnow())
    updated_at: Mapped[datetime] = mapped_column(
        UtcDateTime, default=lambda: clock.utcnow(), onupdate=lambda: clock.utcnow()
    )
