"""Parts of dates, as each engine writes them."""

import sqlglot
from sqlglot import exp

from detomo.engine.propose.grammar.form import Grain
from detomo.engine.types import ColumnType, Dialect

# {c} is the column. Serial parts sort as text; single parts are numbers.
_QUARTER = "CAST((CAST(STRFTIME('%m', {c}) AS INTEGER) + 2) / 3 AS INTEGER)"
_SERIAL: dict[Dialect, dict[Grain, str]] = {
    "sqlite": {
        "year": "STRFTIME('%Y', {c})",
        "quarter": "STRFTIME('%Y', {c}) || '-Q' || " + _QUARTER,
        "month": "STRFTIME('%Y-%m', {c})",
        "week": "STRFTIME('%Y-%W', {c})",
        "day": "STRFTIME('%Y-%m-%d', {c})",
    },
    "duckdb": {
        "year": "STRFTIME({c}, '%Y')",
        "quarter": "STRFTIME({c}, '%Y') || '-Q' || EXTRACT(QUARTER FROM {c})",
        "month": "STRFTIME({c}, '%Y-%m')",
        "week": "STRFTIME({c}, '%G-%V')",
        "day": "STRFTIME({c}, '%Y-%m-%d')",
    },
    "postgres": {
        "year": "TO_CHAR({c}, 'YYYY')",
        "quarter": "TO_CHAR({c}, 'YYYY-\"Q\"Q')",
        "month": "TO_CHAR({c}, 'YYYY-MM')",
        "week": "TO_CHAR({c}, 'IYYY-IW')",
        "day": "TO_CHAR({c}, 'YYYY-MM-DD')",
    },
    "mysql": {
        "year": "DATE_FORMAT({c}, '%Y')",
        "quarter": "CONCAT(YEAR({c}), '-Q', QUARTER({c}))",
        "month": "DATE_FORMAT({c}, '%Y-%m')",
        "week": "DATE_FORMAT({c}, '%x-%v')",
        "day": "DATE_FORMAT({c}, '%Y-%m-%d')",
    },
}
_SINGLE_SQLITE: dict[Grain, str] = {
    "month": "CAST(STRFTIME('%m', {c}) AS INTEGER)",
    "day": "CAST(STRFTIME('%d', {c}) AS INTEGER)",
    "quarter": _QUARTER,
    "week": "CAST(STRFTIME('%W', {c}) AS INTEGER)",
    "year": "CAST(STRFTIME('%Y', {c}) AS INTEGER)",
}


def date_part(grain: Grain, serial: bool, column: exp.Expr, kind: ColumnType, dialect: Dialect) -> exp.Expr:
    """`kind` TEXT: ISO dates as text, which engines other than SQLite must be told to read as dates."""
    written = column.sql(dialect)
    if kind == ColumnType.TEXT and dialect != "sqlite":
        written = f"CAST({written} AS DATE)"
    if serial:
        text = _SERIAL[dialect][grain]
    elif dialect == "sqlite":
        text = _SINGLE_SQLITE[grain]
    else:
        text = f"EXTRACT({grain.upper()} FROM {{c}})"
    return sqlglot.parse_one(text.replace("{c}", written), read=dialect)
