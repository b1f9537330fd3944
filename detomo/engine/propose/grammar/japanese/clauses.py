"""A clause before a noun: what its predicate and arguments say of that noun."""

from collections.abc import Sequence
from dataclasses import replace

from detomo.engine.propose.grammar.japanese.chunks import Chunk, is_column, measurements, related, valued
from detomo.engine.propose.grammar.japanese.items import Item
from detomo.engine.propose.grammar.link.model import ColumnLink
from detomo.engine.propose.grammar.link.words import name_words
from detomo.engine.propose.grammar.phrases import (
    Compared,
    During,
    Either,
    Extreme,
    Matching,
    Missing,
    Modifier,
    Of,
    Phrase,
    Valued,
)

_TIMES = frozenset({"date", "year", "time", "day", "日", "年"})
_SUBJECT = frozenset({"が", "は", "の", "に", ""})
_SURE = 0.85  # of a verb that is also a table's name


def reduce_clause(arguments: Sequence[Chunk], predicate: Item, *, negated: bool) -> list[Modifier]:
    """Conditions, in the order of the question. What else is said belongs to the related rows, if there are some:
    2014年にコンサートを開催した speaks of a concert in 2014, not of a stadium in 2014."""
    plain: list[Modifier] = []
    rows: list[Of] = []
    left = list(arguments)
    while left:
        chunk = left.pop(0)
        follower = left[0] if left else None
        if chunk.is_column and follower and follower.values and chunk.particle in _SUBJECT:
            plain.append(valued(left.pop(0), chunk.phrase, negated=negated))
        elif chunk.is_column and follower and follower.quantities and chunk.particle in _SUBJECT:
            plain += measurements(left.pop(0), chunk.phrase, negated=negated)
        else:
            _sort_in(chunk, plain, rows, predicate, negated=negated, last=not left)
    found = _nested(plain, rows, negated=negated)
    if arguments and not rows:
        _date(found, arguments[-1])  # behind the negation, which leaves out what has an attribute
    return found


def _date(plain: Sequence[Modifier], verb: Chunk) -> None:
    """2017年に到着した: the period is that of the arrival, if a date is named so."""
    head = verb.phrase.head if verb.phrase is not None and verb.particle == "" else None
    if head is None:
        return
    links = tuple(one for one in head.links if isinstance(one, ColumnLink) and _TIMES & set(name_words(one.column)))
    for condition in plain:
        if links and isinstance(condition, During) and condition.attribute is None:
            condition.attribute = Phrase(head=replace(head, links=links))


def negate(condition: Modifier) -> bool:
    """Turn one condition round; False where that cannot be said."""
    if isinstance(condition, Of | Valued | Compared | During | Matching | Missing):
        condition.negated = not condition.negated
        return True
    return False


def _sort_in(
    chunk: Chunk, plain: list[Modifier], rows: list[Of], predicate: Item, *, negated: bool, last: bool
) -> None:
    if chunk.conditions:
        plain += chunk.conditions
    elif chunk.values:
        plain.append(valued(chunk))
    elif chunk.quantities:
        plain += measurements(chunk, None)
    elif chunk.phrase is not None and chunk.extreme:
        plain.append(Extreme(chunk.extreme == "+", chunk.phrase))
    elif chunk.phrase is not None:
        _noun(chunk, plain, rows, predicate, negated=negated, last=last)


def _noun(chunk: Chunk, plain: list[Modifier], rows: list[Of], predicate: Item, *, negated: bool, last: bool) -> None:
    phrase = chunk.phrase
    assert phrase is not None  # noqa: S101 # asked for by the caller
    if _is_verb_alone(chunk, phrase, rows, last=last):
        return
    if predicate.kind == "have" and is_column(phrase) and not phrase.modifiers and chunk.count is None:
        plain.append(Missing(phrase, negated=not negated, had=True))
    else:
        rows.append(related(chunk))


def _is_verb_alone(chunk: Chunk, phrase: Phrase, rows: list[Of], *, last: bool) -> bool:
    """開催 of 開催する: says nothing more unless it is surely the name of a table (採用 → hiring)."""
    if not last or chunk.particle != "" or phrase.head is None or phrase.modifiers or chunk.count:
        return False
    return bool(rows) or not chunk.is_table or phrase.head.score < _SURE


def _nested(plain: list[Modifier], rows: list[Of], *, negated: bool) -> list[Modifier]:
    if not rows:
        if negated:
            _negate_last(plain)
        return plain
    every = [one for condition in plain for one in _each_of(condition)]
    if every and not negated:
        last = rows.pop()
        rows += [_with(last, one) for one in every]
        plain = [one for one in plain if not _each_of(one)]
    for one in plain:
        if isinstance(one, During | Valued | Compared | Matching):
            for row in rows[-max(1, len(every)) :]:
                row.phrase.modifiers.append(one)
    rows[-1].negated = negated
    return [*(one for one in plain if not isinstance(one, During | Valued | Compared | Matching)), *rows]


def _each_of(condition: Modifier) -> list[Modifier]:
    """What "both" asks of rows of their own: a film with one award and with another."""
    if isinstance(condition, Valued) and condition.every:
        return [Valued([value], condition.attribute, condition.negated) for value in condition.values]
    if isinstance(condition, Either) and condition.every:
        return [one for option in condition.options for one in option]
    return []


def _with(row: Of, condition: Modifier) -> Of:
    phrase = row.phrase
    return replace(row, phrase=replace(phrase, modifiers=[*phrase.modifiers, condition]))


def _negate_last(plain: list[Modifier]) -> None:
    """Attributes said to be a value are negated already; what is bare is negated here."""
    for condition in plain:
        bare = isinstance(condition, Valued | During | Compared | Matching) and condition.attribute is None
        if bare and not condition.negated:  # type: ignore[union-attr]
            negate(condition)
