"""What an answer consists of, in the order in which it becomes known."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from detomo.engine.present.autopsy import Autopsy
from detomo.engine.types import CheckedProposal, Question, Result


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
    """The answer in a sentence; for an empty result also what emptied it."""

    text: str
    reasons: Autopsy | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything about one question. `figure` is plain Plotly JSON; `timings` are milliseconds by step; `reasons` say
    what emptied an empty result."""

    question: Question
    checked: CheckedProposal
    result: Result
    figure: dict[str, Any] | None
    summary: str
    timings: Mapping[str, float]
    reasons: Autopsy | None = None


Step = Status | CheckedProposal | Result | Figure | Summary | Answer
