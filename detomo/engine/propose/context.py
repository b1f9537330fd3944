"""What the writer of SQL is told about a question: the relevant tables, examples and documentation."""

from dataclasses import dataclass

from detomo.engine.catalog import Catalog, Table
from detomo.engine.catalog.linking import link_tables
from detomo.engine.knowledge.items import ItemKind, KnowledgeItem
from detomo.engine.knowledge.store import Knowledge
from detomo.engine.types import Question

_WANTED = ((ItemKind.SQL, 6), (ItemKind.DOCUMENTATION, 4), (ItemKind.DDL, 6))


@dataclass(frozen=True, slots=True)
class Context:
    question: Question
    catalog: Catalog
    tables: tuple[Table, ...]
    examples: tuple[KnowledgeItem, ...]
    documentation: tuple[KnowledgeItem, ...]


def gather(question: Question, catalog: Catalog, knowledge: Knowledge, hidden: frozenset[str] = frozenset()) -> Context:
    """Retrieve what was taught and link the question to tables, through its own words and those of what was found.

    `hidden` are names that do not exist for the viewer: what mentions one is left out.
    """
    found = (
        [item for item in _nearest(knowledge, question, kind, limit) if not item.mentions(hidden)]
        for kind, limit in _WANTED
    )
    examples, documentation, ddl = map(tuple, found)
    hints = [item.content for item in (*examples, *documentation, *ddl)]
    return Context(question, catalog, link_tables(question.text, catalog, hints), examples, documentation)


def _nearest(knowledge: Knowledge, question: Question, kind: ItemKind, limit: int) -> tuple[KnowledgeItem, ...]:
    return tuple(match.item for match in knowledge.search(question.text, kind, limit))
