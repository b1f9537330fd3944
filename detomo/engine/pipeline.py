"""The one place that knows the order of the steps from a question to its answer."""

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

from detomo.engine.catalog import Catalog
from detomo.engine.catalog.live import LiveCatalog
from detomo.engine.ceiling import Ceiling
from detomo.engine.confidence import chosen_by_person
from detomo.engine.contents import Contents, ContentsReader
from detomo.engine.drafts import Drafts, diagnosis_of, rules_unsaid
from detomo.engine.empty import examine, is_empty, respelt
from detomo.engine.errors import NoAnswer, QueryFailed, QueryStopped
from detomo.engine.guard.rewrite import Rules
from detomo.engine.guards import Guards
from detomo.engine.knowledge.definitions import exists
from detomo.engine.knowledge.glossary import GlossaryEntry
from detomo.engine.knowledge.store import Knowledge
from detomo.engine.language import mentions
from detomo.engine.language.periods import Calendar, utc_calendar
from detomo.engine.parsing import Parse, read_nothing
from detomo.engine.present.autopsy import Autopsy
from detomo.engine.present.chart import choose, to_plotly
from detomo.engine.present.readback import explain
from detomo.engine.present.summary import summarize
from detomo.engine.propose import suggest
from detomo.engine.propose.gather import ContextBuilder
from detomo.engine.propose.writer import SqlWriter
from detomo.engine.run import Runner, Stream
from detomo.engine.second_opinion import SecondOpinion
from detomo.engine.steps import Answer, Figure, Status, Step, Summary
from detomo.engine.timing import Stopwatch
from detomo.engine.types import (
    CheckedProposal,
    Dialect,
    Language,
    Limits,
    Proposal,
    Question,
    Result,
    SafeQuery,
    Source,
    Viewer,
)

log = logging.getLogger(__name__)

ShouldStop = Callable[[], bool]


class Pipeline:
    """Thread-safe; one for a target database with what was taught about it.

    `writer` None means that no model may be asked; `use_verified` False that what was taught is not asked. `parse` is
    the parser that needs no model; its readings less probable than `threshold` are not answered with. `rules` gives the
    row and column rules in force and is asked for every statement; `calendar` says what day it is. `tells_rows` says
    that the model may be told rows of earlier answers; `ceiling` is the most that one question can take.
    """

    def __init__(
        self,
        *,
        runner: Runner,
        catalog: LiveCatalog,
        contents: ContentsReader,
        contexts: ContextBuilder,
        knowledge: Knowledge,
        writer: SqlWriter | None,
        parse: Parse = read_nothing,
        use_verified: bool = True,
        threshold: float = 0.0,
        rules: Callable[[], Rules] = Rules,
        calendar: Callable[[], Calendar] = utc_calendar,
        tells_rows: bool = False,
        ceiling: Ceiling = Ceiling(),  # noqa: B008 (frozen)
    ) -> None:
        self.tells_rows = tells_rows
        self.ceiling = ceiling
        self._runner = runner
        self._knowledge = knowledge
        self._guards = Guards(catalog, rules)
        self._contents = contents
        self._writer = writer
        self._drafts = Drafts(
            runner,
            knowledge,
            contents,
            contexts,
            writer,
            parse,
            use_verified=use_verified,
            threshold=threshold,
            calendar=calendar,
        )

    def close(self) -> None:
        self._drafts.close()

    @property
    def dialect(self) -> Dialect:
        return self._runner.dialect

    def steps(
        self,
        question: Question,
        viewer: Viewer,
        should_stop: ShouldStop | None = None,
        watch: Stopwatch | None = None,
        chosen: Proposal | None = None,
    ) -> Iterator[Step]:
        """Answer a question step by step; the last step is the `Answer`. Raises any `EngineError`.

        `chosen` is what the person picked when asked back. SQL comes a second time when what the model wrote first
        failed while it ran, or was spelt as the data is.
        """
        watch = watch or Stopwatch()
        yield Status("thinking")
        with self._drafts.second_opinion(question) as opinion:
            if chosen:
                first = self._choose(question, chosen, viewer, watch)
            else:
                first = self.write(question, viewer, watch, opinion)
            yield first
            yield Status("running")
            checked, result = self._run_or_mend(question, first, viewer, watch, should_stop)
            if checked is not first:
                yield checked
            yield result
            checked = self._drafts.weigh(checked, result, self._guards.of(viewer), watch, opinion)
        with watch("present"):
            figure, summary = self.present(result, question)
        yield Figure(figure)
        reasons = self.why_empty(checked.query, result, viewer, watch)
        yield Summary(summary, reasons)
        yield Answer(question, checked, result, figure, summary, watch.timings, reasons)

    def answer(self, question: Question, viewer: Viewer, should_stop: ShouldStop | None = None) -> Answer:
        """All steps at once. Raises any `EngineError`."""
        *_, last = self.steps(question, viewer, should_stop)
        assert isinstance(last, Answer)  # noqa: S101 (tells the type checker what `steps` promises)
        return last

    def write(
        self,
        question: Question,
        viewer: Viewer,
        watch: Stopwatch | None = None,
        opinion: SecondOpinion | None = None,
    ) -> CheckedProposal:
        """SQL for a question, checked by the guard and prepared by the database; `opinion` is formed beside a model.

        Raises `NoModel` when only a model could answer and there is none, `NotSure` when SQL was found that is too
        unsure, `NoAnswer` or `Refused` when nobody could write SQL that may run, `Unavailable` when the database is
        away.
        """
        watch = watch or Stopwatch()
        with watch("catalog"):
            guard = self._guards.of(viewer)
        return self._drafts.write(question, guard, watch, opinion)

    def check(self, sql: str, viewer: Viewer) -> SafeQuery:
        """Ask the guard about SQL that a person wrote. Raises `Refused`."""
        return self._guards.of(viewer).check(sql)

    def check_written(self, sql: str, question: Question, viewer: Viewer) -> CheckedProposal:
        """SQL that a person wrote in place of a proposal, checked and prepared like one. Raises `Refused`."""
        return self._drafts.check(Proposal(sql, Source.USER, 1.0), self._guards.of(viewer), question, Stopwatch())

    def run(self, query: SafeQuery, should_stop: ShouldStop | None = None, limits: Limits | None = None) -> Result:
        with rules_unsaid(query):
            return self._runner.run(query, limits=limits, should_stop=should_stop)

    def rules_of(self, viewer: Viewer) -> str:
        """A fingerprint of the rules that hold for the viewer: results made under others may not be shown."""
        return self._guards.fingerprint(viewer)

    def why_empty(
        self, query: SafeQuery, result: Result, viewer: Viewer, watch: Stopwatch | None = None
    ) -> Autopsy | None:
        """What emptied an empty result; None for any other."""
        if not is_empty(query, result):
            return None
        with (watch or Stopwatch())("autopsy"):
            return examine(query, self._guards.of(viewer), self._runner)

    def present(self, result: Result, question: Question) -> tuple[dict[str, Any] | None, str]:
        """The chart (plain Plotly JSON, or None where none helps) and the sentence for a result."""
        spec = choose(result, question.text, question.language)
        figure = to_plotly(spec, result, language=question.language) if spec else None
        return figure, summarize(result, question.text, question.language)

    def stream(
        self, query: SafeQuery, limits: Limits, should_stop: ShouldStop | None = None
    ) -> AbstractContextManager[Stream]:
        return self._runner.stream(query, limits=limits, should_stop=should_stop)

    def catalog(self, viewer: Viewer) -> Catalog:
        """The live schema as far as this viewer may know it."""
        return self._guards.of(viewer).catalog

    def contents(self, viewer: Viewer) -> Contents:
        """Stored values to look for and columns' profiles, as far as this viewer may know them."""
        return self._contents.of(self._guards.of(viewer))

    def hides(self, entry: GlossaryEntry, viewer: Viewer) -> bool:
        """Whether the entry speaks of what exists, but not for this viewer."""
        if entry.mentions(self.hidden_names(viewer)):
            return True
        return not exists(entry, self.catalog(viewer)) and exists(entry, self._guards.whole_catalog())

    def hidden_names(self, viewer: Viewer) -> frozenset[str]:
        """Names of tables and columns that do not exist for this viewer. Asks for no schema where no rule holds."""
        return self._guards.of(viewer).hidden_names if self.rules_of(viewer) else frozenset()

    def starters(self, language: Language, viewer: Viewer, count: int) -> list[str]:
        """Questions to begin with."""
        guard = self._guards.of(viewer)
        return suggest.starters(self._knowledge, guard.catalog, language, count, guard.hidden_names)

    def follow_ups(
        self, question: Question, sql: str, viewer: Viewer, count: int, watch: Stopwatch | None = None
    ) -> list[str]:
        """Questions to ask next: the model's where one answers, else the nearest taught ones."""
        guard = self._guards.of(viewer)
        if self._writer is not None:
            known = "" if mentions(sql, guard.hidden_names) else sql
            try:
                context = self._drafts.context(question, guard)
                return self._writer.questions(context, known, count, (watch or Stopwatch()).completions.append)
            except NoAnswer as error:
                log.info("no follow-up questions from the model: %s", error.code)
        return suggest.nearest(question, self._knowledge, count, guard.hidden_names)

    def rewrite(self, last_question: str, new_question: str, watch: Stopwatch | None = None) -> str:
        """One question that holds both, where a model can say so; else the new one as it is."""
        if self._writer is None:
            return new_question
        try:
            return self._writer.rewrite(last_question, new_question, (watch or Stopwatch()).completions.append)
        except NoAnswer as error:
            log.info("question not reworded by the model: %s", error.code)
            return new_question

    def fix(
        self, question: Question, sql: str, diagnosis: str, viewer: Viewer, watch: Stopwatch | None = None
    ) -> CheckedProposal:
        """Have the model mend SQL that failed. `diagnosis` reaches the model as it is."""
        return self._drafts.fix(question, sql, diagnosis, self._guards.of(viewer), watch or Stopwatch())

    def _choose(self, question: Question, chosen: Proposal, viewer: Viewer, watch: Stopwatch) -> CheckedProposal:
        """Checked anew, for rules and schema are those of now."""
        return chosen_by_person(question, self._drafts.check(chosen, self._guards.of(viewer), question, watch))

    def _run_or_mend(
        self,
        question: Question,
        checked: CheckedProposal,
        viewer: Viewer,
        watch: Stopwatch,
        should_stop: ShouldStop | None,
    ) -> tuple[CheckedProposal, Result]:
        """Run; what a model wrote gets one more try when it fails, and when its values are spelt as no row has them."""
        by_model = checked.proposal.source is Source.CLAUDE
        try:
            with watch("run"):
                result = self.run(checked.query, should_stop)
        except QueryFailed as error:
            if isinstance(error, QueryStopped) or not by_model:
                raise
            checked = self.fix(question, checked.query.shown, diagnosis_of(error), viewer, watch)
            with watch("run"):
                result = self.run(checked.query, should_stop)
        if by_model and is_empty(checked.query, result):
            return self._respelt(checked, result, question.language, viewer, watch, should_stop)
        return checked, result

    def _respelt(
        self,
        checked: CheckedProposal,
        result: Result,
        language: Language,
        viewer: Viewer,
        watch: Stopwatch,
        should_stop: ShouldStop | None,
    ) -> tuple[CheckedProposal, Result]:
        guard = self._guards.of(viewer)
        with watch("respell"):
            query = respelt(checked.query, guard, self._runner)
        if query is None:
            return checked, result
        with watch("run"):
            found = self.run(query, should_stop)
        if is_empty(query, found):
            return checked, result
        query = replace(query, changes=checked.query.changes + query.changes)
        return replace(checked, query=query, explanation=explain(query.shown, guard.catalog, language)), found
