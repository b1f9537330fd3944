"""What the writer of SQL is told about a question: the relevant tables, examples and documentation."""

from dataclasses import dataclass

from detomo.engine.catalog import Catalog, Table
from detomo.engine.catalog.linking import link_tables
from detomo.engine.knowledge.items import ItemKind, KnowledgeItem
from detomo.engine.knowledge.store import Knowledge
from detomo.engine.types import Question

EXAMPLES = 6
DOCUMENTS = 4
DDL = 6


@dataclass(frozen=True, slots=True)
class Context:
    question: Question
    catalog: Catalog
    tables: tuple[Table, ...]
    examples: tuple[KnowledgeItem, ...]
    documentation: tuple[KnowledgeItem, ...]


def gather(question: Question, catalog: Catalog, knowledge: Knowledge) -> Context:
    """Retrieve what was taught and link the question to tables, through its own words and those of what was found."""
    examples = _nearest(knowledge, question, ItemKind.SQL, EXAMPLES)
    documentation = _nearest(knowledge, question, ItemKind.DOCUMENTATION, DOCUMENTS)
    ddl = _nearest(knowledge, question, ItemKind.DDL, DDL)
    hints = [item.content for item in (*examples, *documentation, *ddl)]
    return Context(question, catalog, link_tables(question.text, catalog, hints), examples, documentation)


def _nearest(knowledge: Knowledge, question: Question, kind: ItemKind, limit: int) -> tuple[KnowledgeItem, ...]:
    return tuple(match.item for match in knowledge.search(question.text, kind, limit))
