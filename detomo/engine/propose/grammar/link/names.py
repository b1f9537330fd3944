"""The names of a schema by their words: which tables and columns a stretch of words may name."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detomo.engine.catalog.model import Table
from detomo.engine.language.lexicon import english_of
from detomo.engine.propose.grammar.link.model import ColumnLink, Link, TableLink
from detomo.engine.propose.grammar.link.synonyms import synonyms
from detomo.engine.propose.grammar.link.words import GENERIC, likeness, name_words, stem
from detomo.engine.propose.grammar.schema import Schema

LONGEST = 5  # words of a question that may together be one name
_ENOUGH = 0.45
_MOST_LINKS = 24  # of "id" or "name" every table has one
_GENERIC_WEIGHT = 0.3
_LETTER_WEIGHT = 0.1  # CTitle, DName
_LONGEST_COMMENT = 24  # characters: longer ones are no names
_COMMENT_WEIGHT = 0.97
_TRANSLATIONS = 5
_PER_RANK = 0.98


@dataclass(frozen=True, slots=True)
class Name:
    """`own`: the words that its table's name does not say already. `weight`: below 1 for what only describes it."""

    table: str
    column: str  # empty: the table itself
    words: tuple[str, ...]
    own: tuple[str, ...]
    whole: str  # all words written together
    table_words: frozenset[str] = frozenset()
    weight: float = 1.0


class NameIndex:
    """Made once for a schema; finding the names for a stretch looks at names that share a word's beginning with it."""

    def __init__(self, schema: Schema) -> None:
        self._by_beginning: dict[str, list[Name]] = defaultdict(list)
        self._by_whole: dict[str, list[Name]] = defaultdict(list)
        for table in schema.tables.values():
            for name in _names(table):
                self._add(name)

    def find(self, words: Sequence[str], *, near_words: bool = True, of_table: bool = True) -> tuple[Link, ...]:
        """Links for a stretch of dictionary forms, best first; empty when it names nothing well enough.

        `near_words`: synonyms count. `of_table`: words of a column's table may stand with it ("country code").
        """
        found: dict[tuple[str, str], Link] = {}
        for name, score, whole in self._matches(words, near_words, of_table):
            link = _link(name, score, whole)
            known = found.get((name.table, name.column))
            if known is None or known.score < score:
                found[name.table, name.column] = link
        ranked = sorted(found.values(), key=lambda link: (-link.score, isinstance(link, ColumnLink)))
        return tuple(ranked[:_MOST_LINKS])

    def find_in(self, word: str, table: str) -> list[ColumnLink]:
        """Columns of one table that a single word names, without its synonyms, best first."""
        candidates = [n for n in self._by_beginning.get(_beginning(word), ()) if n.table == table and n.column]
        scored = [(_plain_overlap(word, name), name) for name in candidates]
        links = [ColumnLink(name.table, name.column, score) for score, name in scored if score > _ENOUGH]
        return sorted(links, key=lambda link: -link.score)

    def _matches(self, words: Sequence[str], near_words: bool, of_table: bool) -> list[tuple[Name, float, bool]]:
        joined = "".join(words)
        found = [(name, 0.98 * name.weight, True) for name in self._by_whole.get(joined, ())]
        for name in self._candidates(words):
            score = _score(words, name, near_words, of_table) * name.weight
            if score >= _ENOUGH:
                found.append((name, score, score >= 0.93))
        return found

    def _candidates(self, words: Sequence[str]) -> dict[Name, None]:
        found: dict[Name, None] = {}
        for word in words:
            for spelt, _ in ((word, 1.0), *synonyms(word)):
                for part in spelt.split():
                    found.update(dict.fromkeys(self._by_beginning.get(_beginning(part), ())))
        return found

    def _add(self, name: Name) -> None:
        for word in dict.fromkeys(map(_beginning, name.words)):
            self._by_beginning[word].append(name)
        self._by_whole[name.whole].append(name)
        if name.own != name.words and name.own:
            self._by_whole["".join(name.own)].append(name)


def _beginning(word: str) -> str:
    return stem(word)[:3] if word.isascii() else word


def _link(name: Name, score: float, whole: bool) -> Link:
    if name.column:
        return ColumnLink(name.table, name.column, score, whole)
    return TableLink(name.table, score)


def _names(table: Table) -> Iterator[Name]:
    """A table's names and its columns': as written, what comments call them, and Japanese ones in English."""
    of_table = frozenset(word for spelt, _ in _spellings(table.name, table.comment) for word in spelt)
    for words, weight in _spellings(table.name, table.comment):
        yield Name(table.full_name, "", words, words, "".join(words), weight=weight)
    for column in table.columns:
        for words, weight in _spellings(column.name, column.comment):
            own = tuple(word for word in words if word not in of_table) or words
            yield Name(table.full_name, column.name, words, own, "".join(words), of_table, weight)


def _spellings(name: str, comment: str) -> Iterator[tuple[tuple[str, ...], float]]:
    yield name_words(name), 1.0
    if comment and len(comment) <= _LONGEST_COMMENT:
        yield name_words(comment), _COMMENT_WEIGHT
    for text, weight in ((name, 1.0), (comment, _COMMENT_WEIGHT)):
        if not text.isascii() and len(text) <= _LONGEST_COMMENT:
            for rank, english in enumerate(english_of(text)[:_TRANSLATIONS]):
                yield name_words(english), weight * _PER_RANK**rank


def _score(asked: Sequence[str], name: Name, near_words: bool, of_table: bool) -> float:
    """How well the words, all of them, name it: the share of the name's words that they say, less for each likeness
    below sameness. Words of the table's name need not be said; generic words count for little."""
    best = max(_overlap(asked, words, near_words) for words in {name.words, name.own})
    if best == 0.0 and of_table and name.table_words and len(asked) > 1:
        rest = [word for word in asked if word not in name.table_words]
        if rest and len(rest) < len(asked):
            best = 0.97 * _overlap(rest, name.own, near_words)
    return best


def _overlap(asked: Sequence[str], words: Sequence[str], near_words: bool) -> float:
    left = list(words)
    said, alike, loose = 0.0, 1.0, 0.0
    total = sum(map(_weight, words))
    for word in asked:
        match, how = _best_match(word, left, near_words)
        if not match:
            loose += _weight(word)
            continue
        left.remove(match)
        said += _weight(match)
        alike = min(alike, how)
    if loose or not total or said == 0:
        return 0.0
    power: float = (said / total) ** 0.6
    return alike * power


def _plain_overlap(word: str, name: Name) -> float:
    """As `_overlap`, for one word as it is."""
    alike = max((likeness(word, other) for other in name.own), default=0.0)
    return alike / (1 + 0.15 * (len(name.own) - 1)) if alike >= 0.9 else 0.0


def _weight(word: str) -> float:
    if len(word) == 1 and word.isascii():
        return _LETTER_WEIGHT
    return _GENERIC_WEIGHT if word in GENERIC else 1.0


def _best_match(word: str, words: Sequence[str], near_words: bool) -> tuple[str, float]:
    best, how = "", 0.0
    for spelt, weight in ((word, 1.0), *(synonyms(word) if near_words else ())):
        for other in words:
            alike = likeness(spelt, other) * weight
            if alike > how:
                best, how = other, alike
    return best, how
