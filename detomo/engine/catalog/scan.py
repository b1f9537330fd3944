"""Reading what a database holds, within a budget: distinct texts for the value index, figures for profiles."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlglot import exp

from detomo.engine.catalog.model import Catalog, Column, Table
from detomo.engine.catalog.profile import ColumnProfile, Profiles, looks_like
from detomo.engine.catalog.values import ColumnKey
from detomo.engine.types import ColumnType, Dialect

Item = TypeVar("Item")
Run = Callable[[str, int], Sequence[Sequence[Any]] | None]  # SQL, most rows → rows; None where it failed

_LONGEST_VALUE = 80  # characters: longer texts are prose
_SAMPLED_ROWS = 10_000  # of a table, for its profile
_SAMPLES = 20
_ARMS = 12  # columns in one statement
_TEXTUAL = {ColumnType.TEXT, ColumnType.UNKNOWN}
_COUNTED = {ColumnType.INTEGER, ColumnType.DECIMAL, ColumnType.REAL, ColumnType.DATE, ColumnType.DATETIME}


@dataclass(frozen=True, slots=True)
class ScanBudget:
    """`per_column` and `values` cap distinct values of a column and of all of them; `seconds` the whole scan."""

    seconds: float = 120.0
    per_column: int = 5_000
    values: int = 200_000


@dataclass(frozen=True, slots=True)
class Scan:
    """`values` are distinct texts that can be looked for; `whole` the columns of which all are there."""

    values: Mapping[ColumnKey, tuple[str, ...]] = field(default_factory=dict)
    whole: frozenset[ColumnKey] = frozenset()
    profiles: Profiles = field(default_factory=Profiles)


@dataclass(frozen=True, slots=True)
class _Arm:
    table: Table
    column: Column

    @property
    def key(self) -> ColumnKey:
        return self.table.full_name, self.column.name


def scan(
    catalog: Catalog,
    run: Run,
    budget: ScanBudget,
    clock: Callable[[], float] = time.monotonic,
    should_stop: Callable[[], bool] = lambda: False,
) -> Scan:
    """Look for values, then for figures, in small tables first. What the budget does not reach is left out."""
    ends = clock() + budget.seconds

    def has_time() -> bool:
        return clock() < ends and not should_stop()

    found = _Reader(run, catalog.dialect, budget)
    tables = sorted(catalog, key=lambda table: (table.is_view, table.row_estimate or 0))
    for arms in _in_parts([arm for table in tables for arm in _arms(table)], _ARMS):
        if has_time():
            found.read(arms)
    return found.result(_profiles(tables, found, run, has_time))


class _Reader:
    def __init__(self, run: Run, dialect: Dialect, budget: ScanBudget) -> None:
        self._run = run
        self.dialect = dialect
        self._budget = budget
        self._left = budget.values
        self.samples: dict[ColumnKey, tuple[str, ...]] = {}
        self.values: dict[ColumnKey, tuple[str, ...]] = {}
        self.whole: set[ColumnKey] = set()

    def read(self, arms: Sequence[_Arm]) -> None:
        """One statement for all of the columns; where it fails, one for each."""
        rows = self._rows(arms)
        if rows is None and len(arms) > 1:
            for arm in arms:
                self.read([arm])
        read: list[list[str]] = [[] for _ in arms]
        for number, value in rows or ():
            read[int(number)].append(str(value))
        for arm, texts in zip(arms, read, strict=True) if rows is not None else ():
            self._settle(arm, tuple(texts))

    def result(self, profiles: Mapping[ColumnKey, ColumnProfile]) -> Scan:
        by_column = {(table.casefold(), column.casefold()): one for (table, column), one in profiles.items()}
        return Scan(self.values, frozenset(self.whole), Profiles(by_column))

    def _rows(self, arms: Sequence[_Arm]) -> Sequence[Sequence[Any]] | None:
        caps = [self._cap(arm.column) for arm in arms]
        query = _union([_distinct(arm, at, cap + 1) for at, (arm, cap) in enumerate(zip(arms, caps, strict=True))])
        return self._run(query.sql(self.dialect), sum(caps) + len(arms))

    def _cap(self, column: Column) -> int:
        return min(self._budget.per_column, self._left) if column.type in _TEXTUAL else _SAMPLES

    def _settle(self, arm: _Arm, read: tuple[str, ...]) -> None:
        cap = self._cap(arm.column)
        self.samples[arm.key] = _spread(read)
        if len(read) <= cap:
            self.whole.add(arm.key)
        if arm.column.type in _TEXTUAL and _is_sought(arm.column, self.samples[arm.key]):
            self.values[arm.key] = read[:cap]
            self._left -= len(self.values[arm.key])


def _is_sought(column: Column, samples: tuple[str, ...]) -> bool:
    """Whether people name the values: not of hashes, nor of numbers in columns without a type."""
    looks = looks_like(column, samples)
    return looks != "code" and not (looks == "number" and column.type is ColumnType.UNKNOWN)


def _spread(values: tuple[str, ...]) -> tuple[str, ...]:
    """Some of the values, the same ones at every reading."""
    return tuple(sorted(values)[:: max(1, len(values) // _SAMPLES)][:_SAMPLES])


def _arms(table: Table) -> list[_Arm]:
    return [_Arm(table, one) for one in table.columns if one.type in _TEXTUAL or one.type is ColumnType.INTEGER]


def _distinct(arm: _Arm, number: int, limit: int) -> exp.Select:
    name = exp.column(arm.column.name, quoted=True)
    wanted = exp.select(exp.alias_(_as_text(name), "v")).distinct().from_(_source(arm.table)).where(_is_there(name))
    if arm.column.type in _TEXTUAL:
        wanted = wanted.where(exp.Length(this=_as_text(name)) <= _LONGEST_VALUE)
    return exp.select(exp.alias_(exp.Literal.number(number), "n"), "v").from_(wanted.limit(limit).subquery("d"))


def _union(parts: Sequence[exp.Select]) -> exp.Query:
    query: exp.Query = parts[0]
    for part in parts[1:]:
        query = exp.union(query, part, distinct=False)
    return query


def _profiles(
    tables: Sequence[Table], found: _Reader, run: Run, has_time: Callable[[], bool]
) -> Mapping[ColumnKey, ColumnProfile]:
    profiles: dict[ColumnKey, ColumnProfile] = {}
    for table in tables:
        for columns in _in_parts(_profiled(table), _ARMS):
            rows = run(_figures(table, columns).sql(found.dialect), 1) if has_time() else None
            if rows:
                profiles.update(_read_figures(table, columns, rows[0], found))
    return profiles


def _profiled(table: Table) -> list[Column]:
    return [column for column in table.columns if column.type in _TEXTUAL | _COUNTED]


def _in_parts(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def _figures(table: Table, columns: Sequence[Column]) -> exp.Select:
    names = [exp.column(column.name, quoted=True) for column in columns]
    sample = exp.select(*names).from_(_source(table)).limit(_SAMPLED_ROWS).subquery("s")
    query = exp.Select().from_(sample)
    for column, name in zip(columns, names, strict=True):
        value = name if column.type in _COUNTED else _as_text(name)
        query = query.select(
            exp.Count(this=exp.Distinct(expressions=[value.copy()])),
            _as_text(exp.Min(this=value.copy())),
            _as_text(exp.Max(this=value.copy())),
        )
    return query


def _read_figures(
    table: Table, columns: Sequence[Column], row: Sequence[Any], found: _Reader
) -> Iterator[tuple[ColumnKey, ColumnProfile]]:
    for column, (distinct, low, high) in zip(columns, _in_parts(row, 3), strict=True):
        key = (table.full_name, column.name)
        samples = found.samples.get(key, ())
        looks = looks_like(column, samples or tuple(str(end) for end in (low, high) if end is not None))
        yield key, ColumnProfile(looks, samples, all_samples=key in found.whole and len(samples) == distinct)


def _source(table: Table) -> exp.Table:
    return exp.table_(table.name, table.schema or None, quoted=True)


def _as_text(node: exp.Expr) -> exp.Expr:
    return exp.cast(node.copy(), exp.DataType.Type.TEXT)


def _is_there(name: exp.Expr) -> exp.Expr:
    return exp.Not(this=exp.Is(this=name.copy(), expression=exp.null()))
