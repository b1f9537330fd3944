"""Other words for a value that a question names: in the other language, of a country, or a close synonym."""

from collections.abc import Iterator
from functools import lru_cache

from detomo.engine.language.detect import language_of
from detomo.engine.language.lexicon import (
    Country,
    countries_by_adjective,
    countries_by_name,
    english_of,
    japanese_of,
    names_of,
    synonyms,
)

_CLOSE = 0.8  # weight of a synonym


@lru_cache(maxsize=8192)
def equivalents(phrase: str) -> tuple[str, ...]:
    """Best first: ブラジル → Brazil, French → France, `male` → M, `Tokyo` → 東京."""
    found = _of_japanese(phrase) if language_of(phrase) == "ja" else _of_english(phrase.casefold())
    return tuple(dict.fromkeys(word for word in found if word.casefold() != phrase.casefold()))


def _of_japanese(phrase: str) -> Iterator[str]:
    is_language = phrase.endswith("語")  # 中国語 is Chinese and not China
    for english in (*english_of(phrase), *names_of(phrase)):
        yield english
        if not is_language:
            yield from _of_country(english.casefold())


def _of_english(phrase: str) -> Iterator[str]:
    yield from _of_country(phrase)
    yield from (word for word, weight in synonyms(phrase) if weight >= _CLOSE)
    yield from japanese_of(phrase)


def _of_country(phrase: str) -> Iterator[str]:
    country: Country | None = countries_by_name().get(phrase) or countries_by_adjective().get(phrase)
    if country is not None:
        yield from (*country.names, *country.adjectives, *country.japanese)
