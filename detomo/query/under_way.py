"""What the questions that somebody is asking now may still cost: quotas hold it until they end.

A question is under way from its begin, which stores it with this status, until its end is stored. What it took of the
model is recorded before that.
"""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Connection, bindparam, func, select

from detomo import clock
from detomo.engine.ceiling import Ceiling
from detomo.identity import Caller
from detomo.projects.service import DEFAULT_PROJECT_ID
from detomo.query.models import AskedQuestion

UNDER_WAY = "asked"


def held_tokens(caller: Caller, ceiling: Ceiling) -> Callable[[Connection], int]:
    """What counts the tokens that the caller's questions under way may still take.

    One that is older than any question gets was lost with its process, and holds nothing.
    """

    def held(connection: Connection) -> int:
        oldest = clock.utcnow() - timedelta(seconds=ceiling.seconds)
        return ceiling.tokens * (connection.scalar(_COUNT, {"user": caller.id, "oldest": oldest}) or 0)

    return held


_COUNT = select(func.count()).where(
    AskedQuestion.project_id == DEFAULT_PROJECT_ID,
    AskedQuestion.user_id == bindparam("user"),
    AskedQuestion.created_at >= bindparam("oldest"),
    AskedQuestion.status == UNDER_WAY,
)
