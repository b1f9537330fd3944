"""What the prompts hold, in which sections."""

from detomo.engine.catalog import Catalog, Column, Table
from detomo.engine.knowledge.items import ItemKind, KnowledgeItem
from detomo.engine.propose.context import Context
from detomo.engine.propose.prompts import questions_prompt, repair_prompt, rewrite_prompt, sql_prompt
from detomo.engine.types import Language, Question


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
    assert "PostgreSQL" in prompt.system[0].text
    assert "CREATE TABLE customers" in prompt.system[1].text
    (message,) = prompt.messages
    for part in ("SELECT COUNT(*) FROM customers", "Count them", "A customer is a person.", "Question: How many?"):
        assert part in message.text


def test_the_system_part_does_not_depend_on_the_question() -> None:
    assert sql_prompt(context()).system == repair_prompt(context(), "SELECT 1", "wrong").system


def test_repair_shows_the_statement_and_the_diagnosis() -> None:
    prompt = repair_prompt(context(), "SELECT nme FROM customers", "no such column: nme")
    assert [message.role for message in prompt.messages] == ["user", "assistant", "user"]
    assert "SELECT nme FROM customers" in prompt.messages[1].text
    assert "no such column: nme" in prompt.messages[2].text


def test_next_questions_follow_the_one_that_was_asked() -> None:
    prompt = questions_prompt(context("ja"), "SELECT 1", 3)
    assert "3 short questions in Japanese" in prompt.system[0].text
    assert "何人？" in prompt.messages[0].text


def test_two_questions_are_shown_for_rewriting() -> None:
    content = rewrite_prompt("revenue by country", "only 2009").messages[0].text
    assert "revenue by country" in content
    assert "only 2009" in content
