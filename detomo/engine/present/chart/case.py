"""A result to chart, together with what its question says; and what the builders ask of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from detomo.engine.present.chart.wishes import Wish
from detomo.engine.present.labels import words
from detomo.engine.present.profile import ColumnProfile, ResultProfile, Role

ALL_BARS = 30  # up to here every bar is shown
LISTING_COLUMNS = 3  # with more columns than this that only describe, rows are a list to read
MAX_MEASURES = 3
SAME_SCALE = 20  # beyond this ratio the smaller bars vanish
_CROSSED = 1.25  # rows per value from which two categories are a cross table rather than one label in two columns
_NAME_PARTS = frozenset(
    ("first", "last", "given", "family", "surname", "firstname", "lastname", "姓", "名", "氏", "名字")
)


@dataclass(frozen=True)
class Case:
    data: ResultProfile
    asked: frozenset[str]  # the question's words
    wish: Wish | None

    @property
    def times(self) -> tuple[ColumnProfile, ...]:
        return self.data.having(Role.TIME)

    @property
    def measures(self) -> tuple[ColumnProfile, ...]:
        return self.data.having(Role.MEASURE)

    @property
    def categories(self) -> tuple[ColumnProfile, ...]:
        return self.data.having(Role.CATEGORY)

    @property
    def labels(self) -> tuple[ColumnProfile, ...]:
        """Columns that can name a bar, the telling ones first."""
        return self.categories + self.data.having(Role.IDENTIFIER)

    @property
    def listing(self) -> bool:
        describing = self.labels + self.times + self.data.having(Role.TEXT, Role.OTHER)
        return self.wish is None and len(describing) > LISTING_COLUMNS

    @property
    def main(self) -> ColumnProfile:
        return main_measure(self.measures, self.asked)


def main_measure(measures: Sequence[ColumnProfile], asked: frozenset[str] = frozenset()) -> ColumnProfile:
    """The measure a result is about: named in the question, or what its rows are sorted by, or an aggregate."""

    def weight(column: ColumnProfile) -> tuple[int, bool, bool]:
        return len(asked.intersection(words(column.name))), column.falling, column.aggregated

    return max(measures, key=weight)


def row_labels(case: Case) -> tuple[ColumnProfile, ...] | None:
    """The columns that name every row once: the parts of a person's name, one column, or two together."""
    names = tuple(column for column in case.labels if _NAME_PARTS & set(words(column.name)))
    if len(names) == 2 and tell_apart(*names):
        return names
    for column in case.labels:
        if column.unique:
            return (column,)
    for pair in combinations(case.labels, 2):
        crossed = _CROSSED * max(column.distinct for column in pair) <= case.data.rows
        if not crossed and tell_apart(*pair):
            return pair
    return None


def tell_apart(first: ColumnProfile, second: ColumnProfile) -> bool:
    """No two rows have the same values in both columns."""
    return len(set(zip(first.values, second.values, strict=True))) == len(first.values)


def comparable(case: Case) -> tuple[str, ...]:
    """The main measure, and others that one axis can honestly show beside it: same kind of number, same scale."""
    first = case.main
    size = _size(first)
    others = [
        column.name
        for column in case.measures
        if column is not first
        and (column.whole, column.additive) == (first.whole, first.additive)
        and size / SAME_SCALE <= _size(column) <= size * SAME_SCALE
    ]
    return (first.name, *others[: MAX_MEASURES - 1])


def _size(column: ColumnProfile) -> float:
    return max((abs(float(value)) for value in column.present), default=0.0)
