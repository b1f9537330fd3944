"""Growing delays after failed attempts, counted in the database.

Each thing that attempts are counted for (a name, an address, …) has a row. The first failures are free; after that
every failure moves the moment at which the next attempt is looked at, by 1, 2, 4, … seconds up to 15 minutes, never
for good. An attempt is counted before it is looked at, in one statement, so that a hundred at once count as a hundred.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, delete, literal, select, update

from detomo import clock
from detomo.auth.models import LoginDelay
from detomo.crypto.digests import keyed_digest
from detomo.exceptions import RateLimited
from detomo.extensions import db
from detomo.orm import UtcDateTime, insert_into

LONGEST_SECONDS = 15 * 60
GROWTH = tuple(min(2**step, LONGEST_SECONDS) for step in range(11))  # seconds
CLOCK_SKEW = timedelta(seconds=5)  # between workers: an attempt with a slightly earlier clock need not wait
_PURPOSE = b"detomo delays v1"
FORGOTTEN_AFTER = timedelta(hours=1)  # without a further failure


class TooManyAttempts(RateLimited):
    """Told in place of every other answer while a delay holds."""

    code = "too_many_attempts"


@dataclass(frozen=True, slots=True)
class Counter:
    """What attempts are counted for, as digests, and how many failures are free."""

    key: str
    subject: str
    free: int


def counter(kind: str, subject: object, *parts: object, free: int = 5) -> Counter:
    """A counter of one kind for a subject, such as a name, or for a part of it, such as a name from one place."""
    return Counter(_digest(kind, subject, *parts), _digest(kind, subject), free)


def _digest(*parts: object) -> str:
    """Keyed: a copy of the database must not tell which addresses, or passwords typed as names, were tried."""
    text = "\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")
    return keyed_digest(_PURPOSE, text)


def claim(counted: Counter) -> int:
    """Count an attempt as failed, until it is forgiven. Give 0, or the seconds to wait if it may not be made yet.

    Commits.
    """
    now = clock.utcnow()
    claimed = db.session.scalar(_claim(counted, now))
    wait = 0 if claimed is not None else _wait(counted, now)
    db.session.commit()
    return wait


def _claim(counted: Counter, now: datetime) -> Any:
    first = now - CLOCK_SKEW if counted.free >= 1 else now + timedelta(seconds=GROWTH[0])
    is_old = LoginDelay.next_at < now - FORGOTTEN_AFTER
    return (
        insert_into(LoginDelay)
        .values(key=counted.key, subject=counted.subject, failures=1, next_at=first)
        .on_conflict_do_update(
            index_elements=[LoginDelay.key],
            set_={
                "failures": case((is_old, 1), else_=LoginDelay.failures + 1),
                "next_at": case((is_old, literal(first, UtcDateTime)), else_=_next_at(counted, now)),
            },
            where=LoginDelay.next_at <= now,
        )
        .returning(LoginDelay.failures)
    )


def _next_at(counted: Counter, now: datetime) -> ColumnElement[datetime]:
    """The moment after one more failure than the row has."""
    delays = [
        (LoginDelay.failures + 1 == counted.free + step, literal(now + timedelta(seconds=seconds), UtcDateTime))
        for step, seconds in enumerate(GROWTH, 1)
    ]
    longest = literal(now + timedelta(seconds=LONGEST_SECONDS), UtcDateTime)
    is_free = LoginDelay.failures + 1 <= counted.free
    return case((is_free, literal(now - CLOCK_SKEW, UtcDateTime)), *delays, else_=longest)


def _wait(counted: Counter, now: datetime) -> int:
    next_at = db.session.scalar(select(LoginDelay.next_at).where(LoginDelay.key == counted.key))
    return max(1, math.ceil((next_at - now).total_seconds())) if next_at else 1


def give_back(counted: Counter, count: int = 1) -> None:
    """Take failures back that turned out to be none, or to be the owner's slips; others stay. The caller commits."""
    less = case((LoginDelay.failures > count, LoginDelay.failures - count), else_=0)
    row = update(LoginDelay).where(LoginDelay.key == counted.key)
    db.session.execute(row.values(failures=less, next_at=clock.utcnow() - CLOCK_SKEW))


def failures_of(counted: Counter) -> int:
    """How many failures count at the moment."""
    return db.session.scalar(select(LoginDelay.failures).where(LoginDelay.key == counted.key)) or 0


def forget_subject(*counted: Counter) -> None:
    """Forget all failures of the counters' subjects, in every part. The caller commits."""
    subjects = [one.subject for one in counted]
    db.session.execute(delete(LoginDelay).where(LoginDelay.subject.in_(subjects)))


def forget(*counted: Counter) -> None:
    """Forget all failures. The caller commits."""
    db.session.execute(delete(LoginDelay).where(LoginDelay.key.in_([one.key for one in counted])))


def clear_away() -> None:
    """Remove rows that count no more. Commits."""
    db.session.execute(delete(LoginDelay).where(LoginDelay.next_at < clock.utcnow() - FORGOTTEN_AFTER))
    db.session.commit()
