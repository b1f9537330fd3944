"""Which functions a query may call, and with which sizes."""

import re

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect as Grammar

from detomo.engine.dialects import DialectFacts
from detomo.engine.errors import Refused
from detomo.engine.guard.messages import alternative_hint, refusal
from detomo.engine.guard.names import ascii_lower, fold
from detomo.engine.guard.nodes import OPERATOR_FUNCTIONS
from detomo.engine.guard.parse import render, written_name

MAX_REPEAT = 1_000_000
MAX_SERIES = 10_000_000

_REPEATING = frozenset({"repeat", "lpad", "rpad", "space", "array_fill", "list_resize", "array_resize"})
_SERIES = frozenset({"generate_series", "range"})
_FORMATTING = frozenset({"format", "printf"})
_CALL = re.compile(r"(\w+)\s*\(")
_WIDE_FORMAT = re.compile(r"%[-+ 0#,!]*(?:\d{6,}|\*|\d*\$?[-]?\*|\d*\.\d{6,}|\d*\.\*|\d+\$[-]?\d{6,})")


def check_function(node: exp.Func, facts: DialectFacts, grammar: Grammar) -> None:
    """Raise Refused unless the function may stand where an expression may."""
    if isinstance(node.parent, exp.Dot) and node.arg_key == "expression":
        _check_qualifier(node.parent, facts, grammar)
    name = ascii_lower(written_name(node))
    if name:
        if name not in facts.allowed_functions:
            raise function_refusal(name, render(node, grammar), facts)
        _check_sizes(name, node, grammar)
    elif type(node) not in OPERATOR_FUNCTIONS:
        _check_special_syntax(node, facts.allowed_functions, facts, grammar)


def check_table_function(node: exp.Expr, facts: DialectFacts, grammar: Grammar) -> None:
    """Raise Refused unless the function may stand in FROM."""
    name = ascii_lower(written_name(node)) or ("unnest" if isinstance(node, exp.Unnest) else "")
    if not name:
        _check_special_syntax(node, facts.table, facts, grammar)
    elif name not in facts.table:
        raise function_refusal(name, render(node, grammar), facts)


def function_refusal(name: str, part: str, facts: DialectFacts) -> Refused:
    alternative = facts.alternatives.get(name)
    return refusal("function_not_allowed", part, alternative_hint(alternative) if alternative else None)


def _check_special_syntax(node: exp.Expr, allowed: frozenset[str], facts: DialectFacts, grammar: Grammar) -> None:
    """A call with a syntax of its own (`TRIM(BOTH …)`, `POSITION(a IN b)`) shows its name only when written out."""
    text = render(node, grammar)
    called = _CALL.match(text)
    name = ascii_lower(called[1]) if called else ascii_lower(text)
    if name not in allowed:
        raise function_refusal(name, text, facts)


def _check_qualifier(dot: exp.Dot, facts: DialectFacts, grammar: Grammar) -> None:
    """`schema.function()` may be anybody's function; only DuckDB has `value.function()` for built-in ones."""
    if facts.dialect == "duckdb":
        return
    if (
        facts.dialect == "postgres"
        and isinstance(dot.this, exp.Identifier)
        and fold(dot.this, "postgres") == "pg_catalog"
    ):
        return
    raise refusal("function_not_allowed", render(dot, grammar))


def _check_sizes(name: str, node: exp.Func, grammar: Grammar) -> None:
    """Refuse what plainly asks for too much; what is computed is bounded by the engine."""
    if name in _FORMATTING:
        first = next(_arguments(node), None)
        if isinstance(first, exp.Literal) and first.is_string and _WIDE_FORMAT.search(first.name):
            raise refusal("too_expensive", render(node, grammar))
        return
    limit = MAX_REPEAT if name in _REPEATING else MAX_SERIES if name in _SERIES else None
    if limit is not None and any(_number(argument) > limit for argument in _arguments(node)):
        raise refusal("too_expensive", render(node, grammar))


def _arguments(node: exp.Func) -> "filter[exp.Expr]":
    values = (item for value in node.args.values() for item in (value if isinstance(value, list) else [value]))
    return filter(lambda item: isinstance(item, exp.Expr), values)


def _number(node: exp.Expr) -> float:
    try:
        return float(node.name) if isinstance(node, exp.Literal) and not node.is_string else 0.0
    except ValueError:
        return 0.0
