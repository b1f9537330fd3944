"""How far SQL does what the words of its question ask for: a check that knows nothing of how the SQL came about."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from detomo.engine.confidence.cues import CUES, Tree
from detomo.engine.language.equivalents import equivalents
from detomo.engine.language.tokens import Token, tokens
from detomo.engine.language.width import tidy
from detomo.engine.language.words import search_words
from detomo.engine.types import Question, SafeQuery

_NAMING = frozenset({"name", "quoted"})
_CONTENT = frozenset({"word", "name", "quoted", "noun", "verb", "adjective"})
_SHORTEST_STEM = 4
# Words that ask, or that every row could be said to do: they name nothing.
_EMPTY = frozenset(
    """
    list find show give return tell display get provide please want see have exactly
    する いる ある なる おる くださる 下さる いただく 教える 表示 示す 見せる 出す 求める 一覧 取る 持つ 行う
    受ける 並べる 年 月 日 件 一度 多く 高い 低い 多い 少ない 長い 短い 大きい 小さい 新しい
    古い 名前 リスト 知る 調べる
    """.split()
)
_SHOWN_OF_ROWS = frozenset(
    {"name", "title", "first", "last", "full", "label", "氏", "名", "氏名", "名称", "名前", "題名"}
)
_DATE_PARTS = (exp.TimeToStr, exp.Extract, exp.DateTrunc, exp.TimestampTrunc)
_MOST = 60  # content words looked at
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def correspondence(question: Question, query: SafeQuery) -> Mapping[str, float]:
    """What speaks against the SQL, as features.

    `cues_missing`: constructs that are asked for and not there; `words_unused`: the share of content words that name
    nothing in it; `names_extra`: the share of output columns that no word names; `values_missing`: numbers and names of
    the question that are not in it; `echoes`: outputs that a condition holds constant; `words`: a tenth of the number
    of content words. Nothing where the SQL is in a form that the parser library does not read.
    """
    try:
        tree = sqlglot.parse_one(query.shown, read=query.dialect)
    except SqlglotError:
        return {}
    text = tidy(question.text).lower()
    missing = [cue for cue in CUES if cue.asked.search(text) and not cue.done(tree)]
    content = _content(question)
    said = _words_of(tree)
    asking = [match.span() for cue in CUES for match in cue.asked.finditer(text)]
    content = [token for token in content if token.lemma not in _EMPTY]
    unused = [token for token in content if not (_is_within(token, asking) or _is_said(token, said))]
    return {
        "cues_missing": float(len(missing)),
        "words_unused": len(unused) / max(1, len(content)),
        "names_extra": _unnamed_outputs(tree, content),
        "values_missing": float(_numbers_missing(text, query.shown) + sum(token.tag in _NAMING for token in unused)),
        "echoes": float(_echoes(tree)),
        "words": len(content) / 10,
    }


def _content(question: Question) -> list[Token]:
    return [token for token in tokens(question.text, question.language) if token.tag in _CONTENT][:_MOST]


def _words_of(tree: Tree) -> frozenset[str]:
    """The words of every name and text literal, as `search_words` cuts them."""
    names = [node.name for node in tree.find_all(exp.Column, exp.Table)]
    literals = [node.name for node in tree.find_all(exp.Literal) if node.is_string]
    return frozenset(word for text in (*names, *literals) for word in _split(text))


@lru_cache(maxsize=4096)
def _split(name: str) -> tuple[str, ...]:
    return search_words(name.replace("%", " "))


def _is_within(token: Token, spans: list[tuple[int, int]]) -> bool:
    """Whether a word is a part of what asks for a construct: it names nothing then."""
    return any(start <= token.start and token.end <= end for start, end in spans)


def _is_said(token: Token, said: frozenset[str]) -> bool:
    """Whether a word, or another one for it, stands in the SQL."""
    return any(_alike(word, other) for form in _forms(token) for word in _split(form) for other in said)


@lru_cache(maxsize=4096)
def _forms(token: Token) -> tuple[str, ...]:
    return (token.lemma, token.text, *equivalents(token.lemma)[:8])


def _alike(word: str, other: str) -> bool:
    """Equal, or with the same beginning: `sing` and `singer`, `nation` and `nationality`."""
    shorter, longer = sorted((word, other), key=len)
    if len(shorter) < _SHORTEST_STEM:
        return shorter == longer
    return longer.startswith(shorter[: max(_SHORTEST_STEM, len(shorter) - 2)])


def _outputs(tree: Tree) -> Iterator[exp.Column]:
    select = tree.find(exp.Select)
    for output in select.expressions if select else ():
        yield from output.find_all(exp.Column)


def _unnamed_outputs(tree: Tree, content: list[Token]) -> float:
    columns = [column for column in _outputs(tree) if not column.find_ancestor(*_DATE_PARTS)]
    forms = [word for token in content for form in _forms(token) for word in _split(form)]
    tables = {table.alias_or_name: table.name for table in tree.find_all(exp.Table)}
    unnamed = [one for one in columns if not any(_alike(word, part) for part in _called(one, tables) for word in forms)]
    return len(unnamed) / max(1, len(columns))


def _called(column: exp.Column, tables: Mapping[str, str]) -> Iterator[str]:
    """The words that ask for a column: its own, and its table's where it is what is shown of a row ("doctors")."""
    own = _split(column.name)
    yield from own
    only = next(iter(tables.values()), "") if len(tables) == 1 else ""
    if _SHOWN_OF_ROWS & set(own):
        yield from _split(tables.get(column.table, only))


def _echoes(tree: Tree) -> int:
    """Output columns that the statement's own WHERE holds equal to a constant."""
    select = tree.find(exp.Select)
    where = select.args.get("where") if select else None
    if where is None:
        return 0
    constant = {
        (test.this.table, test.this.name)
        for test in where.find_all(exp.EQ)
        if isinstance(test.this, exp.Column)
        and isinstance(test.expression, exp.Literal)
        and test.find_ancestor(exp.Select) is select
    }
    return sum((column.table, column.name) in constant for column in _outputs(tree))


def _numbers_missing(text: str, sql: str) -> int:
    return sum(number not in sql for number in _NUMBER.findall(text))
