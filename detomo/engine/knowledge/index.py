"""Everything that was taught at one version, searchable: exact wording, BM25 and vectors, their scores fused."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from detomo.engine.knowledge.glossary import Glossary, GlossaryEntry
from detomo.engine.knowledge.items import ItemKind, KnowledgeChanges, KnowledgeItem, Match
from detomo.engine.knowledge.lexical import LexicalIndex
from detomo.engine.knowledge.shapes import TaughtShape, taught_shapes
from detomo.engine.knowledge.vectors import VectorIndex
from detomo.engine.language import meaning_words, squash
from detomo.engine.language.shapes import Shape

_LEXICAL_SHARE = 0.7  # of a score; measured by `flask eval run --part retrieval`
_CANDIDATES = 30

Scored = Sequence[tuple[str, float]]  # ids with scores, best first


class KnowledgeIndex:
    """Derived from a `KnowledgeSource`, rebuildable at any moment. Not thread-safe: `Knowledge` serialises calls."""

    def __init__(self, vectors: VectorIndex) -> None:
        self._items: dict[str, KnowledgeItem] = {}
        self._by_words: dict[tuple[str, ...], list[str]] = defaultdict(list)
        self._by_shape: dict[Shape, dict[str, TaughtShape]] = defaultdict(dict)
        self._shapes: dict[str, tuple[Shape, ...]] = {}
        self._vocabulary: dict[str, int] = defaultdict(int)
        self._lexical = LexicalIndex()
        self._vectors = vectors
        self._glossary: Glossary | None = None
        self._pending: list[KnowledgeChanges] = []  # vectors wait until a search needs them: taught answers do not

    def __len__(self) -> int:
        return len(self._items)

    def apply(self, changes: KnowledgeChanges) -> None:
        self._glossary = None
        for item_id in changes.removed:
            self._forget(item_id)
        for item in changes.added:
            self._forget(item.id)
            self._learn(item)
        self._pending.append(changes)

    def same_words(self, question: str) -> tuple[KnowledgeItem, ...]:
        """The question/SQL pairs taught in these words (politeness, case, width and plural aside): those in the very
        same letters first, newer ones before older ones."""
        ids = self._by_words.get(meaning_words(question), ())
        newest_first = [self._items[item_id] for item_id in reversed(ids)]
        asked = squash(question)
        return tuple(sorted(newest_first, key=lambda item: squash(item.question) != asked))

    def same_shape(self, asked: Shape) -> tuple[tuple[KnowledgeItem, TaughtShape], ...]:
        """The question/SQL pairs that differ only in what they mention, newer ones before older ones."""
        found = self._by_shape.get(asked, {}) if asked else {}
        return tuple((self._items[item_id], taught) for item_id, taught in reversed(found.items()))

    def knows_word(self, word: str) -> bool:
        """Whether any taught question uses this word."""
        return self._vocabulary.get(word, 0) > 0

    def search(self, text: str, kind: ItemKind, limit: int) -> tuple[Match, ...]:
        """The items nearest to `text`, best first; scores of both indexes are fused."""
        self._sync_vectors()
        scores = fuse(self._lexical.search(text, kind, _CANDIDATES), self._vectors.search(text, kind, _CANDIDATES))
        known = [
            Match(self._items[item_id], min(round(score, 6), 1.0))
            for item_id, score in scores
            if item_id in self._items
        ]
        return tuple(known[:limit])

    def glossary(self) -> Glossary:
        """All terms; the same object until they change."""
        if self._glossary is None:
            self._glossary = Glossary(map(GlossaryEntry.of, self.of_kind(ItemKind.GLOSSARY)))
        return self._glossary

    def of_kind(self, kind: ItemKind) -> Iterable[KnowledgeItem]:
        return (item for item in self._items.values() if item.kind is kind)

    def check(self) -> None:
        """Raise `Unavailable` when the vector index cannot be used."""
        self._sync_vectors()
        self._vectors.check()

    def close(self) -> None:
        self._vectors.close()

    def _sync_vectors(self) -> None:
        while self._pending:
            self._vectors.remove(self._pending[0].removed)
            self._vectors.add(self._pending[0].added)
            self._pending.pop(0)

    def _learn(self, item: KnowledgeItem) -> None:
        self._items[item.id] = item
        self._lexical.add(item)
        if item.kind is ItemKind.SQL:
            words = meaning_words(item.question)
            self._by_words[words].append(item.id)
            for word in words:
                self._vocabulary[word] += 1
            self._learn_shapes(item)

    def _learn_shapes(self, item: KnowledgeItem) -> None:
        taught = {one.words: one for one in taught_shapes(item.question, item.content)}
        self._shapes[item.id] = tuple(taught)
        for words, one in taught.items():
            self._by_shape[words][item.id] = one

    def _forget(self, item_id: str) -> None:
        item = self._items.pop(item_id, None)
        if item is None:
            return
        self._lexical.remove(item_id)
        if item.kind is ItemKind.SQL:
            words = meaning_words(item.question)
            self._by_words[words].remove(item_id)
            if not self._by_words[words]:
                del self._by_words[words]
            for word in words:
                self._vocabulary[word] -= 1
            for shape in self._shapes.pop(item_id, ()):
                del self._by_shape[shape][item_id]
                if not self._by_shape[shape]:
                    del self._by_shape[shape]


def fuse(lexical: Scored, dense: Scored) -> list[tuple[str, float]]:
    """A convex combination of scores (Bruch et al., TOIS 2023). The lexical ones are scaled by the best; the dense ones
    are likenesses already, so that vectors with little in common, as those of two languages, weigh little."""
    best = max((score for _, score in lexical), default=1.0)
    scores: dict[str, float] = defaultdict(float)
    for item_id, score in lexical:
        scores[item_id] += _LEXICAL_SHARE * score / best
    for item_id, likeness in dense:
        scores[item_id] += (1 - _LEXICAL_SHARE) * likeness
    return sorted(scores.items(), key=lambda entry: (-entry[1], entry[0]))
