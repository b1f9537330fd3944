"""The names and comments of a schema as a searchable text: which tables and columns the words of a question may mean.

Scores are those of BM25F without its saturation (Robertson et al., CIKM 2004): fields weigh differently, a rare word
more than a common one, and of several words for the same thing only the best counts.
"""

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from detomo.engine.catalog.model import Catalog, Table
from detomo.engine.guard.likeness import stems
from detomo.engine.guard.repair.graph import JoinGraph
from detomo.engine.language.lemmas import lemma
from detomo.engine.language.search_terms import Terms
from detomo.engine.language.words import search_words

_TABLE, _TABLE_COMMENT, _COLUMN, _COLUMN_COMMENT = 3.0, 1.5, 1.0, 0.7
_PART = 0.6  # `airport` in `airportcode`
_SHORTEST_PART = 4
_EVERYWHERE = frozenset({"id", "the", "of", "no"})

Names = dict[str, float]
Scores = np.ndarray[tuple[int], np.dtype[np.float32]]


@dataclass(frozen=True, slots=True)
class _Postings:
    """The tables (by number, each once) that use a word, and how much that weighs in each."""

    tables: np.ndarray[tuple[int], np.dtype[np.int32]]
    weights: Scores


class SchemaIndex:
    """Immutable, for one catalog; worth keeping. 2,000 tables take a fraction of a second to index."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.graph = JoinGraph(catalog)
        self.tables = {table.full_name: table for table in catalog}
        self._named: dict[str, list[str]] = defaultdict(list)  # words of a table's name, joined → full names
        self._columns: list[list[tuple[str, Names]]] = []
        found: dict[str, dict[int, float]] = defaultdict(dict)
        for number, table in enumerate(catalog):
            self._named["".join(search_words(table.name))].append(table.full_name)
            fields = list(_fields(table))
            self._columns.append(fields[1:])
            for _, words in fields:
                for word, weight in words.items():
                    found[word][number] = max(found[word].get(number, 0.0), weight)
        self._postings = {word: _postings(weights) for word, weights in found.items()}

    def search(self, terms: Iterable[Terms]) -> dict[str, float]:
        """The tables (`Table.full_name`) that use any of the terms (`known` ones), with their scores."""
        scores = np.zeros(len(self.catalog), dtype=np.float32)
        for alternatives in terms:
            best = np.zeros_like(scores)
            for word, sureness in alternatives.items():
                one = self._postings[word]
                worth = sureness * math.log(1 + len(scores) / len(one.tables))
                best[one.tables] = np.maximum(best[one.tables], one.weights * np.float32(worth))
            scores += best
        return {self.catalog.tables[at].full_name: float(scores[at]) for at in np.flatnonzero(scores)}

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {table.full_name: number for number, table in enumerate(self.catalog)}

    def columns_named(self, table: str, asked: Collection[str]) -> frozenset[str]:
        """The columns that use one of the words in the name or the comment."""
        return frozenset(
            name for name, words in self._columns[self._numbers[table]] if any(word in asked for word in words)
        )

    def named_in(self, words: Sequence[str]) -> set[str]:
        """The tables whose whole name stands in a text, given the text's words."""
        found: set[str] = set()
        for start in range(len(words)):
            for end in range(start + 1, min(start + 6, len(words)) + 1):
                found.update(self._named.get("".join(words[start:end]), ()))
        return found

    def known(self, terms: Iterable[Terms]) -> list[Terms]:
        """The terms that the schema uses; where a word itself is none of them, longer words that begin or end with
        it: `airport` in `airportcode`."""
        return [dict(self._expanded(alternatives)) for alternatives in terms]

    def _expanded(self, alternatives: Terms) -> Iterator[tuple[str, float]]:
        for word, sureness in alternatives.items():
            if word in self._postings:
                yield word, sureness
            elif sureness == 1.0 and len(word) >= _SHORTEST_PART:
                yield from ((longer, _PART * sureness) for longer in self._with_part(word))

    def _with_part(self, word: str) -> Iterator[str]:
        yield from _beginning_with(word, self._forwards)
        yield from (one[::-1] for one in _beginning_with(word[::-1], self._backwards))

    @cached_property
    def _forwards(self) -> list[str]:
        return sorted(self._postings)

    @cached_property
    def _backwards(self) -> list[str]:
        return sorted(word[::-1] for word in self._postings)


def _beginning_with(start: str, ordered: Sequence[str]) -> Iterator[str]:
    for at in range(bisect_left(ordered, start), len(ordered)):
        if not ordered[at].startswith(start):
            return
        yield ordered[at]


def _postings(weights: Mapping[int, float]) -> _Postings:
    return _Postings(np.array(list(weights), dtype=np.int32), np.array(list(weights.values()), dtype=np.float32))


def _fields(table: Table) -> Iterator[tuple[str, Names]]:
    yield "", _words(table.name, _TABLE) | _words(table.comment, _TABLE_COMMENT)
    for column in table.columns:
        yield column.name, _words(column.comment, _COLUMN_COMMENT) | _words(column.name, _COLUMN)


def _words(text: str, weight: float) -> Names:
    words = {*search_words(text), *stems(text)} - _EVERYWHERE
    return {form: weight for word in words for form in (word, lemma(word) if word.isascii() else word)}
