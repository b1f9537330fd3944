"""Choose a chart for a result by rules over its columns and the question's words; None where a chart would mislead."""

import re
from collections.abc import Callable

from detomo.engine.present.chart.builders import bars, counted, histogram, over_time, pie, scatter
from detomo.engine.present.chart.case import ALL_BARS, Case
from detomo.engine.present.chart.spec import ChartSpec
from detomo.engine.present.chart.titles import with_title
from detomo.engine.present.chart.wishes import wish_of
from detomo.engine.present.profile import profile
from detomo.engine.types import Language, Result

_WORD = re.compile(r"\w+")
Build = Callable[[Case], ChartSpec | None]


def choose(result: Result, question: str, language: Language) -> ChartSpec | None:
    """A titled specification that `validate` accepts, or None.

    None means: fewer than two rows, nothing to measure, a list to read rather than to see, rows cut off where the
    missing ones would change the picture, or a question that asks for a table.
    """
    wish = wish_of(question)
    if wish == "none" or len(result.rows) < 2:
        return None
    case = Case(profile(result), frozenset(_WORD.findall(question.lower())), wish)
    if case.listing or not case.measures:
        return None
    specs = (build(case) for build in _BUILDS.get(wish, _USUAL))
    spec = next((spec for spec in specs if spec), None)
    return with_title(spec, language) if spec else None


def _few_bars(case: Case) -> ChartSpec | None:
    return bars(case) if case.data.rows <= ALL_BARS else None


_USUAL: tuple[Build, ...] = (over_time, bars, counted, scatter)
_BUILDS: dict[str | None, tuple[Build, ...]] = {
    "any": (*_USUAL, histogram),
    "pie": (pie, bars, over_time),
    "bar": (bars, counted, over_time),
    "scatter": (scatter, bars, over_time),
    "histogram": (counted, _few_bars, histogram, bars),  # few labelled rows are a distribution already counted
}
