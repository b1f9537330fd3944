"""A statement that does not parse in the connection's dialect, because it was written in another."""

import sqlglot
from sqlglot.errors import SqlglotError

from detomo.engine.types import Dialect

_OTHERS: tuple[str, ...] = ("tsql", "mysql", "postgres", "duckdb", "oracle", "snowflake", "bigquery")


def native_syntax(sql: str, dialect: Dialect) -> str | None:
    """The statement in `dialect`, from the first other dialect that reads it (TOP 5, back quotes, SEPARATOR, ~ …).

    The text is as untrusted as the statement it came from: it must pass the guard from the beginning. None when no
    dialect reads it as exactly one query.
    """
    for other in _OTHERS:
        try:
            parsed = sqlglot.parse(sql, read=other)
            if other != dialect and len(parsed) == 1 and isinstance(parsed[0], sqlglot.exp.Query):
                return parsed[0].sql(dialect, comments=False)
        except SqlglotError:
            continue
    return None
