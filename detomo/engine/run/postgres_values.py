"""How PostgreSQL's values become Python's where the driver's way loses something or cannot leave the process."""

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.types.datetime import DateLoader, TimeLoader, TimestampLoader, TimestamptzLoader, TimetzLoader
from psycopg.types.string import TextLoader

from detomo.engine.run.times import with_offset

# An interval of a month is not 30 days; networks and ranges have no plain Python type.
_AS_TEXT = (
    "interval inet cidr int4range int8range numrange tsrange tstzrange daterange "
    "int4multirange int8multirange nummultirange tsmultirange tstzmultirange datemultirange"
)


class _DateLoader(DateLoader):
    def load(self, data: Buffer) -> object:  # type: ignore[override]
        return _or_text(super().load, data)


class _TimeLoader(TimeLoader):
    def load(self, data: Buffer) -> object:  # type: ignore[override]
        return _or_text(super().load, data)


class _TimetzLoader(TimetzLoader):
    def load(self, data: Buffer) -> object:  # type: ignore[override]
        return _or_text(super().load, data)


class _TimestampLoader(TimestampLoader):
    def load(self, data: Buffer) -> object:  # type: ignore[override]
        return _or_text(super().load, data)


class _TimestamptzLoader(TimestamptzLoader):
    def load(self, data: Buffer) -> object:  # type: ignore[override]
        return with_offset(_or_text(super().load, data))


_LOADERS: dict[str, type[Loader]] = {
    "date": _DateLoader,
    "time": _TimeLoader,
    "timetz": _TimetzLoader,
    "timestamp": _TimestampLoader,
    "timestamptz": _TimestamptzLoader,
}


def register(connection: psycopg.Connection) -> None:
    for name, loader in _LOADERS.items():
        connection.adapters.register_loader(name, loader)
    for name in _AS_TEXT.split():
        connection.adapters.register_loader(name, TextLoader)


def _or_text(load: object, data: Buffer) -> object:
    """Infinity, years before Christ and 24:00 exist in the database and not in Python."""
    try:
        return load(data)  # type: ignore[operator]
    except (psycopg.DataError, ValueError):
        return bytes(data).decode()
