"""What was asked, how long that took, how often it failed and what it spent: by user, by day (UTC), or by both."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from detomo.extensions import db
from detomo.query.models import AskedQuestion
from detomo.usage.service import calls_between

LONGEST_PERIOD = timedelta(days=92)
_BATCH = 2_000
_FAILED = "failed"


class By(StrEnum):
    DAY = "day"
    USER = "user"
    BOTH = "user_day"


@dataclass(frozen=True, slots=True)
class UsageRow:
    """`day` or `user_id` is None where it is not grouped by, `user_id` also for users who are gone.

    Latencies are the time of the steps of answered questions, by the nearest-rank method. `cost_usd` is that of the
    calls whose prices are known; None without any.
    """

    day: date | None
    user_id: int | None
    questions: int
    failures: int
    p50_ms: float | None
    p95_ms: float | None
    model_calls: int
    input_tokens: int
    output_tokens: int
    cost_usd: float | None


@dataclass(slots=True)
class _Sum:
    questions: int = 0
    failures: int = 0
    times: list[float] = field(default_factory=list)
    model_calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    costs: list[Decimal] = field(default_factory=list)


def report(since: date, until: date, by: By, user_id: int | None = None) -> list[UsageRow]:
    """From the beginning of a day to that of another, at most `LONGEST_PERIOD` later: every question is read."""
    start, end = _midnight(since), _midnight(since + min(until - since, LONGEST_PERIOD))
    sums: defaultdict[tuple[date | None, int | None], _Sum] = defaultdict(_Sum)
    for row in _questions(start, end, user_id):
        _count_question(sums[_key(by, row)], row)
    for row in calls_between(start, end, user_id):
        _count_call(sums[_key(by, row)], row)
    return [_row(key, sums[key]) for key in sorted(sums, key=lambda key: (key[0] or date.min, key[1] or 0))]


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _questions(start: datetime, end: datetime, user_id: int | None) -> Iterator[Any]:
    columns = AskedQuestion.user_id, AskedQuestion.created_at, AskedQuestion.status, AskedQuestion.timings
    chosen = [AskedQuestion.created_at >= start, AskedQuestion.created_at < end]
    if user_id is not None:
        chosen.append(AskedQuestion.user_id == user_id)
    with db.engine.connect() as connection:
        yield from connection.execution_options(yield_per=_BATCH).execute(select(*columns).where(*chosen))


def _key(by: By, row: Any) -> tuple[date | None, int | None]:
    day = None if by is By.USER else row.created_at.date()
    return day, None if by is By.DAY else row.user_id


def _count_question(total: _Sum, row: Any) -> None:
    total.questions += 1
    total.failures += row.status == _FAILED
    if row.status != _FAILED and row.timings:
        total.times.append(sum(row.timings.values()))


def _count_call(total: _Sum, row: Any) -> None:
    total.model_calls += 1
    total.input_tokens += row.input_tokens
    total.output_tokens += row.output_tokens
    if row.cost_usd is not None:
        total.costs.append(row.cost_usd)


def _row(key: tuple[date | None, int | None], total: _Sum) -> UsageRow:
    times = sorted(total.times)
    return UsageRow(
        day=key[0],
        user_id=key[1],
        questions=total.questions,
        failures=total.failures,
        p50_ms=_percentile(times, 50),
        p95_ms=_percentile(times, 95),
        model_calls=total.model_calls,
        input_tokens=total.input_tokens,
        output_tokens=total.output_tokens,
        cost_usd=float(sum(total.costs)) if total.costs else None,
    )


def _percentile(ordered: list[float], percent: int) -> float | None:
    """Nearest rank."""
    return round(ordered[-(-len(ordered) * percent // 100) - 1], 1) if ordered else None
