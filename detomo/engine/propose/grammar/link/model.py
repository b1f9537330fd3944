"""What a stretch of a question may stand for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TableLink:
    table: str
    score: float


@dataclass(frozen=True, slots=True)
class ColumnLink:
    """`whole`: the words are the column's whole name, not a part of it."""

    table: str
    column: str
    score: float
    whole: bool = True


@dataclass(frozen=True, slots=True)
class ValueLink:
    """A stored value; of `column` "" the text itself, to be looked for where the question says."""

    table: str
    column: str
    value: str
    score: float


Link = TableLink | ColumnLink | ValueLink


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens `[start, end)` with what they may stand for, best first."""

    start: int
    end: int
    links: tuple[Link, ...]

    @property
    def score(self) -> float:
        return self.links[0].score
