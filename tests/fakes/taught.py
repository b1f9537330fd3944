"""A knowledge source in memory, as the application's database is one."""

from collections.abc import Iterable

from detomo.engine.knowledge.embedding import hashed_ngrams
from detomo.engine.knowledge.index import KnowledgeIndex
from detomo.engine.knowledge.items import ItemKind, KnowledgeChanges, KnowledgeItem
from detomo.engine.knowledge.store import Knowledge
from detomo.engine.knowledge.vectors import MemoryVectors


class Taught:
    """`teach` and `forget` each make one version. `reads` counts how often changes were read."""

    def __init__(self, items: Iterable[KnowledgeItem] = ()) -> None:
        self._log: list[tuple[KnowledgeItem, bool]] = []
        self.reads = 0
        for item in items:
            self.teach(item)

    def teach(self, item: KnowledgeItem) -> str:
        self._log.append((item, True))
        return item.id

    def forget(self, item_id: str) -> bool:
        known = [item for item, _ in self._log if item.id == item_id]
        if known:
            self._log.append((known[-1], False))
        return bool(known)

    def restore(self, version: int) -> None:
        """Go back to an older version, as a restored backup does."""
        del self._log[version:]

    def version(self) -> int:
        return len(self._log)

    def changes_since(self, version: int) -> KnowledgeChanges:
        self.reads += 1
        last = {item.id: (item, is_added) for item, is_added in self._log[max(version, 0) :]}
        return KnowledgeChanges(
            self.version(),
            added=tuple(item for item, is_added in last.values() if is_added),
            removed=tuple(item.id for item, is_added in last.values() if not is_added),
        )


def knowledge_of(source: Taught) -> Knowledge:
    return Knowledge(source, lambda: KnowledgeIndex(MemoryVectors(hashed_ngrams)))


def pair(question: str, sql: str, item_id: str = "") -> KnowledgeItem:
    return KnowledgeItem(item_id or f"{question}|{sql}", ItemKind.SQL, sql, question)
