"""Prompts for the language model, and reading its replies. Schema, taught texts and questions go in; rows never do."""

import re
from collections.abc import Sequence

from detomo.engine.catalog.ddl import as_ddl
from detomo.engine.errors import NoAnswer
from detomo.engine.knowledge.items import KnowledgeItem
from detomo.engine.ports import Message, Prompt
from detomo.engine.propose.context import Context
from detomo.engine.types import Dialect, Language, Text

_DIALECT_NAMES: dict[Dialect, str] = {
    "sqlite": "SQLite",
    "duckdb": "DuckDB",
    "postgres": "PostgreSQL",
    "mysql": "MySQL / MariaDB",
}
_LANGUAGE_NAMES: dict[Language, str] = {"en": "English", "ja": "Japanese"}

_RULES = """You write SQL for {dialect}. Reply with exactly one read-only query in a ```sql block and nothing else.
- Use only the tables and columns below, spelled as below.
- Name the columns of the result; no SELECT * unless all columns are asked for.
- Give LIMIT an ORDER BY with a tie-breaker. Compare dates with half-open ranges.
- Questions come in English or Japanese; stored values stay as they are stored.
- If the schema cannot answer the question, reply with one line: CANNOT: and the reason in {language}.

Schema:
{schema}"""

_FENCE = re.compile(r"```(?:[ \t]*([\w+-]*)[ \t]*\r?\n|sql[ \t]+)?(.*?)```", re.DOTALL)
_CTE = r"""WITH\s+(?:RECURSIVE\s+)?[\w"`\[\]]+\s*(?:\([^()]*\)\s*)?AS\b[\s\w]*\("""
_BARE = re.compile(rf"^\s*\(*(?:SELECT\s|VALUES\s*\(|EXPLAIN\s|{_CTE})", re.IGNORECASE | re.MULTILINE)
_CANNOT = re.compile(r"^\W*CANNOT\W*[:：]\W*(\w.*)", re.IGNORECASE | re.DOTALL | re.MULTILINE)
_AFTERWORD = re.compile(r";[ \t]*\r?\n\s*(?!(?:SELECT|WITH|VALUES|EXPLAIN)\b)\S.*", re.IGNORECASE | re.DOTALL)
_LIST_MARK = re.compile(r"^\s*(?:[-*•・]|\d+[.)、．])\s*")


def sql_prompt(context: Context) -> Prompt:
    """Ask for SQL. The schema stands in the system part, so that a service may cache it between questions."""
    return Prompt(_system(context), (Message("user", _request(context)),))


def repair_prompt(context: Context, sql: str, diagnosis: str) -> Prompt:
    """Ask again, given the statement that failed and the exact reason."""
    again = f"That query fails: {diagnosis}\nReply with the corrected query in a ```sql block."
    messages = (
        Message("user", _request(context)),
        Message("assistant", f"```sql\n{sql}\n```"),
        Message("user", again),
    )
    return Prompt(_system(context), messages)


def questions_prompt(context: Context, sql: str, count: int) -> Prompt:
    """Ask for questions that somebody could ask next (or first, when `sql` is empty)."""
    language = _LANGUAGE_NAMES[context.question.language]
    task = f"Reply with {count} short questions in {language}, one a line, that this schema can answer. No numbering."
    asked = (
        f"The user asked: {context.question.text}\nand got the answer from:\n{sql}\nWhat could they ask next?"
        if sql
        else ""
    )
    schema = as_ddl(context.tables, context.catalog.dialect)
    return Prompt(f"{task}\n\nSchema:\n{schema}", (Message("user", asked or "What could a user ask?"),))


def rewrite_prompt(last_question: str, new_question: str) -> Prompt:
    """Ask for one question that holds both, as Vanna's page does for follow-up questions."""
    system = (
        "Combine the two questions into one self-contained question if the second refers to the first; "
        "otherwise return the second unchanged. Keep its language. Reply with the question only."
    )
    return Prompt(system, (Message("user", f"First question: {last_question}\nSecond question: {new_question}"),))


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
    raise NoAnswer(
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


def _system(context: Context) -> str:
    return _RULES.format(
        dialect=_DIALECT_NAMES[context.catalog.dialect],
        language=_LANGUAGE_NAMES[context.question.language],
        schema=as_ddl(context.tables, context.catalog.dialect),
    )


def _request(context: Context) -> str:
    parts = [
        _terms(context.glossary),
        _notes(context.documentation),
        _examples(context.examples),
        f"Question: {context.question.text}",
    ]
    return "\n\n".join(filter(None, parts))


def _terms(lines: Sequence[str]) -> str:
    return "Terms of this project:\n" + "\n".join(lines) if lines else ""


def _notes(items: Sequence[KnowledgeItem]) -> str:
    return "Notes on this database:\n" + "\n\n".join(item.content for item in items) if items else ""


def _examples(items: Sequence[KnowledgeItem]) -> str:
    pairs = (f"Question: {item.question}\n```sql\n{item.content}\n```" for item in items)
    return "Examples that are known to be right:\n" + "\n\n".join(pairs) if items else ""
