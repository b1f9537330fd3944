"""Everything that a question says in numbers: amounts, comparisons, ranks and periods, with their places."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from detomo.engine.language.comparisons import in_context, with_unit
from detomo.engine.language.numerals import numerals
from detomo.engine.language.periods import Calendar, periods
from detomo.engine.language.quantity import Number, Period, Quantity
from detomo.engine.language.width import tidy
from detomo.engine.types import Language


@lru_cache(maxsize=1024)
def quantities(text: str, language: Language, *, today: date, fiscal_year_start: int = 1) -> tuple[Quantity, ...]:
    """What `tidy(text)` says in numbers, in order, never overlapping, the longest reading at each place.

    `fiscal_year_start` is a month; a fiscal year has the name of the year in which it begins, as 年度 does.
    """
    plain = tidy(text)
    said = periods(plain, Calendar(today, fiscal_year_start))
    found = [*said, *in_context(list(_amounts(plain, said)), plain)]
    apart: list[Quantity] = []
    for quantity in sorted(found, key=lambda one: (one.start, -one.end)):
        if not apart or quantity.start >= apart[-1].end:  # in "5$5" the sign belongs to one of them
            apart.append(quantity)
    return tuple(apart)


def _amounts(text: str, said: list[Period]) -> Iterator[Number]:
    for number in numerals(text):
        number = with_unit(number, text)
        if all(number.end <= period.start or number.start >= period.end for period in said):
            yield number
