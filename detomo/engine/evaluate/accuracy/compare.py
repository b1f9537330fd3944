"""Whether an answer's rows are those of gold SQL, and how they differ.

As test-suite accuracy does (Zhong, Yu and Klein, EMNLP 2020): rows are a multiset, their order counts where the gold
query orders, the order of columns and their names do not count, and two empty results are the same.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from detomo.engine.evaluate.accuracy.cells import Row, comparable
from detomo.engine.evaluate.accuracy.columns import aligned, nearest_columns, project, same_columns
from detomo.engine.evaluate.accuracy.reasons import ALMOST, Reason


@dataclass(frozen=True, slots=True)
class Rows:
    """`ordered`: the query asks for this order. `width` counts the columns, which no rows cannot tell."""

    rows: Sequence[Row]
    width: int
    ordered: bool = False


def difference(golds: Sequence[Rows], answer: Rows, *, extra_columns: bool = False) -> Reason | None:
    """None when the answer is right by one of the gold results; else how it differs from the nearest.

    `extra_columns` lets the answer have columns that gold does not ask for.
    """
    found = [_difference(gold, answer, extra_columns=extra_columns) for gold in golds]
    return None if None in found else min(filter(None, found), key=ALMOST.index)


def _difference(gold: Rows, answer: Rows, *, extra_columns: bool) -> Reason | None:
    if not (gold.rows and answer.rows):
        return _difference_from_none(gold, answer)
    if answer.width < gold.width:
        return Reason.MISSING_COLUMNS
    wanted, given = comparable(gold.rows, answer.rows)
    if same_columns(wanted, given, ordered=gold.ordered) is None:
        if gold.ordered and same_columns(wanted, given, ordered=False) is not None:
            return Reason.WRONG_ORDER
        return _difference_of_rows(wanted, given)
    return None if extra_columns or answer.width == gold.width else Reason.EXTRA_COLUMNS


def _difference_from_none(gold: Rows, answer: Rows) -> Reason | None:
    if gold.rows:
        return Reason.NO_ROWS
    return Reason.EXTRA_ROWS if answer.rows else None


def _difference_of_rows(wanted: list[Row], given: list[Row]) -> Reason:
    columns = nearest_columns(wanted, given)
    if not aligned(wanted, given, columns):
        return Reason.WRONG_VALUES if len(wanted) == len(given) == 1 else Reason.WRONG_COLUMNS
    gold, answer = Counter(wanted), Counter(project(given, columns))
    if gold.keys() == answer.keys():
        return Reason.DUPLICATES
    if gold <= answer:
        return Reason.EXTRA_ROWS
    return Reason.MISSING_ROWS if answer <= gold else Reason.WRONG_VALUES
