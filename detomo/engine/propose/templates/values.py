"""Stored values in a new question: which places may name another value of the same column."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from detomo.engine.catalog.values import ColumnKey, ValueIndex, ValueMatch
from detomo.engine.language import language_of
from detomo.engine.language.shapes import Mention, without_overlaps

_MOST_VALUES = 2  # of one question
_MOST_PLACES = 8
_LEAST_TRANSLATED = 0.8


def value_choices(found: Sequence[ValueMatch], quantities: Sequence[Mention]) -> Iterator[tuple[Mention, ...]]:
    """The mentions of a question with each choice of places that name stored values; the fewest first."""
    places = list(dict.fromkeys((match.start, match.end) for match in found if _is_sure(match)))[:_MOST_PLACES]
    for count in range(1, _MOST_VALUES + 1):
        for chosen in combinations(places, count):
            mentions = [*quantities, *(Mention(start, end, "value") for start, end in chosen)]
            if without_overlaps(mentions):
                yield tuple(sorted(mentions, key=lambda mention: mention.start))


def value_at(
    mention: Mention,
    found: Sequence[ValueMatch],
    column: ColumnKey,
    taught: str,
    tables: frozenset[str],
    values: ValueIndex,
) -> str | None:
    """The one value of the column that the mention names.

    None as well where the mention may be another thing than the taught value was: a state as well as a country.
    """
    here = [match for match in found if (match.start, match.end) == (mention.start, mention.end)]
    named = {match.value for match in here if (match.table, match.column) == column and _is_sure(match)}
    others = {
        (match.table, match.column) for match in here if match.table in tables and match.how in {"exact", "folded"}
    }
    if len(named) != 1 or not all(values.holds(*other, taught) for other in others - {column}):
        return None
    return named.pop() if values.holds(*column, taught) else None


def _is_sure(match: ValueMatch) -> bool:
    """Its own letters, or its name in the other language; no slip of the pen, no synonym."""
    return match.how in {"exact", "folded"} or (match.how == "translated" and _is_translated(match))


def _is_translated(match: ValueMatch) -> bool:
    return language_of(match.value) == "en" and match.score >= _LEAST_TRANSLATED
