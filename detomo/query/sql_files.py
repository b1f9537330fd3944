"""Files of saved SQL: read, checked, run, written. One JSON object a line."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from detomo.engine.errors import EngineError, Refused
from detomo.engine.present.scalars import json_value
from detomo.engine.types import Result, SafeQuery

NOT_RUN: dict[str, Any] = {"rows": [], "truncated": False, "incomplete": False, "error": None, "ms": None}
_BREAKING = re.compile("[\x85\u2028\u2029\ud800-\udfff]")


class Checker(Protocol):
    def check(self, sql: str) -> SafeQuery: ...


class Running(Protocol):
    def run(self, query: SafeQuery) -> Result: ...


@dataclass(frozen=True, slots=True)
class Statement:
    id: str | int
    sql: str


@dataclass(frozen=True, slots=True)
class BadLine:
    number: int
    reason: str


def read_lines(lines: Iterator[bytes]) -> Iterator[Statement | BadLine]:
    """Read `{"id": …, "sql": …}` lines; empty ones are left out, others that are wrong come as `BadLine`."""
    for number, line in enumerate(lines, 1):
        text = line.removeprefix(b"\xef\xbb\xbf").strip() if number == 1 else line.strip()
        if text:
            yield _read(number, text)


def _read(number: int, text: bytes) -> Statement | BadLine:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):  # ValueError is also what bytes that are not UTF-8 raise
        return BadLine(number, "not JSON")
    if not isinstance(value, dict):
        return BadLine(number, "not an object with id and sql")
    identity, sql = value.get("id"), value.get("sql")
    if not isinstance(identity, str | int) or isinstance(identity, bool):
        return BadLine(number, "id is missing or not a text or a whole number")
    if not isinstance(sql, str):
        return BadLine(number, "sql is missing or not a text")
    return Statement(identity, sql)


def check(guard: Checker, statement: Statement) -> tuple[dict[str, Any], SafeQuery | None]:
    """The verdict on a statement, and the query that may run if there is one.

    `sql` of the verdict is the text that would run, or what was refused; `code` is empty or the refusal's.
    """
    try:
        query = guard.check(statement.sql)
    except Refused as err:
        return {"id": statement.id, "verdict": "refuse", "code": err.code, "sql": statement.sql}, None
    return {"id": statement.id, "verdict": "allow", "code": "", "sql": query.sql}, query


def run(runner: Running, query: SafeQuery) -> dict[str, Any]:
    """What running gave: rows as lists, or `error`, the failure's code."""
    try:
        result = runner.run(query)
    except EngineError as err:
        return {"rows": [], "truncated": False, "incomplete": False, "error": err.code, "ms": None}
    return {
        "columns": [column.name for column in result.columns],
        "rows": [[json_value(value) for value in row] for row in result.rows],
        "truncated": result.truncated,
        "incomplete": result.incomplete,
        "error": None,
        "ms": round(result.elapsed_ms, 3),
    }


def line_of(value: dict[str, Any]) -> str:
    """One line of JSON; readable, unless a character in it would break the line for some reader or has no UTF-8."""
    text = json.dumps(value, ensure_ascii=False)
    return (json.dumps(value) if _BREAKING.search(text) else text) + "\n"
