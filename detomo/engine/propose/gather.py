"""Gathering what the writer of SQL is told: the relevant tables, stored values, terms, examples and documentation."""

from collections.abc import Callable
from dataclasses import replace

from detomo.engine.catalog import Catalog
from detomo.engine.catalog.linking import link
from detomo.engine.catalog.schema_index import SchemaIndex
from detomo.engine.contents import ContentsReader
from detomo.engine.guard import Guard
from detomo.engine.knowledge.definitions import exists
from detomo.engine.knowledge.items import ItemKind, KnowledgeItem
from detomo.engine.knowledge.store import Knowledge
from detomo.engine.language import mentions
from detomo.engine.language.periods import Calendar, utc_calendar
from detomo.engine.propose.compose import DEFAULT_BUDGET, Found, compose
from detomo.engine.propose.context import Context
from detomo.engine.propose.samples import named_values, samples_of
from detomo.engine.recent import Recent
from detomo.engine.types import Question

_WANTED = ((ItemKind.SQL, 6), (ItemKind.DOCUMENTATION, 4), (ItemKind.DDL, 6))
_KEPT = 16  # schemas as viewers see them


class ContextBuilder:
    """Thread-safe. `budget` is the most tokens of a prompt, instructions and question included. Stored values are
    gathered only where `tells_samples`: the model may be told them."""

    def __init__(
        self,
        knowledge: Knowledge,
        contents: ContentsReader,
        budget: int = DEFAULT_BUDGET,
        *,
        calendar: Callable[[], Calendar] = utc_calendar,
        tells_samples: bool = False,
    ) -> None:
        self._knowledge = knowledge
        self._contents = contents
        self._budget = budget
        self._calendar = calendar
        self._tells_samples = tells_samples
        self._schemas: Recent[int, tuple[Catalog, SchemaIndex]] = Recent(_KEPT)

    def gather(self, question: Question, guard: Guard) -> Context:
        """Retrieve what was taught and link the question to tables, through its own words, stored values and what was
        found. What mentions a name that does not exist for the viewer is left out.

        Raises `NoAnswer` (`question_too_long`) where the question leaves the budget no room for a schema.
        """
        contents, now = self._contents.of(guard), self._calendar()
        with self._knowledge.one_look():
            glossary = self._knowledge.glossary().without(guard.hidden_names)
            examples, notes, ddl = (self._nearest(question, kind, limit, guard) for kind, limit in _WANTED)
        terms = dict.fromkeys(match.entry for match in glossary.find(question.text))
        entries = [entry for entry in terms if exists(entry, guard.catalog)]
        hints = [*(entry.meaning for entry in entries), *(item.content for item in (*examples, *notes, *ddl))]
        question = _known(question, guard.hidden_names)
        said = " ".join([question.text, *question.meant, *(turn.question for turn in question.previous)])
        matches = contents.values.find(said)
        linked = link(said, self._schema(guard.catalog), matches, hints)
        told = self._tells_samples
        found = Found(
            linked,
            examples,
            notes,
            tuple(entry.as_line() for entry in entries),
            samples=samples_of([one.table for one in linked], contents.profiles) if told else {},
            named=named_values(matches) if told else {},
        )
        bare = Context(
            question, guard.catalog, (), contents=contents, today=now.today, fiscal_year_start=now.fiscal_year_start
        )
        return compose(bare, found, self._budget)

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


def _known(question: Question, hidden: frozenset[str]) -> Question:
    """The question without the earlier turns, and the model's readings, that speak of what does not exist for the
    viewer."""
    turns = (turn for turn in question.previous if not mentions(f"{turn.question}\n{turn.sql}", hidden))
    meant = (reading for reading in question.meant if not mentions(reading, hidden))
    return replace(question, previous=tuple(turns), meant=tuple(meant))
