"""Countries, regions, languages and currencies in both languages, from the CLDR (by Babel), and nationalities."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from detomo.engine.language.lexicon.tables import lines, listed


@dataclass(frozen=True, slots=True)
class Country:
    """A country or a part of the world; in each list the usual form first."""

    names: tuple[str, ...]
    adjectives: tuple[str, ...]
    japanese: tuple[str, ...]


@lru_cache(maxsize=1)
def countries() -> tuple[Country, ...]:
    """Every territory of the CLDR; adjectives and further names where `nationalities.txt` has them."""
    english, japanese = _locale("en").territories, _locale("ja").territories
    written = {fields[0]: fields[1:] for fields in map(_fields, lines("nationalities.txt"))}
    return tuple(
        Country(
            _unique(english[code], *listed(names, ";")),
            listed(adjectives, ";"),
            _unique(japanese.get(code, ""), *listed(other, ";")),
        )
        for code in english
        for adjectives, names, other in [written.get(code, ["", "", ""])]
    )


@lru_cache(maxsize=1)
def english_by_japanese() -> Mapping[str, tuple[str, ...]]:
    """Countries, their people (〜人) and products (〜製), languages and currencies, by every Japanese form."""
    found: dict[str, list[str]] = defaultdict(list)
    for japanese, english in _pairs():
        found[japanese] += [word for word in english if word not in found[japanese]]
    return {word: tuple(english) for word, english in found.items()}


@lru_cache(maxsize=1)
def japanese_by_english() -> Mapping[str, tuple[str, ...]]:
    """The same the other way, by lower-case English forms."""
    found: dict[str, list[str]] = defaultdict(list)
    for japanese, english in _pairs():
        for word in english:
            if japanese not in found[word.casefold()]:
                found[word.casefold()].append(japanese)
    return {word: tuple(japanese) for word, japanese in found.items()}


@lru_cache(maxsize=1)
def countries_by_adjective() -> Mapping[str, Country]:
    """Countries by lower-case adjectives: `french` → France."""
    return {word.casefold(): country for country in countries() for word in country.adjectives}


@lru_cache(maxsize=1)
def countries_by_name() -> Mapping[str, Country]:
    """Countries by lower-case English names; a country goes before a wider region of the same name."""
    return {word.casefold(): country for country in reversed(countries()) for word in country.names}


def _pairs() -> Iterator[tuple[str, tuple[str, ...]]]:
    """A Japanese form and its English ones. Single characters (仏, 米) stand for countries only within 〜人, 〜製."""
    for country in countries():
        for name in country.japanese:
            if len(name) > 1:
                yield name, country.names
            yield f"{name}人", (*country.adjectives, *country.names)
            yield f"{name}製", (*country.adjectives, *country.names)
    for kind in ("languages", "currencies"):
        english, japanese = getattr(_locale("en"), kind), getattr(_locale("ja"), kind)
        for code in english.keys() & japanese.keys():
            yield japanese[code], (english[code],)


def _fields(line: str) -> list[str]:
    fields = [field.strip() for field in line.split("|")]
    return fields + [""] * (4 - len(fields))


def _unique(*words: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word))


@lru_cache(maxsize=2)
def _locale(language: str):  # type: ignore[no-untyped-def] # Babel's class, imported where it is needed
    from babel import Locale

    return Locale(language)
