"""Taking from quotas. Days and months are those of UTC; a user's own limit goes before the one of their role."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import bindparam, case, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from detomo import clock
from detomo.exceptions import ServiceError
from detomo.extensions import db
from detomo.identity import Caller
from detomo.quotas.models import DailyQuestions, Quota
from detomo.usage.service import tokens_since


class QuotaExceeded(ServiceError):
    """`reset_at` is when there is something to take again. Its headers are those of draft-ietf-httpapi-ratelimit."""

    status = 429
    kind: ClassVar[str]

    def __init__(self, limit: int, window: timedelta, reset_at: datetime) -> None:
        super().__init__(limit=limit)
        wait = max(1, math.ceil((reset_at - clock.utcnow()).total_seconds()))
        self.headers = {
            "Retry-After": str(wait),
            "RateLimit-Policy": f'"{self.kind}";q={limit};w={int(window.total_seconds())}',
            "RateLimit": f'"{self.kind}";r=0;t={wait}',
        }


class QuestionQuotaExceeded(QuotaExceeded):
    code = "question_quota_exceeded"
    kind = "questions"


class TokenQuotaExceeded(QuotaExceeded):
    code = "token_quota_exceeded"
    kind = "tokens"


class TokensHeld(QuotaExceeded):
    """What is left of the month is held for questions under way, which may take it."""

    code = "tokens_held"
    kind = "tokens"


@dataclass(frozen=True, slots=True)
class Limits:
    """None: unlimited."""

    questions_per_day: int | None = None
    tokens_per_month: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a user may take and has taken."""

    questions_per_day: int | None
    questions_today: int
    tokens_per_month: int | None
    tokens_this_month: int


Held = Callable[[Connection], int]  # the tokens that a caller's questions under way may still take


def take_question(connection: Connection, caller: Caller, held: Held) -> None:
    """Count one question, in the transaction that stores it as under way. Raises `QuotaExceeded`.

    Exact however many ask at once: the caller's row of the day stays locked until that transaction ends, so that the
    next one sees this question as under way. No more than the tokens of one question go beyond the limit.
    """
    limits = limits_of(connection, caller)
    _count(connection, caller, limits.questions_per_day)
    _refuse_without_tokens(connection, caller, limits.tokens_per_month, held)


def refuse_without_tokens(caller: Caller, held: Held) -> None:
    """For what asks the model beside questions, and is itself not seen as under way. Raises `QuotaExceeded`."""
    with db.engine.connect() as connection:
        _refuse_without_tokens(connection, caller, limits_of(connection, caller).tokens_per_month, held)


def limits_of(connection: Connection, caller: Caller) -> Limits:
    rows = connection.execute(_LIMITS, {"user": caller.id, "role": caller.role}).all()
    own = sorted(rows, key=lambda row: row.user_id is None)
    return Limits(
        next((row.questions_per_day for row in own if row.questions_per_day is not None), None),
        next((row.tokens_per_month for row in own if row.tokens_per_month is not None), None),
    )


def standing_of(caller: Caller) -> Standing:
    now = clock.utcnow()
    with db.engine.connect() as connection:
        limits = limits_of(connection, caller)
        asked = connection.scalar(_ASKED, {"user": caller.id, "day": now.date()}) or 0
        tokens = tokens_since(connection, caller.id, _month(now))
    return Standing(limits.questions_per_day, asked, limits.tokens_per_month, tokens)


def _count(connection: Connection, caller: Caller, limit: int | None) -> None:
    now = clock.utcnow()
    values = {"user": caller.id, "today": now.date(), "limit": _NO_LIMIT if limit is None else limit}
    taken = None if limit == 0 else connection.scalar(_TAKE[connection.dialect.name], values)
    if taken is None:
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        raise QuestionQuotaExceeded(limit or 0, timedelta(days=1), midnight)


def _refuse_without_tokens(connection: Connection, caller: Caller, limit: int | None, held: Held) -> None:
    if limit is None:
        return
    now = clock.utcnow()
    start = _month(now)
    following = _month(start + timedelta(days=32))
    under_way = held(connection)  # first: what ends in between counts twice, never not at all
    spent = tokens_since(connection, caller.id, start)
    if spent >= limit:
        raise TokenQuotaExceeded(limit, following - start, following)
    if spent + under_way >= limit:
        raise TokensHeld(limit, following - start, now + _SOON)


def _month(moment: datetime) -> datetime:
    return moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _take(insert_into: Any) -> Any:
    """One row a user: a later day begins at one, the same day counts on while the limit allows."""
    new = insert_into(DailyQuestions.__table__).values(user_id=bindparam("user"), day=bindparam("today"), questions=1)
    is_new_day = DailyQuestions.day < new.excluded.day
    return new.on_conflict_do_update(
        index_elements=["user_id"],
        set_={
            "day": case((is_new_day, new.excluded.day), else_=DailyQuestions.day),
            "questions": case((is_new_day, 1), else_=DailyQuestions.questions + 1),
        },
        where=or_(is_new_day, DailyQuestions.questions < bindparam("limit")),
    ).returning(DailyQuestions.questions)


_SOON = timedelta(seconds=5)
_NO_LIMIT = 2**31 - 1
_TAKE = {"sqlite": _take(sqlite.insert), "postgresql": _take(postgresql.insert)}
_LIMITS = select(Quota.user_id, Quota.questions_per_day, Quota.tokens_per_month).where(
    or_(Quota.user_id == bindparam("user"), Quota.role == bindparam("role"))
)
_ASKED = select(DailyQuestions.questions).where(
    DailyQuestions.user_id == bindparam("user"), DailyQuestions.day == bindparam("day")
)
