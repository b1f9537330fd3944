"""Which columns of an answer hold which columns of the gold result."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from detomo.engine.compare.cells import Row

Columns = tuple[int, ...]  # for each gold column the number of the answer's column

_MOST_TRIES = 2_000


def same_columns(wanted: Sequence[Row], given: Sequence[Row], *, ordered: bool) -> Columns | None:
    """Columns of the answer, in gold's order, whose rows are the gold rows; None when there are none.

    Both results have rows. Looks at a bounded number of combinations, for columns that are all alike.
    """
    if len(wanted) != len(given):
        return None
    candidates = _candidates(list(zip(*wanted, strict=True)), list(zip(*given, strict=True)), ordered=ordered)
    order = sorted(range(len(candidates)), key=lambda gold: len(candidates[gold]))  # least choice first: fewer tries
    choices = [candidates[gold] for gold in order]
    tries = islice(_injections(project(wanted, tuple(order)), given, choices, (), ordered=ordered), _MOST_TRIES)
    found = next((columns for columns in tries if columns is not None), None)
    return None if found is None else tuple(column for _, column in sorted(zip(order, found, strict=True)))


def nearest_columns(wanted: Sequence[Row], given: Sequence[Row]) -> Columns:
    """For each gold column the answer's column that shares the most values with it, each used once."""
    gold, answer = (list(zip(*rows, strict=True)) for rows in (wanted, given))
    chosen: list[int] = []
    for number, column in enumerate(gold):
        free = (one for one in range(len(answer)) if one not in chosen)
        chosen.append(max(free, key=lambda one: (_shared(column, answer[one]), one == number, -one)))
    return tuple(chosen)


def aligned(wanted: Sequence[Row], given: Sequence[Row], columns: Columns) -> bool:
    """Whether every gold column shares a value with the answer's column that was chosen for it."""
    gold, answer = (list(zip(*rows, strict=True)) for rows in (wanted, project(given, columns)))
    return all(_shared(column, other) for column, other in zip(gold, answer, strict=True))


def project(rows: Sequence[Row], columns: Columns) -> list[Row]:
    return [tuple(row[column] for column in columns) for row in rows]


def _shared(column: Sequence[Any], other: Sequence[Any]) -> int:
    return (Counter(column) & Counter(other)).total()


def _candidates(gold: list[Row], answer: list[Row], *, ordered: bool) -> list[list[int]]:
    """For each gold column the answer's columns with the same values; the one in the same place first."""
    counted = [Counter(column) for column in answer]
    found = []
    for number, column in enumerate(gold):
        if ordered:
            same = [one for one, other in enumerate(answer) if other == column]
        else:
            values = Counter(column)
            same = [one for one, other in enumerate(counted) if other == values]
        found.append(sorted(same, key=lambda one: one != number))
    return found


def _injections(
    wanted: Sequence[Row], given: Sequence[Row], candidates: list[list[int]], chosen: Columns, *, ordered: bool
) -> Iterator[Columns | None]:
    """Every way to choose columns whose rows agree, with None for each step that leads nowhere."""
    depth = len(chosen)
    if depth == len(candidates):
        yield chosen
        return
    for column in candidates[depth]:
        columns = (*chosen, column)
        if column in chosen or not (ordered or _agree(wanted, given, columns)):
            yield None
        else:
            yield from _injections(wanted, given, candidates, columns, ordered=ordered)


def _agree(wanted: Sequence[Row], given: Sequence[Row], columns: Columns) -> bool:
    return Counter(row[: len(columns)] for row in wanted) == Counter(project(given, columns))
