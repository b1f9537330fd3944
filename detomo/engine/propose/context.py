"""What the writer of SQL is told about a question: the relevant tables, terms, examples and documentation."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from detomo.engine.catalog import Catalog, Table
from detomo.engine.catalog.linking import link
from detomo.engine.catalog.schema_index import SchemaIndex
from detomo.engine.contents import NOTHING_KNOWN, Contents, ContentsReader
from detomo.engine.guard import Guard
from detomo.engine.knowledge.definitions import exists
from detomo.engine.knowledge.items import ItemKind, KnowledgeItem
from detomo.engine.knowledge.store import Knowledge
from detomo.engine.language import mentions
from detomo.engine.propose.budget import Fitted, fit
from detomo.engine.propose.token_count import count_tokens
from detomo.engine.recent import Recent
from detomo.engine.types import Question

DEFAULT_BUDGET = 4_000  # tokens
_WANTED = ((ItemKind.SQL, 6), (ItemKind.DOCUMENTATION, 4), (ItemKind.DDL, 6))
_FRAME = 400  # tokens of the instructions around the context
_LEAST_ROOM = 1_000  # tokens, however long the question
_KEPT = 16  # schemas as viewers see them


@dataclass(frozen=True, slots=True)
class Context:
    """`left_out` names what found no room; see `propose.budget`. `contents` is what the viewer may know of values,
    `samples` those of them that a model may see, by (table, column). `fiscal_year_start` is the month, from 1."""

    question: Question
    catalog: Catalog
    tables: tuple[Table, ...]
    examples: tuple[KnowledgeItem, ...]
    documentation: tuple[KnowledgeItem, ...]
    glossary: tuple[str, ...] = ()
    contents: Contents = NOTHING_KNOWN
    left_out: tuple[str, ...] = ()
    samples: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    today: date | None = None
    fiscal_year_start: int = 1


class ContextBuilder:
    """Thread-safe. `budget` is the most tokens of a prompt, instructions and question included."""

    def __init__(self, knowledge: Knowledge, contents: ContentsReader, budget: int = DEFAULT_BUDGET) -> None:
        self._knowledge = knowledge
        self._contents = contents
        self._budget = budget
        self._schemas: Recent[int, tuple[Catalog, SchemaIndex]] = Recent(_KEPT)

    def gather(self, question: Question, guard: Guard) -> Context:
        """Retrieve what was taught and link the question to tables, through its own words, stored values and what was
        found. What mentions a name that does not exist for the viewer is left out."""
        contents = self._contents.of(guard)
        with self._knowledge.one_look():
            glossary = self._knowledge.glossary().without(guard.hidden_names)
            examples, notes, ddl = (self._nearest(question, kind, limit, guard) for kind, limit in _WANTED)
        found = dict.fromkeys(match.entry for match in glossary.find(question.text))
        terms = [entry for entry in found if exists(entry, guard.catalog)]
        hints = [*(entry.meaning for entry in terms), *(item.content for item in (*examples, *notes, *ddl))]
        question = _known(question, guard.hidden_names)
        said = " ".join([question.text, *(turn.question for turn in question.previous)])
        linked = link(said, self._schema(guard.catalog), contents.values.find(said), hints)
        room = room_for(" ".join([said, *(f"{turn.sql}\n{turn.rows}" for turn in question.previous)]), self._budget)
        fitted = fit(linked, guard.catalog.dialect, examples, notes, [entry.as_line() for entry in terms], room)
        return _context(question, guard.catalog, fitted, contents)

    def _nearest(self, question: Question, kind: ItemKind, limit: int, guard: Guard) -> tuple[KnowledgeItem, ...]:
        found = (match.item for match in self._knowledge.search(question.text, kind, limit))
        return tuple(item for item in found if not item.mentions(guard.hidden_names))

    def _schema(self, catalog: Catalog) -> SchemaIndex:
        """The index of this schema; one that was read anew and is the same needs no other index."""
        known = self._schemas.get(id(catalog))
        if known is None or known[0] is not catalog:  # it may be gone, and its id another's
            known = catalog, self._same(catalog) or SchemaIndex(catalog)
            self._schemas.put(id(catalog), known)
        return known[1]

    def _same(self, catalog: Catalog) -> SchemaIndex | None:
        return next((index for _, index in self._schemas.values() if index.catalog == catalog), None)


def room_for(question: str, budget: int) -> int:
    """The tokens that instructions and question leave for everything else."""
    return max(budget - _FRAME - count_tokens(question), _LEAST_ROOM)


def _context(question: Question, catalog: Catalog, fitted: Fitted, contents: Contents) -> Context:
    return Context(
        question,
        catalog,
        fitted.tables,
        fitted.examples,
        fitted.documentation,
        glossary=fitted.glossary,
        contents=contents,
        left_out=fitted.left_out,
    )


def _known(question: Question, hidden: frozenset[str]) -> Question:
    """The question without the earlier turns that speak of what does not exist for the viewer."""
    turns = (turn for turn in question.previous if not mentions(f"{turn.question}\n{turn.sql}", hidden))
    return replace(question, previous=tuple(turns))
