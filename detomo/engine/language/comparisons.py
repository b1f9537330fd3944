"""Numbers within the words around them: units, "more than 20", 「10分以上」, "top 5", 「下位3件」."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from detomo.engine.language.quantity import Comparison, Number, Operator, TopN
from detomo.engine.language.units import currency_before, unit_after

_LESS = "fewer|less|lower|smaller|shorter|cheaper|younger|earlier|lighter|slower|closer"
_BEFORE: tuple[tuple[Operator, str], ...] = (
    (">=", r"(?:at least|(?:no|not) (?:less|fewer|lower|smaller) than|a minimum of|minimum|>=|≥|≧)"),
    ("<=", r"(?:at most|(?:no|not) (?:more|greater|higher|larger) than|a maximum of|maximum|up to|<=|≤|≦)"),
    ("<", rf"(?:(?:{_LESS}) than|under|below|<)"),
    (">", r"(?:(?:more|greater|larger|higher|bigger) than|over|above|exceed(?:s|ing|ed)?|>)"),
    ("=", r"(?:exactly|precisely|equal to|equals|==?|ちょうど|きっかり)"),
)
# A measure in the word itself: "longer than 5 minutes" keeps its word for the column, and only says the direction.
_LONGER = re.compile(r"(?<![A-Za-z])(?P<word>[a-z]+er) than $", re.IGNORECASE)
_AFTER: tuple[tuple[Operator, str], ...] = (
    (">=", r" (?:or|and) (?:more|greater|higher|above|over|up|longer|larger|older)\b|\+(?!\d)|以上"),
    ("<=", r" (?:or|and) (?:less|fewer|lower|below|under|shorter|smaller|younger)\b|以下|以内"),
    ("<", r"未満|より(?:も)?(?:少な|小さ|低|短|安|若|下)[いく]?|を下回[るっり]た?|に満たない"),
    (">", r"超(?:え[るた]?)?(?!え)|を超え(?:る|た|て)?|より(?:も)?(?:多|大き|高|長|上)[いく]?|を上回[るっり]た?"),
)
_LEADING = [(operator, re.compile(rf"(?<![A-Za-z]){words} ?$", re.IGNORECASE)) for operator, words in _BEFORE]
_TRAILING = [(operator, re.compile(words, re.IGNORECASE)) for operator, words in _AFTER]
_BETWEEN = re.compile(r"\b(?:between|from) $", re.IGNORECASE)
_BETWEEN_AND = re.compile(r" (?:and|to) |から|~|-| ?- ?", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|n't|never) $", re.IGNORECASE)

_MOST = re.compile(r"(?:\b(?:top|best|highest|largest|first) |(?:上位|トップ|ベスト|TOP) ?)$", re.IGNORECASE)
_LEAST = re.compile(r"(?:\b(?:bottom|worst|lowest|last) |(?:下位|ワースト) ?)$", re.IGNORECASE)
_EITHER = re.compile(r"[多少高低長短大小新古早遅安良悪重軽]い順に?(?:で|の)?(?:上から)?$")
_SUPERLATIVE = re.compile(r" (?:most|least|best|worst|[a-z]{2,}est)\b(?! of\b)", re.IGNORECASE)


def with_unit(number: Number, text: str) -> Number:
    """The number with the unit or Japanese counter behind it, or the currency sign before it."""
    if number.ordinal:
        return number
    if before := currency_before(text, number.start):
        return replace(number, unit=before[0], start=before[1])
    if after := unit_after(text, number.end):
        return replace(number, unit=after[0], end=after[1])
    return number


def in_context(numbers: Sequence[Number], text: str) -> Iterator[Number | Comparison | TopN]:
    """Each number as the words around it make it; two of a range become one. `text` is tidied."""
    rest = list(numbers)
    while rest:
        number = rest.pop(0)
        if rest and (both := _between(number, rest[0], text)):
            rest.pop(0)
            yield both
        else:
            yield _top(number, text) or _compared(number, text) or number


def _top(number: Number, text: str) -> TopN | None:
    if number.ordinal or not isinstance(number.value, int) or number.value < 1:
        return None
    before = text[: number.start]
    if found := _MOST.search(before):
        return TopN(found.start(), number.end, number.value, "most")
    if found := _LEAST.search(before):
        return TopN(found.start(), number.end, number.value, "least")
    if _EITHER.search(before) or (number.unit is None and _SUPERLATIVE.match(text, number.end)):
        return TopN(number.start, number.end, number.value)
    return None


def _compared(number: Number, text: str) -> Comparison | None:
    before = text[: number.start]
    for operator, pattern in _LEADING:
        if found := pattern.search(before):
            return Comparison(found.start(), number.end, operator, number)
    for operator, pattern in _TRAILING:
        if found := pattern.match(text, number.end):
            return Comparison(number.start, found.end(), operator, number)
    if longer := _LONGER.search(before):
        negated = _NOT.search(before[: longer.start()]) is not None
        return None if negated else Comparison(longer.end("word") + 1, number.end, ">", number)
    return None


def _between(one: Number, other: Number, text: str) -> Comparison | None:
    if one.ordinal or other.ordinal or not _BETWEEN_AND.fullmatch(text[one.end : other.start]):
        return None
    leading = _BETWEEN.search(text[: one.start])
    joined = text[one.end : other.start].strip()
    if (not leading and joined.isascii() and joined != "~") or one.value >= other.value:
        return None
    end = other.end + len(found[0]) if (found := re.match("まで|の間", text[other.end :])) else other.end
    one = replace(one, unit=one.unit or other.unit)
    return Comparison(leading.start() if leading else one.start, end, "between", one, other)
