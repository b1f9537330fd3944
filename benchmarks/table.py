"""The one table that every benchmark adds rows to."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_WIDTHS = (58, 28)  # of the first columns; the last one is as long as it is


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    goal: str
    measured: str


def show(rows: Iterable[Row]) -> None:
    """Print each row as soon as it is measured."""
    _print(Row("what", "goal", "measured"))
    _print(Row(*("-" * width for width in _WIDTHS), "-" * 40))
    for row in rows:
        _print(row)


def _print(row: Row) -> None:
    print(f"{row.what:{_WIDTHS[0]}}  {row.goal:{_WIDTHS[1]}}  {row.measured}", flush=True)


def percentiles(milliseconds: Sequence[float]) -> str:
    cuts = statistics.quantiles(milliseconds, n=100)
    return f"p50 {cuts[49]:.1f} ms, p95 {cuts[94]:.1f} ms"
