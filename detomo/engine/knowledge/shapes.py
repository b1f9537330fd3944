"""Under which shapes a taught question can be found: each value that its SQL quotes may stand for another one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from detomo.engine.language import language_of
from detomo.engine.language.equivalents import equivalents
from detomo.engine.language.shapes import Mention, Shape, quantity_mentions, shape, without_overlaps
from detomo.engine.language.tokens import tokens
from detomo.engine.language.width import squash, tidy

_LITERAL = re.compile(r"'((?:[^']|'')+)'")
_NO_VALUE = re.compile(r"[%_*]|^\d{4}[-/]?\d|^[\d\s:.+-]+$")
_MOST_VALUES = 3
_LONGEST_NAME = 3  # tokens of a translated value
_NAMING = frozenset({"noun", "name", "word"})


@dataclass(frozen=True, slots=True)
class TaughtShape:
    """`values[i]` is the literal that stands at `mentions[i]`, empty for numbers and periods."""

    words: Shape
    mentions: tuple[Mention, ...]
    values: tuple[str, ...]


def taught_shapes(question: str, sql: str) -> Iterator[TaughtShape]:
    """The question with all its numbers and periods marked, and with each choice of its values."""
    text = tidy(question)
    quantities = quantity_mentions(text)
    found = [(place, value) for place, value in _values(text, sql) if without_overlaps([*quantities, place])]
    if not without_overlaps([place for place, _ in found]):
        found = []
    for count in range(min(len(found), _MOST_VALUES) + 1):
        for chosen in combinations(found, count):
            yield _taught_shape(text, [*((one, "") for one in quantities), *chosen])


def _taught_shape(text: str, marked: list[tuple[Mention, str]]) -> TaughtShape:
    marked.sort(key=lambda pair: pair[0].start)
    mentions = tuple(mention for mention, _ in marked)
    return TaughtShape(shape(text, mentions), mentions, tuple(value for _, value in marked))


def _values(text: str, sql: str) -> Iterator[tuple[Mention, str]]:
    """The literals of the SQL that the question names just once, in their own letters or in the other language."""
    for literal in dict.fromkeys(_LITERAL.findall(sql)):
        value = literal.replace("''", "'")
        if not _NO_VALUE.search(value):
            places = list(_as_written(text, value)) or list(_translated(text, value))
            if len(places) == 1:
                yield Mention(*places[0], "value"), value


def _as_written(text: str, value: str) -> Iterator[tuple[int, int]]:
    folded = text.casefold()
    if len(folded) == len(text):
        pattern = rf"(?<![A-Za-z0-9]){re.escape(squash(value))}(?![A-Za-z0-9])"
        yield from (match.span() for match in re.finditer(pattern, folded))


def _translated(text: str, value: str) -> Iterator[tuple[int, int]]:
    if language_of(text) == language_of(value):
        return
    wanted, cut = value.casefold(), tokens(text, language_of(text))
    for first in range(len(cut)):
        for last in range(first, min(first + _LONGEST_NAME, len(cut))):
            if cut[last].tag not in _NAMING:
                break
            phrase = text[cut[first].start : cut[last].end]
            if any(word.casefold() == wanted for word in equivalents(phrase)):
                yield cut[first].start, cut[last].end
