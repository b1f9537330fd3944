"""The text that runs: generated from the checked tree, then read again to see that it says what was checked."""

import re

from sqlglot import exp
from sqlglot.errors import ErrorLevel, SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from detomo.engine.dialects import DialectFacts, facts
from detomo.engine.dialects.facts import words
from detomo.engine.errors import Refused
from detomo.engine.guard.functions import function_refusal
from detomo.engine.guard.messages import refusal
from detomo.engine.guard.names import ascii_lower
from detomo.engine.guard.parse import grammar, parse_tokens, written_name
from detomo.engine.guard.text import CONTROL
from detomo.engine.types import Dialect

_QUOTED_NUMBER = re.compile(r"'(\d+)'")

# Words after which a parenthesis opens something else than the arguments of a function.
_STRUCTURE = words(
    """all and any array as asc between by case check collate columns cross cube desc distinct else end escape except
    exclude exists filter first following for from full glob group grouping having ilike in inner intersect interval
    into is join lateral left like limit materialized natural not notnull null nulls of offset on only or order outer
    over partition pivot positional preceding qualify recursive regexp rename replace return rlike right rollup rows
    sample select semi separator sets similar some straight_join struct tablesample then to union unnest unpivot using
    values when where window with within xor anti asof div mod binary bernoulli system reservoir group variadic row
    use index ignore force key lambda percent both leading trailing is
    against cast operator try_cast"""
)
_TYPES_WITH_SIZE = words(
    "bit char character decimal double enum float map nchar numeric nvarchar struct text time timestamp timestamptz "
    "union unsigned varbinary varchar varying datetime list int bigint smallint tinyint integer blob clob bpchar "
    "varbit"
)


def emit(tree: exp.Expr, dialect: Dialect, explain: str = "") -> str:
    """Write the tree as SQL without comments. Raises Refused when the text cannot be vouched for.

    The tree may be changed and must not be used afterwards.
    """
    tables = _table_names(tree)
    sql = _generate(tree, dialect)
    _verify(sql, dialect, tables)
    return explain + sql


def _table_names(tree: exp.Expr) -> list[str]:
    return sorted(table.name for table in tree.find_all(exp.Table))


def _generate(tree: exp.Expr, dialect: Dialect) -> str:
    tree = _with_calls_as_written(tree, dialect)
    if dialect == "sqlite":
        _keep_numeric_affinity(tree)
    elif dialect == "mysql":
        _write_regexp_as_operator(tree)
    generator = grammar(dialect).generator(
        comments=False, normalize_functions=False, unsupported_level=ErrorLevel.RAISE
    )
    try:
        return generator.generate(tree, copy=False)
    except RecursionError as err:
        raise refusal("too_deep") from err
    except (SqlglotError, ValueError, TypeError, AttributeError, LookupError) as err:
        raise refusal("unsafe_text", str(err)) from err


_NUMERIC_IN_SQLITE = words(
    "DECIMAL BIGDECIMAL BOOLEAN DATE DATETIME TIME TIMESTAMP TIMESTAMPTZ YEAR MONEY BIT UUID JSON"
)

# The generator knows these calls only together with the clause around them.
_REWRITTEN_WITH_PARENT = (exp.WithinGroup, exp.IgnoreNulls, exp.RespectNulls)


def _with_calls_as_written(tree: exp.Expr, dialect: Dialect) -> exp.Expr:
    """Undo the parser's synonyms: a call whose arguments it only collected is written back as it came.

    The generator would write `PERCENTILE_CONT(x, 0.5)` for MariaDB's `MEDIAN(x)`, which MariaDB does not know.
    """
    builders = grammar(dialect).parser_class.FUNCTIONS
    for call in list(tree.find_all(exp.Func)):
        name = written_name(call)
        builder = builders.get(name.upper()) if name else None
        if builder is None or builder != type(call).from_arg_list or isinstance(call.parent, _REWRITTEN_WITH_PARENT):
            continue
        plain = exp.Anonymous(this=name, expressions=_arguments_in_order(call))
        tree = plain if call is tree else tree
        call.replace(plain)
    return tree


def _write_regexp_as_operator(tree: exp.Expr) -> None:
    """MariaDB has no REGEXP_LIKE function: what was written as an operator stays one."""
    for node in reversed(list(tree.find_all(exp.RegexpLike))):
        if not written_name(node) and node.parent is not None:
            left, right = (_generate(part, "mysql") for part in (node.this, node.expression))
            text = exp.Var(this=f"{left} REGEXP {right}")
            node.replace(text if isinstance(node.parent, exp.Paren) else exp.Paren(this=text))


def _keep_numeric_affinity(tree: exp.Expr) -> None:
    """SQLite gives these types NUMERIC affinity; the generator would write REAL, INTEGER or a call of DATE."""
    for cast in tree.find_all(exp.Cast):
        declared = cast.args["to"].this
        if isinstance(declared, exp.DType) and declared.name in _NUMERIC_IN_SQLITE:
            cast.set("to", exp.DataType(this=exp.DType.USERDEFINED, kind="NUMERIC"))


def _arguments_in_order(call: exp.Func) -> list[exp.Expr]:
    values = (call.args.get(key) for key in call.arg_types)
    flat = (item for value in values for item in (value if isinstance(value, list) else [value]))
    return [item for item in flat if isinstance(item, exp.Expr)]


def _verify(sql: str, dialect: Dialect, tables: list[str]) -> None:
    """The text must be one statement, call only allowed functions, and mean the same tree when read again."""
    tokens = grammar(dialect).tokenize(sql)
    if CONTROL.search(sql) or any(token.token_type is TokenType.SEMICOLON for token in tokens):
        raise refusal("unsafe_text", sql)
    _verify_calls(tokens, facts(dialect), sql)
    try:
        tree = parse_tokens(tokens, sql, dialect)
    except Refused as err:
        raise refusal("unsafe_text", err.part or sql) from err
    if _table_names(tree) != tables:
        raise refusal("unsafe_text", sql)
    again = _generate(tree, dialect)
    if _bare_numbers(again) != _bare_numbers(sql):
        raise refusal("unsafe_text", _difference(sql, again))


def _bare_numbers(sql: str) -> str:
    """Intervals are written `INTERVAL 1 DAY` or `INTERVAL '1' DAY` depending on how they were read."""
    return _QUOTED_NUMBER.sub(r"\1", sql)


def _verify_calls(tokens: list[Token], known: DialectFacts, sql: str) -> None:
    for position in range(1, len(tokens)):
        if tokens[position].token_type is not TokenType.L_PAREN:
            continue
        token = tokens[position - 1]
        quoted = token.token_type is TokenType.IDENTIFIER
        name = ascii_lower(token.text if quoted else token.text.rpartition(" ")[2])
        if not quoted and (not _is_word(name) or name in _STRUCTURE or name in _TYPES_WITH_SIZE):
            continue
        if token.token_type in (TokenType.STRING, TokenType.NUMBER) or name in known.allowed_functions:
            continue
        if not _names_columns(tokens, position):
            raise function_refusal(name, sql[token.start : token.end + 1], known)


def _is_word(text: str) -> bool:
    return bool(text) and (text[0].isalpha() or text[0] == "_" or not text.isascii())


def _names_columns(tokens: list[Token], position: int) -> bool:
    """Whether the parenthesis lists column names: after `AS alias`, or in `WITH name (…) AS (…)`."""
    if position >= 2 and tokens[position - 2].token_type is TokenType.ALIAS:
        return True
    following = position + 1
    while following < len(tokens) and tokens[following].token_type is not TokenType.R_PAREN:
        following += 1
    return following + 1 < len(tokens) and tokens[following + 1].token_type is TokenType.ALIAS


def _difference(one: str, other: str) -> str:
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return one[max(0, at - 20) : at + 40]
