"""The index that follows its source: every question sees what any worker was taught before it was asked."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from detomo.engine.knowledge.glossary import Glossary
from detomo.engine.knowledge.index import KnowledgeIndex
from detomo.engine.knowledge.items import ItemKind, KnowledgeChanges, KnowledgeItem, Match
from detomo.engine.knowledge.shapes import TaughtShape
from detomo.engine.language.shapes import Shape
from detomo.engine.ports import KnowledgeSource

NOTHING_YET = -1  # the version before anything was taught


class Knowledge:
    """Thread-safe. Each call first reads the source's version and applies what changed since the last one."""

    def __init__(self, source: KnowledgeSource, new_index: Callable[[], KnowledgeIndex]) -> None:
        self._source = source
        self._new_index = new_index
        self._index = new_index()
        self._version = NOTHING_YET
        self._lock = threading.Lock()
        self._settled = threading.local()

    def same_words(self, question: str) -> tuple[KnowledgeItem, ...]:
        with self._current() as index:
            return index.same_words(question)

    def same_shape(self, asked: Shape) -> tuple[tuple[KnowledgeItem, TaughtShape], ...]:
        with self._current() as index:
            return index.same_shape(asked)

    def knows_word(self, word: str) -> bool:
        with self._current() as index:
            return index.knows_word(word)

    def search(self, text: str, kind: ItemKind, limit: int) -> tuple[Match, ...]:
        with self._current() as index:
            return index.search(text, kind, limit)

    def of_kind(self, kind: ItemKind) -> tuple[KnowledgeItem, ...]:
        with self._current() as index:
            return tuple(index.of_kind(kind))

    def glossary(self) -> Glossary:
        """The terms that count: taught or accepted ones, not suggestions."""
        with self._current() as index:
            return index.glossary()

    def count(self) -> int:
        with self._current() as index:
            return len(index)

    def check(self) -> int:
        """The number of items; raises `Unavailable` when the index cannot be used."""
        with self._current() as index:
            index.check()
            return len(index)

    def close(self) -> None:
        with self._lock:
            self._index.close()

    @contextmanager
    def one_look(self) -> Iterator[None]:
        """Let the calls of this thread inside the block share one look at the source."""
        if getattr(self._settled, "now", False):
            yield
            return
        self._follow()
        self._settled.now = True
        try:
            yield
        finally:
            self._settled.now = False

    @contextmanager
    def _current(self) -> Iterator[KnowledgeIndex]:
        if not getattr(self._settled, "now", False):
            self._follow()
        with self._lock:
            yield self._index

    def _follow(self) -> None:
        seen = self._version
        version = self._source.version()
        if version != seen:
            # A source that went back in time (a restored backup) is read anew from the beginning.
            changes = self._source.changes_since(seen if version > seen else NOTHING_YET)
            with self._lock:
                self._catch_up(changes, start_over=version < seen)

    def _catch_up(self, changes: KnowledgeChanges, *, start_over: bool) -> None:
        if start_over:
            self._index.close()
            self._index = self._new_index()
        elif changes.version <= self._version:
            return  # another thread was faster
        self._index.apply(changes)
        self._version = changes.version
