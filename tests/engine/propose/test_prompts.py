"""Reading a model's replies, and what the prompts hold."""

import pytest

from detomo.engine.catalog import Catalog, Column, Table
from detomo.engine.errors import NoAnswer
from detomo.engine.knowledge.items import ItemKind, KnowledgeItem
from detomo.engine.propose.context import Context
from detomo.engine.propose.prompts import (
    lines_from,
    questions_prompt,
    repair_prompt,
    rewrite_prompt,
    sql_from,
    sql_prompt,
)
from detomo.engine.types import Language, Question

REPLIES = {
    "fenced": ("```sql\nSELECT 1\n```", "SELECT 1"),
    "fenced without label": ("```\nSELECT 1\n```", "SELECT 1"),
    "fenced in capitals": ("```SQL\nselect 1\n```", "select 1"),
    "fenced on one line": ("```SELECT 1```", "SELECT 1"),
    "fenced, Windows lines": ("```sql\r\nSELECT 1\r\n```", "SELECT 1"),
    "fence never closed": ("```sql\nSELECT 1", "SELECT 1"),
    "prose around": ("Here you go:\n```sql\nSELECT 1\n```\nIt counts.", "SELECT 1"),
    "bare": ("SELECT 1", "SELECT 1"),
    "bare with CTE": ("WITH t AS (SELECT 1) SELECT * FROM t", "WITH t AS (SELECT 1) SELECT * FROM t"),
    "bare with columns of a CTE": (
        "WITH RECURSIVE t(n) AS (SELECT 1) SELECT n FROM t",
        "WITH RECURSIVE t(n) AS (SELECT 1) SELECT n FROM t",
    ),
    "bare in brackets": ("(SELECT 1) UNION (SELECT 2)", "(SELECT 1) UNION (SELECT 2)"),
    "bare after prose": ("The query is:\nSELECT 1", "SELECT 1"),
    "bare before prose": ("SELECT 1;\n\nThis counts them.", "SELECT 1;"),
    "several blocks: the last": ("```sql\nSELECT 1\n```\nor better\n```sql\nSELECT 2\n```", "SELECT 2"),
    "several blocks: not the output": ("```sql\nSELECT 1\n```\ngives\n```\n42\n```", "SELECT 1"),
    "comment first": ("```sql\n-- all of them\nSELECT 1\n```", "-- all of them\nSELECT 1"),
    "several statements are the guard's to refuse": ("SELECT 1;\nSELECT 2", "SELECT 1;\nSELECT 2"),
    "another statement is the guard's to refuse": ("```sql\nDELETE FROM t\n```", "DELETE FROM t"),
    "Japanese prose": ("以下のとおりです。\n```sql\nSELECT '東京'\n```", "SELECT '東京'"),
}
DECLINED = {
    "plain": ("CANNOT: no table of weather", "no table of weather"),
    "Japanese": ("CANNOT：天気の表がありません", "天気の表がありません"),
    "lower case": ("cannot: no such table", "no such table"),
    "bold": ("**CANNOT:** no such table", "no such table"),
    "after prose": ("I looked.\nCANNOT: no such table", "no such table"),
    "fenced": ("```\nCANNOT: no such table\n```", "no such table"),
    "fenced as SQL": ("```sql\nCANNOT: no such table\n```", "no such table"),
    "over lines": ("CANNOT: no such\n table", "no such table"),
}
NO_SQL = {
    "prose": "I am not sure what you mean.",
    "prose that begins like SQL": "With this schema I would need more.\nFrom what I see, select a table.",
    "another block": "```python\nprint(1)\n```",
    "empty block": "```sql\n```",
}


@pytest.mark.parametrize(("reply", "sql"), REPLIES.values(), ids=REPLIES)
def test_sql_is_found_in_a_reply(reply: str, sql: str) -> None:
    assert sql_from(reply, "en") == sql


@pytest.mark.parametrize(("reply", "reason"), DECLINED.values(), ids=DECLINED)
def test_a_model_may_decline_with_a_reason(reply: str, reason: str) -> None:
    with pytest.raises(NoAnswer) as raised:
        sql_from(reply, "en")
    assert (raised.value.code, raised.value.message.en) == ("model_declined", reason)


@pytest.mark.parametrize("reply", NO_SQL.values(), ids=NO_SQL)
def test_a_reply_without_sql_is_named(reply: str) -> None:
    with pytest.raises(NoAnswer) as raised:
        sql_from(reply, "en")
    assert raised.value.code == "model_no_sql"


def test_a_list_is_read_without_its_marks() -> None:
    assert lines_from("1. one?\n- two?\n\n• three?\n2）four？\n５件の顧客は？", 9) == [
        "one?",
        "two?",
        "three?",
        "2）four？",
        "５件の顧客は？",
    ]


def test_a_list_is_no_longer_than_asked() -> None:
    assert lines_from("a\nb\nc", 2) == ["a", "b"]


def context(language: Language = "en") -> Context:
    table = Table("customers", (Column("id", "INTEGER"), Column("name", "TEXT")))
    return Context(
        Question("How many?" if language == "en" else "何人？", language),
        Catalog("postgres", (table,)),
        (table,),
        (KnowledgeItem("1", ItemKind.SQL, "SELECT COUNT(*) FROM customers", "Count them"),),
        (KnowledgeItem("2", ItemKind.DOCUMENTATION, "A customer is a person."),),
    )


def test_the_writer_gets_dialect_schema_examples_notes_and_question() -> None:
    prompt = sql_prompt(context())
    assert "PostgreSQL" in prompt.system
    assert "CREATE TABLE customers" in prompt.system
    (message,) = prompt.messages
    for part in ("SELECT COUNT(*) FROM customers", "Count them", "A customer is a person.", "Question: How many?"):
        assert part in message.content


def test_the_system_part_does_not_depend_on_the_question() -> None:
    assert sql_prompt(context()).system == repair_prompt(context(), "SELECT 1", "wrong").system


def test_reasons_come_in_the_askers_language() -> None:
    assert "reason in Japanese" in sql_prompt(context("ja")).system


def test_repair_shows_the_statement_and_the_diagnosis() -> None:
    prompt = repair_prompt(context(), "SELECT nme FROM customers", "no such column: nme")
    assert [message.role for message in prompt.messages] == ["user", "assistant", "user"]
    assert "SELECT nme FROM customers" in prompt.messages[1].content
    assert "no such column: nme" in prompt.messages[2].content


def test_next_questions_follow_the_one_that_was_asked() -> None:
    prompt = questions_prompt(context("ja"), "SELECT 1", 3)
    assert "3 short questions in Japanese" in prompt.system
    assert "何人？" in prompt.messages[0].content


def test_two_questions_are_shown_for_rewriting() -> None:
    content = rewrite_prompt("revenue by country", "only 2009").messages[0].content
    assert "revenue by country" in content
    assert "only 2009" in content
