"""Text literals that no row holds, by asking for stored values."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from sqlglot import exp

from detomo.engine.guard.bind.frames import Frame, Frames
from detomo.engine.guard.bind.problems import MESSAGES, Code, Problem
from detomo.engine.guard.scopes import Source
from detomo.engine.types import ColumnType


class StoredValues(Protocol):
    """What a column holds. An adapter keeps its own budget of statements and time and answers None beyond it."""

    def lookup(self, table: str, column: str, text: str) -> Sequence[str] | None:
        """The stored values nearest to `text`, best first.

        `text` itself comes first where it is stored; an empty answer means that nothing is near; None that it is not
        known (no budget left, the column is not readable, too many distinct values).
        """


def value_problems(found: Frames, values: StoredValues) -> Iterator[Problem]:
    """`=` and `IN` between a stored text column and a literal that the column does not hold."""
    for frame in found.all:
        for column in frame.columns:
            source = _base_source(column, frame)
            if source is None or source.table is None:
                continue
            for literal, text in compared_texts(column, frame):
                nearest = values.lookup(source.table.full_name, column.name, text)
                if nearest is not None and text not in nearest:
                    part, where = f"'{text}'", f"{source.table.full_name}.{column.name}"
                    message = MESSAGES[Code.UNKNOWN_VALUE].within(part=part, where=where)
                    yield Problem(Code.UNKNOWN_VALUE, part, message, tuple(nearest), literal, frame)


def compared_texts(column: exp.Column, frame: Frame) -> Iterator[tuple[exp.Expr, str]]:
    """The text literals that `column` is directly compared with for equality."""
    parent = column.parent
    others: list[exp.Expr] = []
    if isinstance(parent, exp.EQ | exp.NEQ):
        others = [parent.expression if parent.this is column else parent.this]
    elif isinstance(parent, exp.In) and parent.this is column:
        others = list(parent.expressions)
    for other in others:
        literal = isinstance(other, exp.Literal) and other.is_string
        if literal or (isinstance(other, exp.Column) and is_quoted_text(other, frame)):
            yield other, other.name


def is_quoted_text(column: exp.Column, frame: Frame) -> bool:
    """SQLite's string in double quotes: a quoted name that nothing in sight has."""
    quoted = isinstance(column.this, exp.Identifier) and column.this.quoted and not column.table
    return bool(quoted) and not any(around.holders(column.name) for around in frame.chain())


def _base_source(column: exp.Column, frame: Frame) -> Source | None:
    """The source of a text column of a real table."""
    candidates = [frame.source(column.table)] if column.table else frame.holders(column.name)
    source = candidates[0] if len(candidates) == 1 else None
    stored = source.table.column(column.name) if source is not None and source.table is not None else None
    return source if stored is not None and stored.type in (ColumnType.TEXT, ColumnType.UNKNOWN) else None
