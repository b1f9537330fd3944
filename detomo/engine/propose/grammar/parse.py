"""From a question to scored logical forms."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from detomo.engine.language.quantity import Quantity
from detomo.engine.language.tokens import Token, tokens
from detomo.engine.propose.grammar import japanese
from detomo.engine.propose.grammar.composed import Composed
from detomo.engine.propose.grammar.english.items import items
from detomo.engine.propose.grammar.english.parser import EnglishParser
from detomo.engine.propose.grammar.form import Form
from detomo.engine.propose.grammar.link.mentions import FoundValue, mentions
from detomo.engine.propose.grammar.link.model import ColumnLink, Link, Mention, TableLink, ValueLink
from detomo.engine.propose.grammar.link.names import NameIndex
from detomo.engine.propose.grammar.resolve.conditions import Unresolved
from detomo.engine.propose.grammar.resolve.nodes import Choices, Nodes
from detomo.engine.propose.grammar.resolve.request import RequestResolver
from detomo.engine.propose.grammar.schema import Schema
from detomo.engine.propose.grammar.schema.columns import is_quantity
from detomo.engine.types import Question

_MENTIONED = 0.85
_CONTENT = frozenset({"word", "name", "number", "quoted", "noun", "verb", "adjective"})
_LONGEST = 120  # tokens


@dataclass(frozen=True, slots=True)
class Parsed:
    form: Form
    score: float
    coverage: float
    unknown: tuple[str, ...]


def parse(
    question: Question,
    schema: Schema,
    names: NameIndex,
    values: Sequence[FoundValue],
    stored: Callable[[str, str], Sequence[str] | None],
    said: Sequence[Quantity] = (),
) -> Parsed | None:
    words = tokens(question.text, question.language)[:_LONGEST]
    if question.language == "ja":
        composed = japanese.read(words, names, values, said, _is_amount(schema))
    else:
        composed = _english(words, names, values, said)
    choices = Choices()
    nodes = Nodes(schema, names, _mentioned(composed.mentions), choices, stored)
    try:
        form = RequestResolver(nodes).resolve(composed.request)
    except Unresolved:
        return None
    unknown = tuple(token.text for token in composed.unknown)
    coverage = _coverage(words, composed.unknown)
    score = (sum(choices.scores) / len(choices.scores) if choices.scores else 0.0) * coverage
    score *= 0.85 ** len(set(choices.guesses))
    return Parsed(form, score, coverage, unknown)


def _english(
    words: Sequence[Token], names: NameIndex, values: Sequence[FoundValue], said: Sequence[Quantity]
) -> Composed:
    found = mentions(words, names, values)
    parser = EnglishParser(items(words, found, said), [token.text for token in words])
    request = parser.parse()
    unknown = [token for item in parser.unknown for token in words[item.start : item.end]]
    return Composed(request, tuple(found), tuple(unknown))


def _is_amount(schema: Schema) -> Callable[[Link], bool]:
    return lambda link: isinstance(link, ColumnLink) and is_quantity(schema, link.table, link.column)


def _mentioned(found: Sequence[Mention]) -> list[str]:
    tables = []
    for mention in found:
        link = mention.links[0]
        tables += [one.table for one in mention.links if isinstance(one, TableLink) and one.score >= _MENTIONED]
        if isinstance(link, ValueLink) and link.table:
            continue
    return list(dict.fromkeys(tables))


def _coverage(words: Sequence[Token], unknown: Sequence[Token]) -> float:
    content = sum(token.tag in _CONTENT for token in words) or 1
    return max(0.0, 1 - len(unknown) / content)
