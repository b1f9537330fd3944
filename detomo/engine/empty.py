"""What to do about an empty result: spell its values as they are stored, or say what emptied it."""

from collections.abc import Sequence
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from detomo.engine.errors import EngineError
from detomo.engine.guard import Guard
from detomo.engine.guard.likeness import nearest_values
from detomo.engine.present.autopsy import Autopsy, Budget, autopsy, looks_empty
from detomo.engine.run import Runner
from detomo.engine.types import Limits, Result, SafeQuery

_PROBE = Limits(seconds=1.0, rows=200, result_bytes=1_000_000)
_DISTINCT = Limits(seconds=1.0, rows=5_000, result_bytes=2_000_000)
_LOOKUPS = 4  # columns looked into for one statement


def is_empty(query: SafeQuery, result: Result) -> bool:
    """No rows, or the one row that aggregates give over nothing."""
    if len(result.rows) > 1:
        return False
    try:
        return not result.rows or looks_empty(sqlglot.parse_one(query.shown, read=query.dialect), result.rows)
    except SqlglotError:  # the guard reads forms that the library alone does not
        return False


def respelt(query: SafeQuery, guard: Guard, runner: Runner) -> SafeQuery | None:
    """The statement with its text values as they are stored (case, width, near spellings); None if nothing changes."""
    values = _StoredValues(guard, runner, query)
    try:
        mended = guard.check(query.shown, mend=True, values=values)
    except EngineError:
        return None
    return mended if mended.changes else None


def examine(query: SafeQuery, guard: Guard, runner: Runner) -> Autopsy | None:
    """Which condition emptied the result, and what the data holds instead, within a small budget."""

    def run(sql: str) -> Sequence[Sequence[Any]]:
        return runner.run(guard.check(sql), limits=_PROBE).rows

    return autopsy(query.shown, guard.catalog, run, Budget())


class _StoredValues:
    """The `StoredValues` port over the target database, through the viewer's own guard."""

    def __init__(self, guard: Guard, runner: Runner, query: SafeQuery) -> None:
        self._guard = guard
        self._runner = runner
        self._dialect = query.dialect
        self._known: dict[tuple[str, str], Sequence[str] | None] = {}

    def lookup(self, table: str, column: str, text: str) -> Sequence[str] | None:
        key = (table, column)
        if key not in self._known:
            self._known[key] = self._distinct(table, column) if len(self._known) < _LOOKUPS else None
        stored = self._known[key]
        return None if stored is None else nearest_values(text, stored)

    def _distinct(self, table: str, column: str) -> Sequence[str] | None:
        known = next((one for one in self._guard.catalog if one.full_name == table), None)
        if known is None:
            return None
        name = exp.column(column, quoted=True)
        wanted = exp.select(name).distinct().from_(exp.table_(known.name, known.schema or None, quoted=True))
        sql = wanted.where(exp.Not(this=exp.Is(this=name.copy(), expression=exp.null()))).sql(self._dialect)
        try:
            result = self._runner.run(self._guard.check(sql), limits=_DISTINCT)
        except EngineError:
            return None
        return None if result.truncated else [str(row[0]) for row in result.rows]
