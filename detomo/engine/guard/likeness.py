"""Which of the names that exist was meant by one that does not.

A name is compared in kinds of likeness, from the surest to the loosest; the first kind that finds anything decides, and
only a single find is an answer: two equally near names are a question for a person or a model, not a guess.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_a-zA-Z]+")
_SHORT_FORMS = {
    "addr": "address",
    "amt": "amount",
    "avg": "average",
    "cat": "category",
    "cd": "code",
    "cnt": "count",
    "cust": "customer",
    "dept": "department",
    "desc": "description",
    "dob": "birthdate",
    "dt": "date",
    "emp": "employee",
    "fname": "firstname",
    "lname": "lastname",
    "lang": "language",
    "loc": "location",
    "max": "maximum",
    "mgr": "manager",
    "min": "minimum",
    "no": "number",
    "num": "number",
    "org": "organization",
    "pct": "percentage",
    "pop": "population",
    "prod": "product",
    "qty": "quantity",
    "tel": "phone",
    "yr": "year",
}
_DECORATION = frozenset({"tbl", "table", "dim", "fact", "vw", "view", "col", "field", "the"})
_LOOSE_SUFFIXES = frozenset({"name", "id", "code", "value", "info", "data", "list"})
_TYPO_LENGTH = 3  # shorter names differ by one letter too often for a slip to be told from another name
_TYPO_SIMILARITY = 0.75
_TYPO_MARGIN = 0.08
_VALUE_SCORE = 70.0


class Likeness(IntEnum):
    """How a name resembles the one meant; smaller is surer."""

    SAME = 0  # but for case, separators and width
    INFLECTED = 1  # singular or plural, abbreviated or written out
    PREFIXED = 2  # with or without the table's name, or a decoration such as tbl_
    TYPO = 3
    PART = 4  # some of the words, in order
    SUFFIXED = 5  # with or without a last word that says little


@dataclass(frozen=True, slots=True)
class Match:
    name: str
    likeness: Likeness


@lru_cache(maxsize=8192)
def words(name: str) -> tuple[str, ...]:
    """The lower-case words of a snake_case, camelCase or spaced name."""
    return tuple(word.casefold() for word in _WORD.findall(unicodedata.normalize("NFKC", name)))


@lru_cache(maxsize=8192)
def stems(name: str) -> tuple[str, ...]:
    """The words of a name in the singular, with common abbreviations written out."""
    return tuple(_singular(_SHORT_FORMS.get(word, word)) for word in words(name))


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ses", "xes", "zes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if len(word) > 2 and word.endswith("s") and not word.endswith("ss") else word


def nearest(
    name: str, candidates: Iterable[str], context: str = "", loosest: Likeness = Likeness.SUFFIXED
) -> Match | None:
    """The one candidate that `name` can stand for, or None when none or several can.

    `context` is the name of the table whose columns the candidates are: `singer_name` may mean `name` there.
    """
    pool = list(dict.fromkeys(candidates))
    for likeness, test in _TESTS.items():
        if likeness > loosest:
            break
        found = [candidate for candidate in pool if test(name, candidate, context)]
        if len(found) == 1:
            return Match(found[0], likeness)
        if found:
            return None
        if likeness is Likeness.PREFIXED and loosest >= Likeness.TYPO and (slip := _typo(name, pool)):
            return Match(slip, Likeness.TYPO)
    return None


def ranked(name: str, candidates: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """The candidates most like `name`, for people and models to choose from; at least remotely alike."""
    scored = sorted(((_similarity(name, candidate), candidate) for candidate in set(candidates)), reverse=True)
    return tuple(candidate for score, candidate in scored[:count] if score >= 0.4)


def _typo(name: str, pool: Sequence[str]) -> str | None:
    """The candidate a few letters away, when no other one is about as near."""
    if len(name) < _TYPO_LENGTH:
        return None
    scored = sorted(((_spelling(name, candidate), candidate) for candidate in pool), reverse=True)
    if not scored or scored[0][0] < _TYPO_SIMILARITY or scored[0][1][:1].casefold() != name[:1].casefold():
        return None
    runner_up = scored[1][0] if len(scored) > 1 else 0.0
    return scored[0][1] if scored[0][0] - runner_up >= _TYPO_MARGIN else None


def _spelling(left: str, right: str) -> float:
    return OSA.normalized_similarity("".join(words(left)), "".join(words(right)))


def _similarity(name: str, candidate: str) -> float:
    shared = set(stems(name)) & set(stems(candidate))
    return max(_spelling(name, candidate), 0.4 + 0.1 * len(shared) if shared else 0.0)


def _same(name: str, candidate: str, context: str) -> bool:
    return "".join(words(name)) == "".join(words(candidate))


def _inflected(name: str, candidate: str, context: str) -> bool:
    return _joined(stems(name)) == _joined(stems(candidate))


def _joined(stems: Sequence[str]) -> str:
    return _singular("".join(stems))


def _prefixed(name: str, candidate: str, context: str) -> bool:
    return _joined(_bare(name, context)) == _joined(_bare(candidate, context)) != ""


def _bare(name: str, context: str) -> tuple[str, ...]:
    """The words of a name without decorations and without the table's own words in front, unless nothing is left."""
    own_words = tuple(stem for stem in stems(name) if stem not in _DECORATION) or stems(name)
    own = stems(context)
    for length in range(len(own), 0, -1):
        if len(own_words) > length and own[-length:] == own_words[:length]:
            return own_words[length:]
    return own_words


def _part(name: str, candidate: str, context: str) -> bool:
    left, right = sorted((stems(name), stems(candidate)), key=len)
    return bool(left) and _in_order(left, right)


def _in_order(few: Sequence[str], many: Sequence[str]) -> bool:
    remaining = iter(many)
    return all(word in remaining for word in few)


def _suffixed(name: str, candidate: str, context: str) -> bool:
    """One has the last word and the other does not: `customer_name` is never `customer_id`."""
    left, right = stems(name), stems(candidate)
    return _joined(_trimmed(name)) == _joined(right) or _joined(left) == _joined(_trimmed(candidate))


def _trimmed(name: str) -> tuple[str, ...]:
    all_stems = stems(name)
    return all_stems[:-1] if len(all_stems) > 1 and all_stems[-1] in _LOOSE_SUFFIXES else all_stems


_TESTS: dict[Likeness, Callable[[str, str, str], bool]] = {
    Likeness.SAME: _same,
    Likeness.INFLECTED: _inflected,
    Likeness.PREFIXED: _prefixed,
    Likeness.PART: _part,
    Likeness.SUFFIXED: _suffixed,
}


def spelling(text: str) -> str:
    """Equal for texts that differ in case, width and spaces only."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def nearest_values(text: str, stored: Iterable[str], count: int = 5) -> list[str]:
    """The stored values most like `text`: itself, other spellings of it, those that begin with it, near ones."""
    pool = list(stored)
    if text in pool:
        return [text]
    wanted = spelling(text)
    scored = [(_value_score(wanted, spelling(value)), value) for value in pool]
    best = sorted(
        (item for item in scored if item[0] >= _VALUE_SCORE), key=lambda item: (-item[0], len(item[1]), item[1])
    )
    return [value for _, value in best[:count]]


def _value_score(wanted: str, value: str) -> float:
    if wanted == value:
        return 100.0
    if wanted and value and (value.startswith(wanted) or wanted.startswith(value)):
        return 90.0
    return max(fuzz.ratio(wanted, value), 0.9 * fuzz.token_set_ratio(wanted, value))
