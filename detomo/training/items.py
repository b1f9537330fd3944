"""What somebody wants to teach, and the id that its content gives it."""

import hashlib
from dataclasses import dataclass
from typing import Self

from detomo.engine.knowledge.items import ItemKind, KnowledgeItem

_ID_ENDINGS = {ItemKind.SQL: "sql", ItemKind.DDL: "ddl", ItemKind.DOCUMENTATION: "doc"}  # as Vanna's ids end


@dataclass(frozen=True, slots=True)
class NewItem:
    kind: ItemKind
    content: str
    question: str = ""

    @classmethod
    def pair(cls, question: str, sql: str) -> Self:
        return cls(ItemKind.SQL, _tidy(sql), _tidy(question))

    @classmethod
    def ddl(cls, text: str) -> Self:
        return cls(ItemKind.DDL, _tidy(text))

    @classmethod
    def documentation(cls, text: str) -> Self:
        return cls(ItemKind.DOCUMENTATION, _tidy(text))

    @classmethod
    def of(cls, item: KnowledgeItem) -> Self:
        return cls(item.kind, _tidy(item.content), _tidy(item.question))

    @property
    def is_complete(self) -> bool:
        """Whether every part that this kind needs holds text."""
        return bool(self.content and (self.question or self.kind is not ItemKind.SQL))

    def id_in(self, project_id: int) -> str:
        """The same content taught twice in one project has the same id."""
        text = "\0".join((str(project_id), self.kind, self.question, self.content))
        return f"{hashlib.sha256(text.encode()).hexdigest()[:32]}-{_ID_ENDINGS[self.kind]}"


def _tidy(text: str) -> str:
    """Without what an editor may add around a text and to its line ends: the same text must have the same id."""
    return text.replace("\r\n", "\n").strip("\ufeff \t\r\n\u3000")
