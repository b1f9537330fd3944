"""EXPLAIN: only the forms that plan and do not run the query."""

import re

from detomo.engine.guard.messages import refusal
from detomo.engine.types import Dialect

_COMMENT = r"(?:\s|--[^\n]*(?:\n|\Z)|/\*(?![!+Mm]).*?\*/)"
_START = re.compile(rf"\A{_COMMENT}*(?:explain|describe|desc)\b", re.IGNORECASE | re.DOTALL)
_GAP = re.compile(rf"{_COMMENT}*", re.DOTALL)
_QUERY_START = re.compile(r"(?:select|with|values|table|from|pivot|unpivot)\b|\(", re.IGNORECASE)

# What may stand between EXPLAIN and the query, by dialect.
_OPTIONS: dict[Dialect, re.Pattern[str]] = {
    "sqlite": re.compile(r"query\s+plan\b", re.IGNORECASE),
    "duckdb": re.compile(r"\(\s*format\s+(?:json|text|html|graphviz|yaml|mermaid)\s*\)", re.IGNORECASE),
    "postgres": re.compile(
        r"\(\s*(?:(?:format\s+(?:text|json|yaml|xml)|(?:costs|verbose|summary)(?:\s+(?:on|off|true|false))?)"
        r"\s*(?:,\s*(?!\))|(?=\))))+\)|verbose\b",
        re.IGNORECASE,
    ),
    "mysql": re.compile(r"extended\b|partitions\b|format\s*=\s*(?:json|traditional|tree)\b", re.IGNORECASE),
}


def split_explain(sql: str, dialect: Dialect) -> tuple[str, str]:
    """Take EXPLAIN off the front: the prefix to write before the query again (empty for none), and the query.

    Raises Refused for EXPLAIN ANALYZE and for options that do more than shape the plan.
    """
    start = _START.match(sql)
    if start is None:
        return "", sql
    position = _skip(sql, start.end())
    options = _OPTIONS[dialect].match(sql, position)
    prefix = "EXPLAIN "
    if options is not None:
        prefix += " ".join(options[0].upper().split()) + " "
        position = _skip(sql, options.end())
    if not _QUERY_START.match(sql, position):
        rest = sql[position:]
        raise refusal("explain_not_allowed" if rest else "not_a_query", f"EXPLAIN {rest}")
    return prefix, sql[position:]


def _skip(sql: str, position: int) -> int:
    gap = _GAP.match(sql, position)
    return gap.end() if gap else position
