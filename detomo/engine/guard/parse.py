"""Text to syntax tree: exactly one query, in the connection's own dialect."""

import itertools
import logging
import re
from dataclasses import dataclass

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect as Grammar
from sqlglot.errors import ErrorLevel, ParseError, SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from detomo.engine.dialects import facts
from detomo.engine.guard.explain import split_explain
from detomo.engine.guard.messages import refusal
from detomo.engine.guard.text import tokenize
from detomo.engine.types import Dialect

# Its warnings quote the statement, which may hold personal data.
logging.getLogger("sqlglot").setLevel(logging.CRITICAL)

MAX_NODES = 60_000  # ambiguous joins make the parser try exponentially many readings
QUERY_ROOTS = (exp.Select, exp.Union, exp.Except, exp.Intersect, exp.Subquery, exp.Values, exp.Pivot)

# What a damaged statement has been seen to raise inside the parser, besides its own errors.
PARSER_FAULTS = (SqlglotError, RecursionError, ValueError, TypeError, AttributeError, LookupError, AssertionError)

_STARTS = frozenset({"select", "with", "values", "table", "("})
_DUCKDB_STARTS = frozenset({"from", "pivot", "unpivot"})
_NAME_KEY = "name"
_ARROWS = frozenset({TokenType.ARROW, TokenType.DARROW})
_DOTTED_KEY = re.compile(r'[^$/"][^"]*[.\[][^"]*')


@dataclass(frozen=True, slots=True)
class Parsed:
    """`explain` is the prefix to put before the query again, such as `EXPLAIN QUERY PLAN `, or empty."""

    tree: exp.Expr
    explain: str = ""


def _grammar(name: Dialect) -> Grammar:
    grammar = Grammar.get_or_raise(name)
    # Functions keep the name they were written with: a synonym in another release may not exist in this one.
    grammar.ORIGINAL_NAME_META_KEY = _NAME_KEY
    return grammar


_GRAMMARS: dict[Dialect, Grammar] = {
    "sqlite": _grammar("sqlite"),
    "duckdb": _grammar("duckdb"),
    "postgres": _grammar("postgres"),
    "mysql": _grammar("mysql"),
}


def grammar(dialect: Dialect) -> Grammar:
    """The grammar with which the guard reads and writes a dialect."""
    return _GRAMMARS[dialect]


def written_name(function: exp.Expr) -> str:
    """The name with which a function call was written; empty for syntax that is not a call by name."""
    if isinstance(function, (exp.Anonymous, exp.AnonymousAggFunc)):
        return function.name
    return str(function.meta_get(_NAME_KEY) or "")


def render(node: exp.Expr, dialect: Grammar) -> str:
    """Write a part of a statement for a person to see."""
    return node.sql(dialect=dialect, comments=False, normalize_functions=False, unsupported_level=ErrorLevel.IGNORE)


def parse(sql: str, dialect: Dialect) -> Parsed:
    """Parse one query. Raises Refused with a code that names what is wrong."""
    explain, query = split_explain(sql, dialect)
    tokens = tokenize(query, dialect, grammar(dialect))
    _check_start(tokens, dialect)
    tree = parse_tokens(tokens, query, dialect)
    if not isinstance(tree, QUERY_ROOTS):
        raise refusal("not_a_query", query)
    return Parsed(tree, explain)


def parse_tokens(tokens: list[Token], sql: str, dialect: Dialect) -> exp.Expr:
    """Build the tree of one statement's tokens. Raises Refused for what the grammar does not know."""
    if dialect == "mysql" and tokens[0].token_type is TokenType.VALUES:
        return _mysql_values(tokens, sql)
    _keep_verbatim(tokens, facts(dialect).verbatim)
    if dialect == "duckdb":
        _spell_json_keys(tokens)
    parser = grammar(dialect).parser(error_level=ErrorLevel.IMMEDIATE, max_nodes=MAX_NODES)
    try:
        trees = parser.parse(tokens, sql)
    except ParseError as err:
        raise _syntax_error(err, sql) from err
    except RecursionError as err:
        raise refusal("too_deep") from err
    except PARSER_FAULTS as err:
        raise refusal("syntax_error", sql) from err
    if len(trees) != 1 or trees[0] is None:
        raise refusal("multiple_statements", sql)
    return trees[0]


def _mysql_values(tokens: list[Token], sql: str) -> exp.Expr:
    """The grammar knows MySQL's VALUES statement only as a derived table."""
    wrapped = f"SELECT * FROM ({sql[: tokens[-1].end + 1]}) AS t"  # noqa: S608 - parsed, never run
    tree = parse_tokens(grammar("mysql").tokenize(wrapped), wrapped, "mysql")
    values = tree.find(exp.Values)
    if values is None or len(list(tree.find_all(exp.Select))) != 1:
        raise refusal("syntax_error", sql)
    values.set("alias", None)
    return values.pop()


def _keep_verbatim(tokens: list[Token], names: frozenset[str]) -> None:
    """Mark calls that must stay as they are, as the parser offers it: by a comment on the closing parenthesis."""
    opened: list[bool] = []
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.token_type is TokenType.L_PAREN:
            opened.append(before is not None and before.text.lower() in names)
        elif token.token_type is TokenType.R_PAREN and opened and opened.pop():
            token.comments = [exp.SQLGLOT_ANONYMOUS]


def _spell_json_keys(tokens: list[Token]) -> None:
    """In DuckDB `-> 'a.b'` is the key `a.b`; the grammar would read the path `$.a.b`."""
    for arrow, key in itertools.pairwise(tokens):
        if arrow.token_type in _ARROWS and key.token_type is TokenType.STRING and _DOTTED_KEY.fullmatch(key.text):
            key.text = f'$."{key.text}"'


def _check_start(tokens: list[Token], dialect: Dialect) -> None:
    first = tokens[0]
    word = "" if first.token_type is TokenType.IDENTIFIER else first.text.lower()
    if word in _STARTS or (dialect == "duckdb" and word in _DUCKDB_STARTS):
        return
    raise refusal("not_a_query", first.text)


def _syntax_error(err: ParseError, sql: str) -> Exception:
    details = err.errors[0] if err.errors else {}
    if "Maximum number of AST nodes" in str(details.get("description", "")):
        return refusal("too_deep")
    part = (
        f"{details.get('start_context', '')[-40:]}{details.get('highlight', '')}{details.get('end_context', '')[:40]}"
    )
    return refusal("syntax_error", re.sub(r"\x1b\[[0-9;]*m", "", part) or sql)
