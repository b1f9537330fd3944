"""What the parser hands over: SQL that a question may mean, best first, with what it observed on the way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from detomo.engine.guard import Guard
from detomo.engine.types import Question, Text


@dataclass(frozen=True, slots=True)
class Reading:
    """`score` (0 to 1) orders readings and is no probability; `coverage` is the share of the question's words that were
    understood, `unknown` the others. `features` are observations for calibration."""

    sql: str
    score: float
    coverage: float
    features: Mapping[str, float] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question back: the number of the reading that it stands for."""

    id: str
    label: Text
    reading: int


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """What the schema cannot decide, as a question back."""

    text: Text
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Readings:
    """Best first; none when nothing was understood. `unknown` are the words without a meaning in any of them."""

    found: tuple[Reading, ...] = ()
    ambiguity: Ambiguity | None = None
    unknown: tuple[str, ...] = ()


Parse = Callable[[Question, Guard], Readings]  # sees what the guard's viewer may know


def read_nothing(question: Question, guard: Guard) -> Readings:
    """The parser that understands nothing, for an engine without one."""
    return Readings()
