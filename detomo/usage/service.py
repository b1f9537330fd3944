"""Recording what the language model was asked, and adding it up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select

from detomo import clock
from detomo.engine.ports import Completion
from detomo.extensions import db
from detomo.projects.service import DEFAULT_PROJECT_ID
from detomo.usage.models import LONGEST_MODEL_NAME, ModelCall


@dataclass(frozen=True, slots=True)
class Usage:
    """`cost_usd` is None where the price of a call was not known."""

    model_calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float | None = None


def usage_of(completions: Sequence[Completion]) -> Usage:
    costs = [completion.cost_usd for completion in completions]
    known = [cost for cost in costs if cost is not None]
    return Usage(
        len(completions),
        sum(completion.input_tokens for completion in completions),
        sum(completion.output_tokens for completion in completions),
        float(sum(known)) if costs and len(known) == len(costs) else None,
    )


def record(completions: Sequence[Completion], user_id: int, question_id: str | None = None) -> None:
    """Keep what the model was asked, in a transaction of its own."""
    if completions:
        common = {"user_id": user_id, "question_id": question_id}
        with db.engine.begin() as connection:
            connection.execute(_RECORD, [_row(completion) | common for completion in completions])


def tokens_since(connection: Connection, user_id: int, moment: datetime) -> int:
    """All tokens of a user's calls, from a moment on."""
    return connection.scalar(_TOKENS, {"user": user_id, "since": moment}) or 0


def calls_between(start: datetime, end: datetime, user_id: int | None = None) -> Iterator[Any]:
    """`user_id, created_at, input_tokens, output_tokens, cost_usd` of each call; cached input counts as input."""
    calls = _CALLS.where(ModelCall.created_at >= start, ModelCall.created_at < end)
    if user_id is not None:
        calls = calls.where(ModelCall.user_id == user_id)
    with db.engine.connect() as connection:
        yield from connection.execution_options(yield_per=_BATCH).execute(calls)


def _row(completion: Completion) -> dict[str, Any]:
    return {
        "model": completion.model[:LONGEST_MODEL_NAME],
        "input_tokens": completion.input_tokens,
        "output_tokens": completion.output_tokens,
        "cache_read_tokens": completion.cache_read_tokens,
        "cache_write_tokens": completion.cache_write_tokens,
        "cost_usd": completion.cost_usd,
        "sent": sorted(completion.sent),
        "created_at": clock.utcnow(),
        "updated_at": clock.utcnow(),
    }


_BATCH = 2_000
_CALLS = select(
    ModelCall.user_id,
    ModelCall.created_at,
    ModelCall.input_tokens,
    ModelCall.output_tokens,
    ModelCall.cost_usd,
)
_TOKENS = select(func.sum(ModelCall.input_tokens + ModelCall.output_tokens)).where(
    ModelCall.user_id == bindparam("user"), ModelCall.created_at >= bindparam("since")
)
_RECORD = insert(ModelCall.__table__).values(project_id=DEFAULT_PROJECT_ID)
