"""The expression that stands for a masked column. A mask never fails on a stored value: what it cannot read is null."""

from functools import cache

from sqlglot import exp, parse_one

from detomo.engine.catalog.model import Column
from detomo.engine.guard.parse import grammar
from detomo.engine.guard.rewrite.rules import Action
from detomo.engine.types import ColumnType, Dialect

_RAW = "raw_value"  # stands for the column in a template
_EMAIL = """CASE
  WHEN LENGTH({text}) - LENGTH(REPLACE({text}, '@', '')) = 1
  THEN {joined}
  WHEN {raw} IS NULL THEN NULL ELSE '***' END"""
_LAST4 = "CASE WHEN {length}({text}) >= 8 THEN {joined} WHEN {raw} IS NULL THEN NULL ELSE '****' END"
_HASH = {
    "duckdb": "SHA256({text})",
    "postgres": "ENCODE(SHA256(CONVERT_TO({text}, 'UTF8')), 'hex')",
    "mysql": "SHA2({text}, 256)",
}
# SQLite keeps dates as text; numbers of days or seconds do not match and become null.
_YEAR = {
    "sqlite": "CASE WHEN {raw} GLOB '[0-9][0-9][0-9][0-9]-*' THEN SUBSTR({raw}, 1, 4) || '-01-01' END",
    "duckdb": "CAST(DATE_TRUNC('year', {raw}) AS {kind})",
    "postgres": "CAST(DATE_TRUNC('year', {raw}) AS {kind})",
    "mysql": "CAST(MAKEDATE(NULLIF(YEAR({raw}), 0), 1) AS {kind})",
}
_NULL = "CASE WHEN FALSE THEN {raw} END"  # null in the column's own type and collation, without naming either

_TEXTUAL = frozenset({ColumnType.TEXT, ColumnType.INTEGER, ColumnType.DECIMAL, ColumnType.UNKNOWN})
_DATES = frozenset({ColumnType.DATE, ColumnType.DATETIME})
_ACCEPTS = {
    Action.EMAIL: frozenset({ColumnType.TEXT, ColumnType.UNKNOWN}),
    Action.LAST4: _TEXTUAL,
    Action.HASH: _TEXTUAL | _DATES | {ColumnType.BOOLEAN, ColumnType.TIME},
    Action.YEAR: _DATES,
    Action.NULL: frozenset(ColumnType),
    Action.HIDDEN: frozenset(ColumnType),
}


def can_mask(action: Action, column: Column, dialect: Dialect) -> bool:
    """Whether the engine has what the mask needs and the column's type is one the mask can read."""
    if action is Action.HASH and dialect not in _HASH:
        return False
    if action is Action.YEAR and dialect == "sqlite":  # dates in text columns are SQLite's custom
        return column.type in _DATES | {ColumnType.TEXT, ColumnType.UNKNOWN}
    return column.type in _ACCEPTS[action]


def masked_type(action: Action, column: Column) -> ColumnType:
    """The type of the column as the viewer sees it."""
    return ColumnType.TEXT if action in (Action.EMAIL, Action.LAST4, Action.HASH) else column.type


def mask(action: Action, column: Column, raw: exp.Column, dialect: Dialect) -> exp.Expr:
    """The mask of `raw`, a reference to `column`. Call `can_mask` first; `hidden` has no mask."""
    template = _template(action, dialect, column.type is ColumnType.DATETIME).copy()
    for place in list(template.find_all(exp.Column)):
        place.replace(raw.copy())
    return template


@cache
def _template(action: Action, dialect: Dialect, with_time: bool) -> exp.Expr:
    kind = ("DATETIME" if dialect == "mysql" else "TIMESTAMP") if with_time else "DATE"
    text = f"CAST({_RAW} AS {'CHAR CHARACTER SET utf8mb4' if dialect == 'mysql' else 'TEXT'})"
    filled = _source(action, dialect, text).format(raw=_RAW, text=text, kind=kind)
    if dialect == "sqlite" and action in (Action.EMAIL, Action.LAST4):
        filled = f"CAST({filled} AS TEXT)"  # an expression has no affinity; a text column has
    return parse_one(filled, read=grammar(dialect), into=exp.Condition)


def _source(action: Action, dialect: Dialect, text: str) -> str:
    if action is Action.EMAIL:
        return _EMAIL.replace("{joined}", _email_shown(dialect, text))
    if action is Action.LAST4:
        length = "CHAR_LENGTH" if dialect == "mysql" else "LENGTH"
        shown = _joined(dialect, "'****'", f"SUBSTR({text}, {length}({text}) - 3)")
        return _LAST4.replace("{joined}", shown).replace("{length}", length)
    return {Action.HASH: _HASH.get(dialect, ""), Action.YEAR: _YEAR[dialect], Action.NULL: _NULL}[action]


def _email_shown(dialect: Dialect, text: str) -> str:
    at = f"STRPOS({text}, '@')" if dialect in ("duckdb", "postgres") else f"INSTR({text}, '@')"
    first = f"SUBSTR({text}, 1, CASE WHEN {at} > 1 THEN 1 ELSE 0 END)"
    return _joined(dialect, first, "'***'", f"SUBSTR({text}, {at})")


def _joined(dialect: Dialect, *parts: str) -> str:
    """MySQL reads `||` as OR; SQLite before 3.44 has no CONCAT."""
    return f"CONCAT({', '.join(parts)})" if dialect == "mysql" else " || ".join(parts)
