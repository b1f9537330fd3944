"""A statement that does not parse in the connection's dialect, because it was written in another."""

import re

import sqlglot
from sqlglot import exp

from detomo.engine.guard.parse import PARSER_FAULTS
from detomo.engine.types import Dialect

_OTHERS: tuple[str, ...] = ("tsql", "mysql", "postgres", "duckdb", "oracle", "snowflake", "bigquery")
_MOST_CHARACTERS = 5_000
_START = re.compile(r"\s*(SELECT|WITH)\b", re.IGNORECASE)
_FOREIGN = re.compile(
    r"\bTOP\s*\(?\s*\d|`|\[|~|::|\bSEPARATOR\b|\bLIMIT\s+\d+\s*,|\b(I?LIKE|QUALIFY|INTERVAL|REGEXP|RLIKE)\b",
    re.IGNORECASE,
)
# What one dialect takes for a string, a comment or an end another may run: never read such text a second way.
_READ_DIFFERENTLY = re.compile(r"\\|--|/\*|\*/|#|\$\$|;(?!\s*$)|[\x00-\x08\x0e-\x1f]")


def native_syntax(sql: str, dialect: Dialect) -> str | None:
    """The statement in `dialect`, from the first other dialect that reads it, where it shows a construct of one.

    Only for a statement that the guard refused as `syntax_error`. The text is as untrusted as the statement it came
    from: it must pass the guard from the beginning. None when no dialect reads it as exactly one query.
    """
    if len(sql) > _MOST_CHARACTERS or not _START.match(sql) or _READ_DIFFERENTLY.search(sql):
        return None
    if not _FOREIGN.search(sql):
        return None
    queries = (_read(sql, other, dialect) for other in _OTHERS if other != dialect)
    return next((query for query in queries if query is not None), None)


def _read(sql: str, other: str, dialect: Dialect) -> str | None:
    try:
        parsed = sqlglot.parse(sql, read=other)
        single = len(parsed) == 1 and isinstance(parsed[0], exp.Query)
        return parsed[0].sql(dialect, comments=False) if single and parsed[0] is not None else None
    except PARSER_FAULTS:
        return None
