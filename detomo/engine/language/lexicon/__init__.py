"""Words between English and Japanese, and between English and English.

Hand-written concepts first, then places (CLDR), then the dictionary (JMdict), then the parts of a compound. Nothing is
downloaded; what was looked up once is remembered.
"""

from functools import lru_cache

from detomo.engine.language.lexicon import compounds, jmdict, places, tables
from detomo.engine.language.lexicon.places import Country, countries_by_adjective, countries_by_name

__all__ = [
    "Country",
    "countries_by_adjective",
    "countries_by_name",
    "english_of",
    "is_concept",
    "japanese_of",
    "names_of",
    "synonyms",
]

_MOST = 12
_LONGEST = 40  # characters: longer texts are no words
_DICTIONARY_WEIGHT = 0.9  # what translators share is a hint; below what was written by hand
_LEAST_WEIGHT = 0.2


@lru_cache(maxsize=8192)
def english_of(japanese: str) -> tuple[str, ...]:
    """English words or phrases for a Japanese word in dictionary form, best first, at most 12; none if unknown."""
    if len(japanese) > _LONGEST or japanese.isascii():
        return ()
    known = _english_of_word(japanese)
    return _first((*known, *compounds.english_of(japanese, _english_of_word)))


@lru_cache(maxsize=8192)
def japanese_of(english: str) -> tuple[str, ...]:
    """Japanese words for an English word or phrase (singular, dictionary form), best first, at most 12."""
    if len(english) > _LONGEST:
        return ()
    word = english.casefold()
    found = (*tables.japanese_by_english().get(word, ()), *places.japanese_by_english().get(word, ()))
    return _first((*found, *jmdict.japanese_of(english)))


@lru_cache(maxsize=8192)
def synonyms(english: str) -> tuple[tuple[str, float], ...]:
    """Words that may stand for an English word (singular, dictionary form), with a weight 0..1, nearest first.

    The dictionary's weight is how often two words translate the same Japanese senses: of 0.5 they nearly always do,
    of 0.2 they sometimes do.
    """
    if len(english) > _LONGEST:
        return ()
    weights = {word: _DICTIONARY_WEIGHT * weight for word, weight in jmdict.near(english.casefold())}
    for word, weight in tables.near_words().get(english.casefold(), {}).items():
        weights[word] = max(weight, weights.get(word, 0.0))
    ranked = sorted(weights.items(), key=lambda pair: -pair[1])
    return tuple((word, round(min(weight, 1.0), 3)) for word, weight in ranked if weight >= _LEAST_WEIGHT)


@lru_cache(maxsize=2048)
def names_of(japanese: str) -> tuple[str, ...]:
    """Latin spellings of a name of a person or place in Japanese: マイケル → Michael, 東京 → Tokyo."""
    known = places.english_by_japanese().get(japanese, ())
    return _first((*known, *jmdict.names_of(japanese))) if len(japanese) <= _LONGEST else ()


def is_concept(japanese: str) -> bool:
    """Whether the word is in the hand-written table of everyday concepts."""
    return japanese in tables.english_by_japanese()


def _english_of_word(japanese: str) -> tuple[str, ...]:
    written = tables.english_by_japanese().get(japanese, ())
    known = (*written, *places.english_by_japanese().get(japanese, ()), *jmdict.english_of(japanese))
    return known or jmdict.names_of(japanese)


def _first(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))[:_MOST]
