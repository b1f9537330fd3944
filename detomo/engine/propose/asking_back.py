"""Asking a question back: the error that carries the choice."""

from collections.abc import Sequence

from detomo.engine.errors import NotSure
from detomo.engine.types import CheckedProposal, Clarification, Option, Text


def to_choose(clarification: Clarification, best: CheckedProposal | None = None) -> NotSure:
    return NotSure("clarification", clarification.text, hint=_CHOOSE, best=best, clarification=clarification)


def model_asks(question: str, readings: Sequence[str]) -> NotSure:
    """A model's question back, in the asker's language: choosing a reading asks the model again with it."""
    options = (Option(str(number), Text(reading, reading)) for number, reading in enumerate(readings, start=1))
    return to_choose(Clarification(Text(question, question), tuple(options)))


_CHOOSE = Text(
    "Choose one of the options, or ask again in other words.",
    "選択肢から選ぶか、別の言い方でもう一度質問してください。",
)
