"""The proposer that asks a language model, and the model's other small tasks: next questions, rewording."""

from collections.abc import Callable

from detomo.engine.ports import Completion, LanguageModel, Prompt
from detomo.engine.propose import prompts
from detomo.engine.propose.context import Context
from detomo.engine.propose.replies import lines_from, written_from
from detomo.engine.types import Proposal, Source

_FIRST_TRY, _REPAIRED = 0.7, 0.6  # uncalibrated: nothing measured these yet

Count = Callable[[Completion], None]  # told of every completion, also of those that hold no answer


class SqlWriter:
    """Every method raises `NoModel` or `ModelFailed` when no usable reply comes."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model

    def propose(self, context: Context, count: Count) -> Proposal:
        return self._write(prompts.sql_prompt(context), context, _FIRST_TRY, count)

    def repair(self, context: Context, sql: str, diagnosis: str, count: Count) -> Proposal:
        """Try again, given what failed. `diagnosis` must hold no stored values."""
        return self._write(prompts.repair_prompt(context, sql, diagnosis), context, _REPAIRED, count)

    def questions(self, context: Context, sql: str, wanted: int, count: Count) -> list[str]:
        return lines_from(self._ask(prompts.questions_prompt(context, sql, wanted), count).text, wanted)

    def rewrite(self, last_question: str, new_question: str, count: Count) -> str:
        reply = self._ask(prompts.rewrite_prompt(last_question, new_question), count).text
        return " ".join(reply.split()) or new_question

    def _write(self, prompt: Prompt, context: Context, confidence: float, count: Count) -> Proposal:
        completion = self._ask(prompt, count)
        written = written_from(completion, context.question.language)
        return Proposal(written.sql, Source.CLAUDE, confidence, model=completion.model, assumptions=written.assumptions)

    def _ask(self, prompt: Prompt, count: Count) -> Completion:
        completion = self._model.complete(prompt)
        count(completion)
        return completion
