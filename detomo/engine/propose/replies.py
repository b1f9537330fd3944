"""Reading a language model's replies: the arguments of its tool call, or SQL among words where it called none."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from detomo.engine.errors import NoAnswer
from detomo.engine.ports import Completion
from detomo.engine.types import Language, Text

_LONGEST_NOTE = 500  # characters of an assumption or a reason
_MOST_NOTES = 8
_FENCE = re.compile(r"```(?:[ \t]*([\w+-]*)[ \t]*\r?\n|sql[ \t]+)?(.*?)```", re.DOTALL)
_CTE = r"""WITH\s+(?:RECURSIVE\s+)?[\w"`\[\]]+\s*(?:\([^()]*\)\s*)?AS\b[\s\w]*\("""
_BARE = re.compile(rf"^\s*\(*(?:SELECT\s|VALUES\s*\(|EXPLAIN\s|{_CTE})", re.IGNORECASE | re.MULTILINE)
_CANNOT = re.compile(r"^\W*CANNOT\W*[:：]\W*(\w.*)", re.IGNORECASE | re.DOTALL | re.MULTILINE)
_AFTERWORD = re.compile(r";[ \t]*\r?\n\s*(?!(?:SELECT|WITH|VALUES|EXPLAIN)\b)\S.*", re.IGNORECASE | re.DOTALL)
_LIST_MARK = re.compile(r"^\s*(?:[-*•・]|\d+[.)、．])\s*")


@dataclass(frozen=True, slots=True)
class Written:
    """SQL with what the model assumed in writing it, in the asker's language."""

    sql: str
    assumptions: tuple[str, ...] = ()


class AskedBack(NoAnswer):
    """The model needs to know which of several `options` was meant; the message is its question."""

    def __init__(self, question: str, options: tuple[str, ...]) -> None:
        super().__init__("model_asks_back", Text(question, question))
        self.options = options


def written_from(completion: Completion, language: Language) -> Written:
    """The statement in a reply. Raises `AskedBack`, or `NoAnswer` (`model_declined`, `model_no_sql`)."""
    fields = completion.fields
    if fields is None:
        return Written(sql_from(completion.text, language))
    sql = fields.get("sql")
    if isinstance(sql, str) and sql.strip():
        return Written(_bare_sql(sql), _notes(fields.get("assumptions")))
    raise _unwritten(fields)


def _bare_sql(sql: str) -> str:
    """Models put fences even into arguments."""
    blocks = [block.strip() for _, block in _FENCE.findall(sql)]
    return blocks[-1] if blocks and blocks[-1] else sql.strip()


def _unwritten(fields: Mapping[str, Any]) -> NoAnswer:
    asked, options = _note(fields.get("clarification")), _notes(fields.get("options"))
    if asked and len(options) > 1:
        return AskedBack(asked, options)
    reason = _note(fields.get("cannot")) or asked
    return NoAnswer("model_declined", Text(reason, reason)) if reason else _no_sql()


def _notes(value: object) -> tuple[str, ...]:
    notes = (_note(entry) for entry in value[:_MOST_NOTES]) if isinstance(value, list) else ()
    return tuple(filter(None, notes))


def _note(value: object) -> str:
    return " ".join(value.split())[:_LONGEST_NOTE] if isinstance(value, str) else ""


def sql_from(reply: str, language: Language) -> str:
    """The statement in a model's reply. Raises `NoAnswer` (`model_declined`, `model_no_sql`) when there is none."""
    blocks: list[str] = [block.strip() for label, block in _FENCE.findall(reply) if _is_sql(label, block)]
    if blocks:
        return blocks[-1]
    if declined := _CANNOT.search(reply):
        reason = " ".join(declined.group(1).strip("`* \n").split())[:500]
        raise NoAnswer("model_declined", Text(reason, reason))
    if start := _BARE.search(reply):
        return _AFTERWORD.sub(";", reply[start.start() :]).strip().strip("`").strip()
    raise _no_sql()


def _no_sql() -> NoAnswer:
    return NoAnswer(
        "model_no_sql",
        Text(
            "The language model did not reply with SQL. Ask again in other words.",
            "言語モデルの返答に SQL がありませんでした。別の言い方で質問してください。",
        ),
    )


def _is_sql(label: str, block: str) -> bool:
    """Statements of any kind where the model calls them SQL: what may not run is the guard's to say."""
    return bool(_BARE.search(block)) or (label.lower() == "sql" and bool(block.strip()) and not _CANNOT.search(block))


def lines_from(reply: str, limit: int) -> list[str]:
    """The lines of a reply that lists things, without bullets or numbers."""
    lines = (_LIST_MARK.sub("", line).strip() for line in reply.splitlines())
    return [line for line in lines if line][:limit]
