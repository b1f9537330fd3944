"""Files of gold questions: one JSON object a line, `{id, db_id, question, gold_sql, alt_gold_sql?, language, …}`."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detomo.engine.language import language_of
from detomo.engine.types import Language, Question


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question and the SQL that answers it: any one of `gold`. `problem` says why a line holds none."""

    id: str
    text: str = ""
    gold: tuple[str, ...] = ()
    db_id: str = ""
    language: Language = "en"
    difficulty: str = ""
    problem: str = ""

    @property
    def question(self) -> Question:
        return Question(self.text, self.language)


def read_questions(path: Path) -> Iterator[GoldQuestion]:
    """Every line of the file; one that cannot be understood comes with its problem. Raises `OSError`."""
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _question(line, f"line {number}")


def _question(line: str, where: str) -> GoldQuestion:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return GoldQuestion(where, problem="not valid JSON")
    if not isinstance(record, dict):
        return GoldQuestion(where, problem="not a JSON object")
    text, gold = _text(record, "question"), _gold(record)
    language = _text(record, "language")
    return GoldQuestion(
        id=str(record.get("id") or where),
        text=text,
        gold=gold,
        db_id=_text(record, "db_id"),
        language="ja" if language in {"ja", "jp"} else "en" if language == "en" else language_of(text),
        difficulty=_text(record, "difficulty"),
        problem="" if text and gold else "needs question and gold_sql",
    )


def _text(record: dict[str, Any], name: str) -> str:
    value = record.get(name)
    return value.strip() if isinstance(value, str) else ""


def _gold(record: dict[str, Any]) -> tuple[str, ...]:
    """The gold query and its alternatives, which may be a list, one text, or null."""
    others = record.get("alt_gold_sql") or ()
    listed = [record.get("gold_sql"), *((others,) if isinstance(others, str) else others)]
    return tuple(sql.strip() for sql in listed if isinstance(sql, str) and sql.strip())
