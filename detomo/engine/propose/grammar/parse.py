"""From a question to scored logical forms."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from detomo.engine.language.quantity import Quantity
from detomo.engine.language.tokens import Token, tokens
from detomo.engine.propose.grammar.english.items import Item, items
from detomo.engine.propose.grammar.english.parser import EnglishParser
from detomo.engine.propose.grammar.form import Form
from detomo.engine.propose.grammar.link.mentions import FoundValue, mentions
from detomo.engine.propose.grammar.link.model import Mention, TableLink, ValueLink
from detomo.engine.propose.grammar.link.names import NameIndex
from detomo.engine.propose.grammar.resolve.conditions import Unresolved
from detomo.engine.propose.grammar.resolve.nodes import Choices, Nodes
from detomo.engine.propose.grammar.resolve.request import RequestResolver
from detomo.engine.propose.grammar.schema import Schema
from detomo.engine.types import Question

_MENTIONED = 0.85
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
    found = mentions(words, names, values)
    row = items(words, found, said)
    parser = EnglishParser(row, [token.text for token in words])
    request = parser.parse()
    choices = Choices()
    nodes = Nodes(schema, names, _mentioned(found), choices, stored)
    try:
        form = RequestResolver(nodes).resolve(request)
    except Unresolved:
        return None
    unknown = tuple(item.word for item in parser.unknown)
    coverage = _coverage(words, parser.unknown)
    score = (sum(choices.scores) / len(choices.scores) if choices.scores else 0.0) * coverage
    score *= 0.85 ** len(set(choices.guesses))
    return Parsed(form, score, coverage, unknown)


def _mentioned(found: Sequence[Mention]) -> list[str]:
    tables = []
    for mention in found:
        link = mention.links[0]
        tables += [one.table for one in mention.links if isinstance(one, TableLink) and one.score >= _MENTIONED]
        if isinstance(link, ValueLink) and link.table:
            continue
    return list(dict.fromkeys(tables))


def _coverage(words: Sequence[Token], unknown: Sequence[Item]) -> float:
    content = sum(token.tag in {"word", "name", "number", "quoted"} for token in words) or 1
    return max(0.0, 1 - sum(item.end - item.start for item in unknown) / content)
