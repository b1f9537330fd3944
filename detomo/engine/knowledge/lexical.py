"""Lexical retrieval: BM25 (Robertson & Zaragoza, 2009), where a synonym or the other language's word counts as well
(structured queries, Pirkola, SIGIR 1998).

Of the alternatives for one word of a question only the best counts, weighed by how surely it is meant, so that many
translations do not outweigh one exact word.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from heapq import nsmallest

from detomo.engine.knowledge.items import ItemKind, KnowledgeItem
from detomo.engine.language.lemmas import lemma
from detomo.engine.language.search_terms import Terms, search_terms
from detomo.engine.language.words import search_words

_K1, _B = 1.2, 0.6
_TYPICAL_LENGTH = 12  # words


class LexicalIndex:
    """Not thread-safe: its owner serialises calls."""

    def __init__(self) -> None:
        self._postings: dict[ItemKind, dict[str, dict[str, float]]] = {kind: defaultdict(dict) for kind in ItemKind}
        self._words: dict[str, tuple[ItemKind, frozenset[str]]] = {}
        self._counts: dict[ItemKind, int] = defaultdict(int)

    def add(self, item: KnowledgeItem) -> None:
        self.remove(item.id)
        counts = _counted(item.searchable)
        norm = _K1 * (1 - _B + _B * sum(counts.values()) / _TYPICAL_LENGTH)
        for word, times in counts.items():
            self._postings[item.kind][word][item.id] = times * (_K1 + 1) / (times + norm)
        self._words[item.id] = item.kind, frozenset(counts)
        self._counts[item.kind] += 1

    def remove(self, item_id: str) -> None:
        kind, words = self._words.pop(item_id, (None, frozenset()))
        if kind is None:
            return
        self._counts[kind] -= 1
        for word in words:
            del self._postings[kind][word][item_id]

    def search(self, text: str, kind: ItemKind, limit: int) -> list[tuple[str, float]]:
        """Ids and scores of the items that share words with `text`, in either language, best first."""
        scores: dict[str, float] = defaultdict(float)
        for alternatives in search_terms(text):
            for item_id, score in self._best(alternatives, kind).items():
                scores[item_id] += score
        return nsmallest(limit, scores.items(), key=lambda entry: (-entry[1], entry[0]))

    def _best(self, alternatives: Terms, kind: ItemKind) -> dict[str, float]:
        best: dict[str, float] = {}
        for word, sureness in alternatives.items():
            found = self._postings[kind].get(word, {})
            rarity = math.log(1 + self._counts[kind] / len(found)) if found else 0.0
            for item_id, weight in found.items():
                best[item_id] = max(best.get(item_id, 0.0), sureness * rarity * weight)
        return best


def _counted(text: str) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for word in search_words(text):
        for form in _forms(word):
            counts[form] += 1
    return counts


def _forms(word: str) -> Iterable[str]:
    return dict.fromkeys((word, lemma(word) if word.isascii() else word))
