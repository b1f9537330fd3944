"""The shape of a question: its words in order, with marks where numbers, periods and stored values stand."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from detomo.engine.language.numerals import numerals
from detomo.engine.language.paraphrases import canonical
from detomo.engine.language.periods import Calendar, closed_periods
from detomo.engine.language.quantity import Number, Period
from detomo.engine.language.words import meaning_words

Shape = tuple[str, ...]
Kind = Literal["number", "period", "value"]

# Private characters: nothing that a person types is taken for a mark.
_MARKS: dict[Kind, str] = {"number": "\ue000", "period": "\ue001", "value": "\ue002"}
_ANY_MARK = re.compile("[\ue000-\uf8ff]")
_ANY_DAY = Calendar(date(2001, 1, 1))  # where periods stand does not hang on today
_IN = re.compile(r"(?<![A-Za-z])(?:in|during|for) (?=\ue001)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """`text[start:end]` of the tidied question names something that another question may name otherwise."""

    start: int
    end: int
    kind: Kind


@lru_cache(maxsize=4096)
def quantity_mentions(text: str) -> tuple[Mention, ...]:
    """The numbers and periods of `text` (tidied), in order. Comparing words, units and counters stay outside."""
    said = closed_periods(text, _ANY_DAY)
    found = [Mention(one.start, one.end, "period") for one in said]
    for number in numerals(text):
        is_free = all(number.end <= one.start or number.start >= one.end for one in said)
        if is_free and not number.ordinal:
            found.append(Mention(number.start, number.end, "number"))
    return tuple(sorted(found, key=lambda mention: mention.start))


def shape(text: str, mentions: Sequence[Mention]) -> Shape:
    """Equal shapes ask for the same of what is mentioned. `text` is tidied; `mentions` stand in order."""
    if _ANY_MARK.search(text):
        return ()
    return _shape(text, tuple(mentions))


@lru_cache(maxsize=4096)
def _shape(text: str, mentions: tuple[Mention, ...]) -> Shape:
    parts, last = [], 0
    for mention in mentions:
        parts += [text[last : mention.start], _MARKS[mention.kind]]
        last = mention.end
    marked = "".join([*parts, text[last:]])
    if marked.count(_MARKS["period"]) == 1:
        marked = _IN.sub("", marked)  # of one period it says nothing more
    return meaning_words(canonical(marked))


def number_at(text: str, mention: Mention) -> Number | None:
    return next((one for one in numerals(text) if (one.start, one.end) == (mention.start, mention.end)), None)


def period_at(text: str, mention: Mention, calendar: Calendar) -> Period | None:
    """The days of a mentioned period; None where they cannot be told."""
    found = closed_periods(text, calendar)
    return next((one for one in found if (one.start, one.end) == (mention.start, mention.end)), None)


def without_overlaps(mentions: Iterable[Mention]) -> bool:
    """Whether no two of them share a letter."""
    ordered = sorted(mentions, key=lambda mention: mention.start)
    return all(one.end <= other.start for one, other in pairwise(ordered))
