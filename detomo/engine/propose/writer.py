"""The proposer that asks a language model, and the model's other small tasks: next questions, rewording."""

from detomo.engine.ports import LanguageModel, Prompt
from detomo.engine.propose import prompts
from detomo.engine.propose.context import Context
from detomo.engine.types import Proposal, Source, Usage

_FIRST_TRY, _REPAIRED = 0.7, 0.6  # uncalibrated: nothing measured these yet


class SqlWriter:
    """Every method raises `NoModel` or `ModelFailed` when no usable reply comes."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model

    def propose(self, context: Context) -> Proposal:
        return self._ask(prompts.sql_prompt(context), context, _FIRST_TRY)

    def repair(self, context: Context, sql: str, diagnosis: str) -> Proposal:
        """Try again, given what failed. `diagnosis` must hold no stored values."""
        return self._ask(prompts.repair_prompt(context, sql, diagnosis), context, _REPAIRED)

    def questions(self, context: Context, sql: str, count: int) -> list[str]:
        return prompts.lines_from(self._model.complete(prompts.questions_prompt(context, sql, count)).text, count)

    def rewrite(self, last_question: str, new_question: str) -> str:
        reply = self._model.complete(prompts.rewrite_prompt(last_question, new_question)).text
        return " ".join(reply.split()) or new_question

    def _ask(self, prompt: Prompt, context: Context, confidence: float) -> Proposal:
        completion = self._model.complete(prompt)
        sql = prompts.sql_from(completion.text, context.question.language)
        usage = Usage(completion.input_tokens, completion.output_tokens)
        return Proposal(sql, Source.CLAUDE, confidence, model=completion.model, usage=usage)
