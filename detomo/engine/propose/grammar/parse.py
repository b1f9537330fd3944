"""From a question to scored logical forms."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from detomo.engine.language.quantity import Quantity
from detomo.engine.language.tokens import Token, tokens
from detomo.engine.propose.grammar import japanese
from detomo.engine.propose.grammar.english.items import items
from detomo.engine.propose.grammar.english.parser import EnglishParser
from detomo.engine.propose.grammar.form import Form
from detomo.engine.propose.grammar.link.mentions import FoundValue, mentions
from detomo.engine.propose.grammar.link.model import ColumnLink, Link, Mention, TableLink
from detomo.engine.propose.grammar.link.names import NameIndex
from detomo.engine.propose.grammar.phrases import Request
from detomo.engine.propose.grammar.resolve.conditions import Unresolved
from detomo.engine.propose.grammar.resolve.nodes import Choices, Nodes, Scored
from detomo.engine.propose.grammar.resolve.request import RequestResolver
from detomo.engine.propose.grammar.schema import Schema
from detomo.engine.propose.grammar.schema.columns import is_quantity
from detomo.engine.types import Question

_MENTIONED = 0.85
_CONTENT = frozenset({"word", "name", "number", "quoted", "noun", "verb", "adjective"})
_LONGEST = 120  # tokens; what follows is not read
_GUESS = 0.85

Place = tuple[int, int]  # tokens
StoredSets = Callable[[str, str], Sequence[str] | None]


class _Word(Protocol):
    @property
    def word(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class _Composed(Protocol):
    request: Request

    @property
    def unknown(self) -> Sequence[_Word]: ...


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the database a question is about. `stored` gives all values of a column that has few."""

    schema: Schema
    names: NameIndex
    stored: StoredSets

    def is_amount(self, link: Link) -> bool:
        """Whether a link is to a column of amounts."""
        return isinstance(link, ColumnLink) and is_quantity(self.schema, link.table, link.column)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question cut and linked: what does not depend on how it is composed."""

    question: Question
    tokens: tuple[Token, ...]
    mentions: tuple[Mention, ...]
    quantities: tuple[Quantity, ...]


@dataclass(frozen=True, slots=True)
class Parsed:
    """`ranked`: for each place what it could mean, best first, with scores where it stands."""

    form: Form
    score: float
    coverage: float
    unknown: tuple[str, ...]
    guesses: tuple[str, ...] = ()
    ranked: Mapping[Place, tuple[Scored, ...]] = field(default_factory=dict)


def link(question: Question, known: Known, values: Sequence[FoundValue], said: Sequence[Quantity]) -> Asked:
    words = tokens(question.text, question.language)[:_LONGEST]
    if question.language == "ja":
        words = japanese.cut(words)
        found = japanese.mentions(words, known.names, values, said, known.is_amount)
    else:
        found = mentions(words, known.names, values)
    return Asked(question, words, tuple(found), tuple(said))


def parse(asked: Asked, known: Known, forced: Mapping[Place, Link] | None = None) -> Parsed | None:
    """One reading of the question, in which `forced` places mean what is given; None if nothing can be made of it."""
    composed = _compose(asked, known)
    choices = Choices(forced=dict(forced or {}))
    nodes = Nodes(known.schema, known.names, _mentioned(asked.mentions), choices, known.stored)
    try:
        form = RequestResolver(nodes).resolve(composed.request)
    except Unresolved:
        return None
    coverage = _coverage(asked.tokens, composed.unknown)
    score = (sum(choices.scores) / len(choices.scores) if choices.scores else 0.0) * coverage
    score *= _GUESS ** len(set(choices.guesses))
    unknown = tuple(item.word for item in composed.unknown)
    return Parsed(form, score, coverage, unknown, tuple(dict.fromkeys(choices.guesses)), choices.ranked)


def _compose(asked: Asked, known: Known) -> _Composed:
    if asked.question.language == "ja":
        return japanese.compose(asked.tokens, asked.mentions, asked.quantities, known.is_amount)
    row = items(asked.tokens, asked.mentions, asked.quantities)
    parser = EnglishParser(row, asked.tokens)
    parser.parse()
    return parser


def _mentioned(found: Sequence[Mention]) -> list[str]:
    """Tables that are named outright: columns of theirs are likelier meant."""
    tables = [one.table for m in found for one in m.links if isinstance(one, TableLink) and one.score >= _MENTIONED]
    return list(dict.fromkeys(tables))


def _coverage(words: Sequence[Token], unknown: Sequence[_Word]) -> float:
    content = sum(token.tag in _CONTENT for token in words) or 1
    return max(0.0, 1 - sum(item.end - item.start for item in unknown) / content)
