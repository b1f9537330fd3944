"""From a question to SQL that holds: taught, or written by a model and mended until guard and database take it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from weakref import WeakKeyDictionary

from detomo.engine.contents import ContentsReader
from detomo.engine.errors import EngineError, QueryFailed, QueryStopped, Refused
from detomo.engine.guard import Guard
from detomo.engine.knowledge.store import Knowledge
from detomo.engine.language import mentions
from detomo.engine.present.readback import explain
from detomo.engine.propose import suggest, verified
from detomo.engine.propose.claude import no_model
from detomo.engine.propose.context import Context, gather
from detomo.engine.propose.writer import SqlWriter
from detomo.engine.recent import Recent
from detomo.engine.run import Runner
from detomo.engine.timing import Stopwatch
from detomo.engine.types import CheckedProposal, Language, Proposal, Question, SafeQuery, Source

MODEL_ROUNDS = 2  # repairs by the model, after its first try
_NEAREST = 5
_TAUGHT_KEPT = 512  # checked statements, for each guard
log = logging.getLogger(__name__)


class Drafts:
    """Thread-safe. `writer` None means that no model may be asked; `use_verified` False that only the model writes."""

    def __init__(
        self,
        runner: Runner,
        knowledge: Knowledge,
        contents: ContentsReader,
        writer: SqlWriter | None,
        *,
        use_verified: bool,
    ) -> None:
        self._runner = runner
        self._knowledge = knowledge
        self._contents = contents
        self._writer = writer
        self._use_verified = use_verified
        self._taught: WeakKeyDictionary[Guard, Recent[tuple[str, Language], CheckedProposal]] = WeakKeyDictionary()

    def write(self, question: Question, guard: Guard, watch: Stopwatch) -> CheckedProposal:
        """SQL for a question. Raises `NoModel`, `NoAnswer`, `Refused`, `QueryFailed` or `Unavailable`."""
        checked = self._verified(question, guard, watch) if self._use_verified else None
        return checked or self._by_model(question, guard, watch)

    def fix(self, question: Question, sql: str, diagnosis: str, guard: Guard, watch: Stopwatch) -> CheckedProposal:
        """Have the model mend SQL that failed. `diagnosis` reaches the model as it is.

        SQL that names what does not exist for the viewer is written anew, unseen.
        """
        writer, context = self._writer_or_raise(question, guard), self.context(question, guard)
        unseen = mentions(f"{sql}\n{diagnosis}", guard.hidden_names)
        with watch("model"):
            proposal = writer.propose(context) if unseen else writer.repair(context, sql, diagnosis)
        return self._check_and_repair(writer, context, proposal, guard, watch)

    def check(self, proposal: Proposal, guard: Guard, language: Language, watch: Stopwatch) -> CheckedProposal:
        """Through guard and dry run. What a model wrote is mended first; what people taught must hold as it is."""
        with watch("guard"):
            query = guard.check(proposal.sql, mend=proposal.source is Source.CLAUDE)
        with watch("dry_run"), rules_unsaid(query):
            self._runner.dry_run(query)
        return CheckedProposal(proposal, query, explain(query.shown, guard.catalog, language))

    def context(self, question: Question, guard: Guard) -> Context:
        with self._knowledge.one_look():
            return gather(question, guard.catalog, self._knowledge, guard.hidden_names)

    def _verified(self, question: Question, guard: Guard, watch: Stopwatch) -> CheckedProposal | None:
        with watch("verified"), self._knowledge.one_look():
            proposal = verified.propose(question, self._knowledge, guard.catalog)
        if proposal is None:
            return None
        try:
            return self._check_taught(proposal, guard, question.language, watch)
        except (Refused, QueryFailed) as error:
            if self._writer is None and not mentions(proposal.sql, guard.hidden_names):
                raise
            log.warning("taught SQL does not run: %s", error.code)
            return None

    def _by_model(self, question: Question, guard: Guard, watch: Stopwatch) -> CheckedProposal:
        writer = self._writer_or_raise(question, guard)
        with watch("retrieve"):
            context = self.context(question, guard)
        with watch("model"):
            proposal = writer.propose(context)
        return self._check_and_repair(writer, context, proposal, guard, watch)

    def _check_and_repair(
        self, writer: SqlWriter, context: Context, proposal: Proposal, guard: Guard, watch: Stopwatch
    ) -> CheckedProposal:
        for _ in range(MODEL_ROUNDS):
            try:
                return self.check(proposal, guard, context.question.language, watch)
            except QueryStopped:
                raise
            except (Refused, QueryFailed) as error:
                diagnosis = f"{diagnosis_of(error)}\n{guard.diagnose(proposal.sql)}".strip()
                with watch("model"):
                    mended = writer.repair(context, proposal.sql, diagnosis)
                proposal = replace(mended, usage=proposal.usage + mended.usage)
        return self.check(proposal, guard, context.question.language, watch)

    def _check_taught(self, proposal: Proposal, guard: Guard, language: Language, watch: Stopwatch) -> CheckedProposal:
        """Check SQL that was taught; once it passed, not again while schema and rules, and so the guard, stay."""
        known = self._taught.setdefault(guard, Recent(_TAUGHT_KEPT))
        checked = known.get((proposal.sql, language))
        if checked is None:
            checked = self.check(proposal, guard, language, watch)
            known.put((proposal.sql, language), checked)
        return replace(checked, proposal=proposal)

    def _writer_or_raise(self, question: Question, guard: Guard) -> SqlWriter:
        if self._writer is None:
            raise no_model(tuple(suggest.nearest(question, self._knowledge, _NEAREST, guard.hidden_names)))
        return self._writer


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
