"""The hand-written tables: concepts in both languages, and what parts of Japanese compounds mean."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations
from pathlib import Path

_CLOSE, _LOOSE = 0.8, 0.5


@dataclass(frozen=True, slots=True)
class Concept:
    """What the words of one line of `concepts.txt` have in common; in each list the best word first."""

    close: tuple[str, ...]
    loose: tuple[str, ...]
    japanese: tuple[str, ...]


@lru_cache(maxsize=1)
def english_by_japanese() -> Mapping[str, tuple[str, ...]]:
    """Close words of all concepts first, then the loose ones; a word that leads a line is known best by that line."""
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for concept in concepts():
        for place, word in enumerate(concept.japanese):
            leads = place > 0
            found[word] += [(leads, english) for english in concept.close]
            found[word] += [(2, english) for english in concept.loose]
    return {word: _ranked(english) for word, english in found.items()}


@lru_cache(maxsize=1)
def japanese_by_english() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for concept in concepts():
        for place, word in enumerate(concept.close):
            found[word.casefold()] += [(min(place, 1), japanese) for japanese in concept.japanese]
        for word in concept.loose:
            found[word.casefold()] += [(2, japanese) for japanese in concept.japanese]
    return {word: _ranked(japanese) for word, japanese in found.items()}


@lru_cache(maxsize=1)
def near_words() -> Mapping[str, Mapping[str, float]]:
    """English words of one concept, with how near they are: close ones to each other, loose ones to close ones."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for concept in concepts():
        for one, other in permutations(concept.close, 2):
            _raise(found[one.casefold()], other, _CLOSE)
        for one in concept.close:
            for other in concept.loose:
                _raise(found[one.casefold()], other, _LOOSE)
                _raise(found[other.casefold()], one, _LOOSE)
    return found


@lru_cache(maxsize=1)
def affixes() -> Mapping[str, tuple[str, ...]]:
    """English words for a part of a Japanese compound; none where the part adds nothing in English."""
    return {part: tuple(words.split()) for part, words in _rows("affixes.txt")}


@lru_cache(maxsize=1)
def concepts() -> tuple[Concept, ...]:
    """The lines of `concepts.txt`."""
    return tuple(_concept(english, japanese) for english, japanese in _rows("concepts.txt"))


def lines(name: str) -> Iterator[str]:
    """The lines of one table that are neither empty nor comments."""
    for line in Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line


def listed(text: str, separator: str) -> tuple[str, ...]:
    """The entries of a list, without white space around them and without empty ones."""
    return tuple(entry for part in text.split(separator) if (entry := part.strip()))


def _rows(name: str) -> Iterator[tuple[str, str]]:
    for line in lines(name):
        left, _, right = line.partition("|")
        yield left.strip(), right.strip()


def _concept(english: str, japanese: str) -> Concept:
    close, _, loose = english.partition(";")
    return Concept(listed(close, ","), listed(loose, ","), tuple(japanese.split()))


def _ranked(words: list[tuple[int, str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for _, word in sorted(words, key=lambda ranked: ranked[0])))


def _raise(weights: dict[str, float], word: str, weight: float) -> None:
    weights[word] = max(weight, weights.get(word, 0.0))
