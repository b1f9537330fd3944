"""The one place that knows the order of the steps from a question to its answer."""

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from detomo.engine.catalog import Catalog
from detomo.engine.catalog.live import LiveCatalog
from detomo.engine.errors import EngineError, NoAnswer, QueryFailed, QueryStopped, Refused
from detomo.engine.guard import Guard
from detomo.engine.knowledge.store import Knowledge
from detomo.engine.present.chart import draw
from detomo.engine.present.summary import summarize
from detomo.engine.propose import suggest, verified
from detomo.engine.propose.claude import no_model
from detomo.engine.propose.context import Context, gather
from detomo.engine.propose.writer import SqlWriter
from detomo.engine.run import Runner, Stream
from detomo.engine.timing import Stopwatch
from detomo.engine.types import (
    Answer,
    CheckedProposal,
    Language,
    Limits,
    Proposal,
    Question,
    Result,
    SafeQuery,
    Source,
    Viewer,
)

MODEL_ROUNDS = 2  # repairs by the model, after its first try
_NEAREST = 5
log = logging.getLogger(__name__)

ShouldStop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Status:
    """A step begins that may take a while: `thinking`, `running`."""

    step: str


@dataclass(frozen=True, slots=True)
class Figure:
    """Plain Plotly JSON, or None where no chart helps."""

    figure: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Summary:
    text: str


Step = Status | CheckedProposal | Result | Figure | Summary | Answer


class Pipeline:
    """Thread-safe; one for a target database with what was taught about it.

    `writer` None means that no model may be asked; `use_verified` False that only the model writes.
    """

    def __init__(
        self,
        *,
        runner: Runner,
        catalog: LiveCatalog,
        knowledge: Knowledge,
        writer: SqlWriter | None,
        use_verified: bool = True,
    ) -> None:
        self.runner = runner
        self.knowledge = knowledge
        self._catalog = catalog
        self._writer = writer
        self._use_verified = use_verified

    def steps(self, question: Question, viewer: Viewer, should_stop: ShouldStop | None = None) -> Iterator[Step]:
        """Answer a question step by step; the last step is the `Answer`. Raises any `EngineError`."""
        watch = Stopwatch()
        yield Status("thinking")
        checked = self.write(question, viewer, watch)
        yield checked
        yield Status("running")
        with watch("run"):
            result = self.run(checked.query, should_stop)
        yield result
        with watch("present"):
            figure, summary = self.present(result, question)
        yield Figure(figure)
        yield Summary(summary)
        yield Answer(question, checked, result, figure, summary, watch.timings)

    def write(self, question: Question, viewer: Viewer, watch: Stopwatch | None = None) -> CheckedProposal:
        """SQL for a question, checked by the guard and prepared by the database.

        Raises `NoModel` when only a model could answer and there is none, `NoAnswer` or `Refused` when nobody could
        write SQL that may run, `Unavailable` when the database is away.
        """
        watch = watch or Stopwatch()
        with watch("catalog"):
            catalog = self.catalog(viewer)
        checked = self._verified(question, catalog, watch) if self._use_verified else None
        return checked or self._by_model(question, catalog, watch)

    def check(self, sql: str, viewer: Viewer) -> SafeQuery:
        """Ask the guard about SQL that a person wrote. Raises `Refused`."""
        return Guard(self.catalog(viewer)).check(sql)

    def dry_run(self, query: SafeQuery) -> None:
        self.runner.dry_run(query)

    def run(self, query: SafeQuery, should_stop: ShouldStop | None = None) -> Result:
        return self.runner.run(query, should_stop=should_stop)

    def present(self, result: Result, question: Question) -> tuple[dict[str, Any] | None, str]:
        """The chart (plain Plotly JSON, or None where none helps) and the sentence for a result."""
        return draw(result, question), summarize(result, question)

    def stream(
        self, query: SafeQuery, limits: Limits, should_stop: ShouldStop | None = None
    ) -> AbstractContextManager[Stream]:
        return self.runner.stream(query, limits=limits, should_stop=should_stop)

    def catalog(self, viewer: Viewer) -> Catalog:
        """The live schema as far as this viewer may know it."""
        return self._catalog.current()

    def starters(self, language: Language, viewer: Viewer, count: int) -> list[str]:
        return suggest.starters(self.knowledge, self.catalog(viewer), language, count)

    def follow_ups(self, question: Question, sql: str, viewer: Viewer, count: int) -> list[str]:
        """Questions to ask next: the model's where one answers, else the nearest taught ones."""
        if self._writer is not None:
            try:
                context = gather(question, self.catalog(viewer), self.knowledge)
                return self._writer.questions(context, sql, count)
            except NoAnswer as error:
                log.info("no follow-up questions from the model: %s", error.code)
        return suggest.nearest(question, self.knowledge, count)

    def rewrite(self, last_question: str, new_question: str) -> str:
        """One question that holds both, where a model can say so; else the new one as it is."""
        if self._writer is None:
            return new_question
        try:
            return self._writer.rewrite(last_question, new_question)
        except NoAnswer as error:
            log.info("question not reworded by the model: %s", error.code)
            return new_question

    def fix(self, question: Question, sql: str, diagnosis: str, viewer: Viewer) -> CheckedProposal:
        """Have the model mend SQL, given what the person saw."""
        writer = self._writer_or_raise(question)
        catalog = self.catalog(viewer)
        context = gather(question, catalog, self.knowledge)
        return self._check_and_repair(writer, context, writer.repair(context, sql, diagnosis), Stopwatch())

    def _verified(self, question: Question, catalog: Catalog, watch: Stopwatch) -> CheckedProposal | None:
        with watch("verified"):
            proposal = verified.propose(question, self.knowledge, catalog)
        if proposal is None:
            return None
        try:
            return self._check(proposal, catalog, watch)
        except (Refused, QueryFailed) as error:
            if self._writer is None:
                raise
            log.warning("taught SQL no longer runs: %s", error.code)
            return None

    def _by_model(self, question: Question, catalog: Catalog, watch: Stopwatch) -> CheckedProposal:
        writer = self._writer_or_raise(question)
        with watch("retrieve"):
            context = gather(question, catalog, self.knowledge)
        with watch("model"):
            proposal = writer.propose(context)
        return self._check_and_repair(writer, context, proposal, watch)

    def _check_and_repair(
        self, writer: SqlWriter, context: Context, proposal: Proposal, watch: Stopwatch
    ) -> CheckedProposal:
        for _ in range(MODEL_ROUNDS):
            try:
                return self._check(proposal, context.catalog, watch)
            except QueryStopped:
                raise
            except (Refused, QueryFailed) as error:
                with watch("model"):
                    proposal = writer.repair(context, proposal.sql, diagnosis_of(error))
        return self._check(proposal, context.catalog, watch)

    def _check(self, proposal: Proposal, catalog: Catalog, watch: Stopwatch) -> CheckedProposal:
        with watch("guard"):
            query = Guard(catalog).check(proposal.sql)
        with watch("dry_run"):
            self.runner.dry_run(query)
        return CheckedProposal(proposal, query)

    def _writer_or_raise(self, question: Question) -> SqlWriter:
        if self._writer is None:
            raise no_model(tuple(suggest.nearest(question, self.knowledge, _NEAREST)))
        return self._writer


def diagnosis_of(error: EngineError) -> str:
    """What a model may be told about a failure: the database's words only where they cannot quote stored values."""
    parts = [error.message.en, error.hint.en if error.hint else "", error.part]
    if isinstance(error, QueryFailed) and not error.touched_rows:
        parts.append(error.diagnosis)
    return " ".join(filter(None, parts))


def user_proposal(sql: str) -> Proposal:
    """SQL that a person wrote or edited."""
    return Proposal(sql, Source.USER, 1.0)
