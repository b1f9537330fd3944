"""Checks on the text and its tokens before any parsing, so that a bomb costs little and tricks of encoding end here."""

import re
from collections.abc import Iterable, Sequence

from sqlglot.dialects.dialect import Dialect as Grammar
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from detomo.engine.guard.messages import refusal
from detomo.engine.types import Dialect

MAX_CHARACTERS = 50_000
MAX_TOKENS = 12_000
MAX_DEPTH = 50
MAX_BRACKETS = 300  # the parser's time grows with the cube of a chain of subscripts
MAX_PREFIXES = 60  # NOT NOT NOT …, - - - …: each is one level of recursion

CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
_EXECUTABLE_COMMENT = re.compile(r"/\*[Mm]?!")
_CLIENT_COMMAND = re.compile(r"\s*(\\\S+|\.[a-z]+\b.*|delimiter\b.*|go\s*$)", re.IGNORECASE)

_STRINGS = frozenset(
    {
        TokenType.STRING,
        TokenType.BYTE_STRING,
        TokenType.HEREDOC_STRING,
        TokenType.NATIONAL_STRING,
        TokenType.RAW_STRING,
        TokenType.UNICODE_STRING,
    }
)
_OPENING = frozenset({TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE, TokenType.CASE})
_CLOSING = frozenset({TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE, TokenType.END})
_PREFIXES = frozenset({TokenType.NOT, TokenType.DASH, TokenType.PLUS, TokenType.TILDE, TokenType.PARAMETER})


def tokenize(sql: str, dialect: Dialect, grammar: Grammar) -> list[Token]:
    """Split one statement into tokens, without the semicolons at its end.

    Raises Refused when the text is empty, too big, too deep, holds more than one statement or something invisible.
    """
    _check_characters(sql)
    try:
        tokens = grammar.tokenize(sql)
    except SqlglotError as err:
        raise refusal("syntax_error", sql[-60:]) from err
    _check_size(tokens)
    tokens = _one_statement(tokens, sql)
    _check_invisible(tokens, sql)
    if dialect == "mysql":
        _check_comments(tokens, sql)
    return tokens


def _check_characters(sql: str) -> None:
    if len(sql) > MAX_CHARACTERS:
        raise refusal("too_long")
    found = CONTROL.search(sql)
    if found:
        raise refusal("forbidden_character", f"U+{ord(found[0]):04X}")
    command = _CLIENT_COMMAND.match(sql)
    if command:
        raise refusal("client_command", command[1])


def _check_size(tokens: Sequence[Token]) -> None:
    if len(tokens) > MAX_TOKENS:
        raise refusal("too_long")
    depth = brackets = prefixes = 0
    for token in tokens:
        kind = token.token_type
        depth += (kind in _OPENING) - (kind in _CLOSING)
        brackets += kind is TokenType.L_BRACKET
        prefixes = prefixes + 1 if kind in _PREFIXES else 0
        if depth > MAX_DEPTH or brackets > MAX_BRACKETS or prefixes > MAX_PREFIXES:
            raise refusal("too_deep")


def _one_statement(tokens: list[Token], sql: str) -> list[Token]:
    """Drop what ends the statement; a comment after the semicolon is not another statement."""
    while tokens and tokens[-1].token_type is TokenType.SEMICOLON:
        tokens = tokens[:-1]
    if not tokens:
        raise refusal("empty_statement")
    for token in tokens:
        if token.token_type is TokenType.SEMICOLON:
            raise refusal("multiple_statements", sql[token.start :])
    return tokens


def _check_invisible(tokens: Iterable[Token], sql: str) -> None:
    """Invisible characters are fine in a string literal and nowhere else."""
    if not _INVISIBLE.search(sql):
        return
    found = _INVISIBLE.search(_outside_strings(tokens, sql))
    if found:
        raise refusal("forbidden_character", f"U+{ord(found[0]):04X}")


def _check_comments(tokens: Iterable[Token], sql: str) -> None:
    """MySQL runs what stands in `/*! … */`, which every parser takes for a comment."""
    if not _EXECUTABLE_COMMENT.search(sql):
        return
    rest = _outside_strings(tokens, sql)
    found = _EXECUTABLE_COMMENT.search(rest)
    if found:
        raise refusal("executable_comment", rest[found.start() :])


def _outside_strings(tokens: Iterable[Token], sql: str) -> str:
    pieces, end = [], 0
    for token in tokens:
        if token.token_type in _STRINGS:
            pieces.append(sql[end : token.start])
            end = token.end + 1
    return " ".join([*pieces, sql[end:]])
