"""What an autopsy takes and gives."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from detomo.engine.types import Text

Run = Callable[[str], Sequence[Sequence[Any]]]
"""Check one statement with the guard, run it, and give its rows. Raises `EngineError`."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How much an autopsy may spend. A probe that has begun is bounded by the runner's own deadline."""

    statements: int = 24
    seconds: float = 3.0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What to ask instead of `asked`: the nearest stored values, or the range that exists.

    `expression` is the SQL compared with the value, mostly a column. `low` and `high` are as the driver gave them.
    """

    expression: str
    asked: str
    nearest: tuple[str, ...] = ()
    low: Any = None
    high: Any = None


@dataclass(frozen=True, slots=True)
class Culprit:
    """`predicates` are SQL conditions (or a table, for a join or an empty table) that together left no row."""

    code: str  # condition, conditions, group_condition, join_condition, join, empty_table, null_in_list, offset, …
    predicates: tuple[str, ...]
    message: Text
    suggestions: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class Autopsy:
    """`culprits` are ranked, the guilty one first. `complete` is false when the budget ended the search."""

    culprits: tuple[Culprit, ...]
    probes: int
    complete: bool = True
