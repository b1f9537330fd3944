"""From a question to SQL that holds: taught, or written by a model and mended until guard and database take it."""

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from weakref import WeakKeyDictionary

from detomo.engine.confidence import after_running, estimate, instead_of_model, noting
from detomo.engine.contents import ContentsReader
from detomo.engine.empty import is_empty
from detomo.engine.errors import EngineError, NoAnswer, NotSure, QueryFailed, QueryStopped, Refused
from detomo.engine.guard import Guard
from detomo.engine.knowledge.store import Knowledge
from detomo.engine.language import mentions
from detomo.engine.language.periods import Calendar
from detomo.engine.parsing import Parse, Parsing
from detomo.engine.present.readback import explain
from detomo.engine.propose import suggest, verified
from detomo.engine.propose.claude import no_model
from detomo.engine.propose.context import Context
from detomo.engine.propose.gather import ContextBuilder
from detomo.engine.propose.writer import SqlWriter
from detomo.engine.recent import Recent
from detomo.engine.run import Runner
from detomo.engine.second_opinion import SecondOpinion
from detomo.engine.timing import Stopwatch
from detomo.engine.types import CheckedProposal, Language, Proposal, Question, Result, SafeQuery, Source

MODEL_ROUNDS = 2  # repairs by the model, after its first try
_NEAREST = 5
_TAUGHT_KEPT = 512  # checked statements, for each guard
log = logging.getLogger(__name__)


class Drafts:
    """Thread-safe. Who may write, in this order: what was taught (`use_verified`), the model (`writer`, None where none
    may be asked), the parser (`parse`). A reading less probable than `threshold` is not answered with."""

    def __init__(
        self,
        runner: Runner,
        knowledge: Knowledge,
        contents: ContentsReader,
        contexts: ContextBuilder,
        writer: SqlWriter | None,
        parse: Parse,
        *,
        use_verified: bool,
        threshold: float,
        calendar: Callable[[], Calendar],
    ) -> None:
        self._runner = runner
        self._knowledge = knowledge
        self._contents = contents
        self._contexts = contexts
        self._writer = writer
        self._parsing = Parsing(parse, self.check, threshold)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="second-opinion")
        self._use_verified = use_verified
        self._calendar = calendar
        self._taught: WeakKeyDictionary[Guard, Recent[tuple[str, Language], CheckedProposal]] = WeakKeyDictionary()

    def write(
        self, question: Question, guard: Guard, watch: Stopwatch, opinion: SecondOpinion | None = None
    ) -> CheckedProposal:
        """SQL for a question; `opinion` is formed while a model thinks.

        Raises `NoModel`, `NotSure`, `NoAnswer`, `Refused`, `QueryFailed` or `Unavailable`.
        """
        checked = self._verified(question, guard, watch) if self._use_verified and not question.meant else None
        if checked is not None:
            return checked
        if self._writer is None:
            return self._parsed(question, guard, watch)
        try:
            return self._by_model(question, guard, watch, opinion)
        except (QueryStopped, NotSure):
            raise
        except (NoAnswer, Refused, QueryFailed) as error:
            if question.meant:
                raise  # the parser would not heed what was chosen
            if opinion is not None:
                opinion.drop()  # the answer itself comes from the parser now
            return self._parsed(question, guard, watch, instead_of=error)

    def fix(self, question: Question, sql: str, diagnosis: str, guard: Guard, watch: Stopwatch) -> CheckedProposal:
        """Have the model mend SQL that failed. `diagnosis` reaches the model as it is.

        SQL that names what does not exist for the viewer is written anew, unseen.
        """
        writer, context = self._writer_or_raise(question, guard), self.context(question, guard)
        unseen = mentions(f"{sql}\n{diagnosis}", guard.hidden_names)
        with watch("model"):
            count = watch.completions.append
            proposal = writer.propose(context, count) if unseen else writer.repair(context, sql, diagnosis, count)
        return self._check_and_repair(writer, context, proposal, guard, watch)

    def check(self, proposal: Proposal, guard: Guard, question: Question, watch: Stopwatch) -> CheckedProposal:
        """Through guard and dry run. What a model wrote is mended first; what people taught must hold as it is."""
        with watch("guard"):
            query = guard.check(proposal.sql, mend=proposal.source is Source.CLAUDE)
        with watch("dry_run"), rules_unsaid(query):
            self._runner.dry_run(query)
        explanation = explain(query.shown, guard.catalog, question.language)
        return CheckedProposal(proposal, query, estimate(question, proposal, query), explanation)

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def context(self, question: Question, guard: Guard) -> Context:
        return self._contexts.gather(question, guard)

    def _verified(self, question: Question, guard: Guard, watch: Stopwatch) -> CheckedProposal | None:
        with watch("verified"), self._knowledge.one_look():
            proposal = verified.propose(
                question, self._knowledge, guard.catalog, lambda: self._contents.of(guard).values, self._calendar()
            )
        if proposal is None:
            return None
        try:
            return self._check_taught(proposal, guard, question, watch)
        except (Refused, QueryFailed) as error:
            is_taught = not proposal.bindings
            if self._writer is None and is_taught and not mentions(proposal.sql, guard.hidden_names):
                raise
            log.warning("taught SQL does not run: %s", error.code)
            return None

    @contextmanager
    def second_opinion(self, question: Question) -> Iterator[SecondOpinion | None]:
        """The parser's, for a question that a model may answer; the parser would not heed what was chosen."""
        if self._writer is None or question.meant:
            yield None
            return

        def form(guard: Guard) -> CheckedProposal | None:
            watch = Stopwatch()  # its own: nobody waits for these steps
            return self._parsing.best(self._parsing.read(question, guard, watch), question, guard, watch)

        opinion = SecondOpinion(form, self._runner, self._pool)
        try:
            yield opinion
        finally:
            opinion.drop()

    def weigh(
        self,
        checked: CheckedProposal,
        result: Result,
        guard: Guard,
        watch: Stopwatch,
        opinion: SecondOpinion | None,
    ) -> CheckedProposal:
        """With the confidence that its rows give: whether there are any, and whether the parser comes to the same."""
        agrees = None
        if opinion is not None and checked.proposal.source is Source.CLAUDE and not result.truncated:
            with watch("second_opinion"):
                agrees = opinion.agrees(checked.query, result, guard)
        return after_running(checked, empty=is_empty(checked.query, result), agrees=agrees)

    def _parsed(
        self, question: Question, guard: Guard, watch: Stopwatch, instead_of: EngineError | None = None
    ) -> CheckedProposal:
        """The parser's answer; `instead_of` is the model's failure, raised where the parser knows nothing either."""
        readings = self._parsing.read(question, guard, watch)
        best = self._parsing.best(readings, question, guard, watch)
        if best is None:
            raise instead_of or no_model(self._nearest(question, guard), readings.unknown)
        try:
            self._parsing.ask_back(readings, best, question, guard, watch)
        except NotSure as unsure:
            if instead_of is not None and unsure.clarification is None:
                raise instead_of from unsure
            unsure.nearest = self._nearest(question, guard)
            raise
        return noting(best, instead_of_model(instead_of.message)) if instead_of else best

    def _by_model(
        self, question: Question, guard: Guard, watch: Stopwatch, opinion: SecondOpinion | None
    ) -> CheckedProposal:
        writer = self._writer_or_raise(question, guard)
        with watch("retrieve"):
            context = self.context(question, guard)
        if opinion is not None:
            opinion.begin(guard)
        with watch("model"):
            proposal = writer.propose(context, watch.completions.append)
        return self._check_and_repair(writer, context, proposal, guard, watch)

    def _check_and_repair(
        self, writer: SqlWriter, context: Context, proposal: Proposal, guard: Guard, watch: Stopwatch
    ) -> CheckedProposal:
        for _ in range(MODEL_ROUNDS):
            try:
                return self.check(proposal, guard, context.question, watch)
            except QueryStopped:
                raise
            except (Refused, QueryFailed) as error:
                diagnosis = f"{diagnosis_of(error)}\n{guard.diagnose(proposal.sql)}".strip()
                with watch("model"):
                    proposal = writer.repair(context, proposal.sql, diagnosis, watch.completions.append)
        return self.check(proposal, guard, context.question, watch)

    def _check_taught(self, proposal: Proposal, guard: Guard, question: Question, watch: Stopwatch) -> CheckedProposal:
        """Check SQL that was taught; once it passed, not again while schema and rules, and so the guard, stay."""
        known = self._taught.setdefault(guard, Recent(_TAUGHT_KEPT))
        checked = known.get((proposal.sql, question.language))
        if checked is None:
            checked = self.check(proposal, guard, question, watch)
            known.put((proposal.sql, question.language), checked)
        return replace(checked, proposal=proposal, confidence=estimate(question, proposal, checked.query))

    def _writer_or_raise(self, question: Question, guard: Guard) -> SqlWriter:
        if self._writer is None:
            raise no_model(self._nearest(question, guard))
        return self._writer

    def _nearest(self, question: Question, guard: Guard) -> tuple[str, ...]:
        return tuple(suggest.nearest(question, self._knowledge, _NEAREST, guard.hidden_names))


@contextmanager
def rules_unsaid(query: SafeQuery) -> Iterator[None]:
    """Keep back the database's words about SQL with rules in it: they quote the rules and the names in them."""
    try:
        yield
    except QueryFailed as error:
        if query.is_ruled:
            error.diagnosis = ""
        raise


def diagnosis_of(error: EngineError) -> str:
    """What a model may be told about a failure: the database's words only where they cannot quote stored values."""
    part = "" if error.part in error.message.en else error.part
    parts = [error.message.en, error.hint.en if error.hint else "", part]
    if isinstance(error, QueryFailed) and not error.touched_rows:
        parts.append(error.diagnosis)
    return " ".join(filter(None, parts))
