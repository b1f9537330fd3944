"""The earlier questions that a question may follow up on, as the engine takes them."""

import orjson

from detomo.engine.types import Question, Turn
from detomo.identity import Caller
from detomo.query import store
from detomo.query.results import StoredRows
from detomo.query.store import Asked

TURNS = 3
_ROWS = 5


def in_conversation(caller: Caller, asked: Asked, rules: str | None) -> Question:
    """The question with the last `TURNS` before it that led to SQL, the oldest first.

    `rules`: read the first rows of their answers too, where they were read under the rules with this fingerprint.
    """
    turns: list[Turn] = []
    previous_id = asked.previous_id
    for _ in range(TURNS):
        if previous_id is None:
            break
        earlier = store.owned(caller, previous_id)
        if earlier.sql:
            rows = _first_rows(earlier, rules) if rules is not None else ""
            turns.append(Turn(earlier.text, earlier.sql, rows))
        previous_id = earlier.previous_id
    return Question(asked.text, asked.language, tuple(reversed(turns)))


def _first_rows(asked: Asked, rules: str) -> str:
    rows: StoredRows | None = store.result_of(asked)
    if rows is None or rows.rules != rules:
        return ""
    return "\n".join(orjson.dumps(row).decode() for row in rows.records()[:_ROWS])
