"""What can be taught: DDL, documentation, questions with their SQL, and terms."""

from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum

from detomo.engine.language import mentions


class ItemKind(StrEnum):
    """Values are those of Vanna's `training_data_type`."""

    SQL = "sql"
    DDL = "ddl"
    DOCUMENTATION = "documentation"
    GLOSSARY = "glossary"


@dataclass(frozen=True, slots=True)
class KnowledgeItem:
    """`content` is the SQL, the DDL or the text; `question` belongs to SQL. Of terms see `glossary.GlossaryEntry`."""

    id: str
    kind: ItemKind
    content: str
    question: str = ""

    @property
    def searchable(self) -> str:
        """The text that a question is compared with: for SQL the question that was taught with it."""
        return self.question or self.content

    def mentions(self, names: Set[str]) -> bool:
        """Whether it speaks of one of the names, in the question or in the content."""
        return mentions(f"{self.question}\n{self.content}", names)


@dataclass(frozen=True, slots=True)
class KnowledgeChanges:
    """What to do to an index at an older version so that it holds the state of `version`."""

    version: int
    added: tuple[KnowledgeItem, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """`score` runs from 0 to 1 within one search; scores of different searches do not compare."""

    item: KnowledgeItem
    score: float
