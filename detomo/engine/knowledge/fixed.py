"""What was taught once and never changes: a `KnowledgeSource` without a database."""

from collections.abc import Iterable

from detomo.engine.knowledge.items import KnowledgeChanges, KnowledgeItem


class FixedKnowledge:
    def __init__(self, items: Iterable[KnowledgeItem] = ()) -> None:
        self._items = tuple(items)

    def version(self) -> int:
        return 0

    def changes_since(self, version: int) -> KnowledgeChanges:
        return KnowledgeChanges(0, added=self._items if version < 0 else ())
