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
_SHORT_NAME = 3  # shorter ones differ by one letter too often for a slip to be told from another name
_LONG_NAME = 8
_TYPO_MARGIN = 0.08
_VALUE_SCORE = 70.0
_SMALL_WORDS = frozenset({"of", "the", "and", "de", "&"})


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
    found = alike(name, candidates, context, loosest)
    return found[0] if len(found) == 1 else None


def alike(
    name: str, candidates: Iterable[str], context: str = "", loosest: Likeness = Likeness.SUFFIXED
) -> list[Match]:
    """The candidates that `name` can stand for in the surest kind of likeness that finds any."""
    pool = list(dict.fromkeys(candidates))
    for likeness, test in _TESTS.items():
        found = [candidate for candidate in pool if likeness <= loosest and test(name, candidate, context)]
        if likeness is Likeness.TYPO:
            found = _closest(name, found)
        if found:
            return [Match(candidate, likeness) for candidate in found]
    return []


def ranked(name: str, candidates: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """The candidates most like `name`, for people and models to choose from; at least remotely alike."""
    scored = sorted(((_similarity(name, candidate), candidate) for candidate in set(candidates)), reverse=True)
    return tuple(candidate for score, candidate in scored[:count] if score >= 0.4)


def _typo(name: str, candidate: str, context: str) -> bool:
    """A few letters away: one in a short name, two in a longer one, and not the first."""
    left, right = "".join(words(name)), "".join(words(candidate))
    allowed = 1 if len(left) < _LONG_NAME else 2
    same_start = left[:1] == right[:1]
    return len(left) >= _SHORT_NAME and same_start and OSA.distance(left, right, score_cutoff=allowed) <= allowed


def _closest(name: str, found: Sequence[str]) -> list[str]:
    """Without those that are clearly further away than the best."""
    best = max((_spelling(name, candidate) for candidate in found), default=0.0)
    return [candidate for candidate in found if best - _spelling(name, candidate) < _TYPO_MARGIN]


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
    Likeness.TYPO: _typo,
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
    if _is_acronym(wanted, value) or _is_acronym(value, wanted):
        return 85.0
    return max(fuzz.ratio(wanted, value), 0.9 * fuzz.token_set_ratio(wanted, value))


def _is_acronym(short: str, phrase: str) -> bool:
    """`usa` or `us` for `united states of america`, also where the phrase leaves the last word out."""
    initials = "".join(word[0] for word in phrase.split() if word not in _SMALL_WORDS)
    letters = short.replace(".", "")
    return len(initials) >= 2 and len(letters) >= 2 and (letters.startswith(initials) or initials.startswith(letters))
