"""What the writer of SQL is told about a question."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from detomo.engine.catalog import Catalog, Table
from detomo.engine.contents import NOTHING_KNOWN, Contents
from detomo.engine.knowledge.items import KnowledgeItem
from detomo.engine.types import Question

Samples = Mapping[tuple[str, str], tuple[str, ...]]  # values by table (`full_name`) and column


@dataclass(frozen=True, slots=True)
class Context:
    """`left_out` names what found no room; see `propose.budget`. `contents` is what the viewer may know of values,
    `samples` those of them that a model may see, and `named` those that the question names, as they are stored.
    `fiscal_year_start` is the month, from 1."""

    question: Question
    catalog: Catalog
    tables: tuple[Table, ...]
    examples: tuple[KnowledgeItem, ...] = ()
    documentation: tuple[KnowledgeItem, ...] = ()
    glossary: tuple[str, ...] = ()
    contents: Contents = NOTHING_KNOWN
    left_out: tuple[str, ...] = ()
    samples: Samples = field(default_factory=dict)
    named: Samples = field(default_factory=dict)
    today: date | None = None
    fiscal_year_start: int = 1
