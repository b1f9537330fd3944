"""Whether an answer's rows are those of gold SQL, and how they differ.

As test-suite accuracy does (Zhong, Yu and Klein, EMNLP 2020): rows are a multiset, their order counts where the gold
query orders, the order of columns and their names do not count, and two empty results are the same.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from detomo.engine.compare.cells import Row, comparable
from detomo.engine.compare.columns import aligned, nearest_columns, project, same_columns
from detomo.engine.compare.differences import NEAREST_FIRST, Difference
from detomo.engine.types import Result


@dataclass(frozen=True, slots=True)
class Rows:
    """`ordered`: the query asks for this order. `width` counts the columns, which no rows cannot tell."""

    rows: Sequence[Row]
    width: int
    ordered: bool = False


def rows_of(result: Result, *, ordered: bool = False) -> Rows:
    return Rows(result.rows, len(result.columns), ordered)


def difference(golds: Sequence[Rows], answer: Rows, *, extra_columns: bool = False) -> Difference | None:
    """None when the answer is right by one of the gold results; else how it differs from the nearest.

    `extra_columns` lets the answer have columns that gold does not ask for.
    """
    found = [_difference(gold, answer, extra_columns=extra_columns) for gold in golds]
    return None if None in found else min(filter(None, found), key=NEAREST_FIRST.index)


def _difference(gold: Rows, answer: Rows, *, extra_columns: bool) -> Difference | None:
    if not (gold.rows and answer.rows):
        return _difference_from_none(gold, answer)
    if answer.width < gold.width:
        return Difference.MISSING_COLUMNS
    wanted, given = comparable(gold.rows, answer.rows)
    if same_columns(wanted, given, ordered=gold.ordered) is None:
        if gold.ordered and same_columns(wanted, given, ordered=False) is not None:
            return Difference.WRONG_ORDER
        return _difference_of_rows(wanted, given)
    return None if extra_columns or answer.width == gold.width else Difference.EXTRA_COLUMNS


def _difference_from_none(gold: Rows, answer: Rows) -> Difference | None:
    if gold.rows:
        return Difference.NO_ROWS
    return Difference.EXTRA_ROWS if answer.rows else None


def _difference_of_rows(wanted: list[Row], given: list[Row]) -> Difference:
    columns = nearest_columns(wanted, given)
    if not aligned(wanted, given, columns):
        return Difference.WRONG_VALUES if len(wanted) == len(given) == 1 else Difference.WRONG_COLUMNS
    gold, answer = Counter(wanted), Counter(project(given, columns))
    if gold.keys() == answer.keys():
        return Difference.DUPLICATES
    if gold <= answer:
        return Difference.EXTRA_ROWS
    return Difference.MISSING_ROWS if answer <= gold else Difference.WRONG_VALUES
