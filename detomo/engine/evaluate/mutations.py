"""Other ways to write the same statement. A verdict of the guard must not depend on which one was chosen."""

from collections.abc import Callable, Collection, Iterator

from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from detomo.engine.guard.parse import grammar
from detomo.engine.types import Dialect

_LITERALS = frozenset(
    {
        TokenType.STRING,
        TokenType.IDENTIFIER,
        TokenType.BYTE_STRING,
        TokenType.HEREDOC_STRING,
        TokenType.RAW_STRING,
        TokenType.NATIONAL_STRING,
        TokenType.UNICODE_STRING,
        TokenType.HEX_STRING,
        TokenType.BIT_STRING,
    }
)
_WRAPPABLE = frozenset({"select", "with", "values", "table", "from"})


def mutations(sql: str, dialect: Dialect, tables: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield pairs of a mutation's name and the statement written that way."""
    yield "as written", sql
    try:
        tokens = grammar(dialect).tokenize(sql)
    except SqlglotError:
        return
    if not tokens or any(token.token_type is TokenType.COMMAND for token in tokens):
        yield "ending", f"{sql}\n; -- done"
        return
    yield "upper case", _each(sql, tokens, str.upper)
    yield "lower case", _each(sql, tokens, str.lower)
    yield "comments", _gaps(sql, tokens, " /* x; */ ")
    yield "line comments", _gaps(sql, tokens, " -- x\n")
    yield "white space", _gaps(sql, tokens, "\n\t \r\n")
    yield "quoted", _quote(sql, tokens, dialect, tables)
    yield "ending", f"{sql}\n; -- done"
    yield from _wrapped(sql, tokens)


def _wrapped(sql: str, tokens: list[Token]) -> Iterator[tuple[str, str]]:
    ends = [token.start for token in tokens if token.token_type is TokenType.SEMICOLON]
    body = sql[: ends[0]] if len(ends) == 1 and tokens[-1].token_type is TokenType.SEMICOLON else sql
    if tokens[0].text.lower() in _WRAPPABLE or tokens[0].token_type is TokenType.L_PAREN:
        yield "in a CTE", f"WITH wrapped AS ({body}\n) SELECT * FROM wrapped"  # noqa: S608 - only judged, never run
        yield "in a subquery", f"SELECT * FROM ({body}\n) AS wrapped"  # noqa: S608
        yield "in parentheses", f"({body}\n)"
    elif tokens[0].text.lower() != "explain":
        yield "after a CTE", f"WITH wrapped AS (SELECT 1) {body}"


def _each(sql: str, tokens: list[Token], change: Callable[[str], str]) -> str:
    """Change every token that is not a literal or a quoted name; text between tokens stays."""
    return _rewrite(sql, tokens, lambda token, text: text if token.token_type in _LITERALS else change(text))


def _quote(sql: str, tokens: list[Token], dialect: Dialect, tables: Collection[str]) -> str:
    mark = "`" if dialect == "mysql" else '"'
    known = {name.lower(): name for name in tables}

    def quoted(token: Token, text: str) -> str:
        name = known.get(text.lower()) if token.token_type is TokenType.VAR else None
        return f"{mark}{name}{mark}" if name else text

    return _rewrite(sql, tokens, quoted)


def _gaps(sql: str, tokens: list[Token], filler: str) -> str:
    """Put the filler where there is white space between tokens."""
    pieces, end = [], 0
    for token in tokens:
        gap = sql[end : token.start]
        pieces += [gap + filler if gap.isspace() else gap, sql[token.start : token.end + 1]]
        end = token.end + 1
    return "".join([*pieces, sql[end:]])


def _rewrite(sql: str, tokens: list[Token], change: Callable[[Token, str], str]) -> str:
    pieces, end = [], 0
    for token in tokens:
        pieces += [sql[end : token.start], change(token, sql[token.start : token.end + 1])]
        end = token.end + 1
    return "".join([*pieces, sql[end:]])
