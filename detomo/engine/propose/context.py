"""What the writer of SQL is told about a question: the relevant tables, examples and documentation."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from detomo.engine.catalog import Catalog, Table
from detomo.engine.catalog.linking import link_tables
from detomo.engine.knowledge.items import ItemKind, KnowledgeItem
from detomo.engine.knowledge.store import Knowledge
from detomo.engine.language import mentions
from detomo.engine.types import Question

_WANTED = ((ItemKind.SQL, 6), (ItemKind.DOCUMENTATION, 4), (ItemKind.DDL, 6))


@dataclass(frozen=True, slots=True)
class Context:
    """`samples` are stored values by (table, column); `fiscal_year_start` is the month, from 1."""

    question: Question
    catalog: Catalog
    tables: tuple[Table, ...]
    examples: tuple[KnowledgeItem, ...]
    documentation: tuple[KnowledgeItem, ...]
    samples: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    today: date | None = None
    fiscal_year_start: int = 1


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
    said = " ".join([question.text, *(turn.question for turn in question.previous)])
    return Context(_known(question, hidden), catalog, link_tables(said, catalog, hints), examples, documentation)


def _known(question: Question, hidden: frozenset[str]) -> Question:
    """The question without the earlier turns that speak of what does not exist for the viewer."""
    turns = (turn for turn in question.previous if not mentions(f"{turn.question}\n{turn.sql}", hidden))
    return replace(question, previous=tuple(turns))


def _nearest(knowledge: Knowledge, question: Question, kind: ItemKind, limit: int) -> tuple[KnowledgeItem, ...]:
    return tuple(match.item for match in knowledge.search(question.text, kind, limit))
