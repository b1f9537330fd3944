"""Vanna's interface over the engine."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from detomo.engine.assemble import Engine
from detomo.engine.errors import Refused
from detomo.engine.knowledge.items import KnowledgeItem
from detomo.engine.types import Viewer
from detomo.engine.vanna import DetomoVanna
from tests.fakes.messages_api import MessagesApi
from tests.fakes.taught import Taught

COUNT = "SELECT COUNT(*) AS n FROM customers"
UNSAFE = ["SELECT 1; DROP TABLE customers", "DELETE FROM customers", "PRAGMA user_version", "SELECT * FROM nowhere", ""]


class Trainer(Taught):
    """Gives each item an id, as a store does."""

    def teach(self, item: KnowledgeItem) -> str:
        return super().teach(replace(item, id=f"{self.version()}-{item.kind}"))


@pytest.fixture
def trainer() -> Trainer:
    return Trainer()


@pytest.fixture
def vanna(make_engine: Callable[..., Engine], trainer: Trainer, messages_api: MessagesApi) -> DetomoVanna:
    return DetomoVanna(make_engine(trainer, messages_api), trainer)


def test_what_is_trained_is_listed_and_removed(vanna: DetomoVanna) -> None:
    ids = [
        vanna.train(question="How many customers?", sql=COUNT),
        vanna.train(ddl="CREATE TABLE customers (id INTEGER)"),
        vanna.train(documentation="A customer is a person."),
    ]
    listed = vanna.get_training_data()
    assert list(listed.columns) == ["id", "training_data_type", "question", "content"]
    assert set(listed["id"]) == set(ids)
    assert set(listed["training_data_type"]) == {"sql", "ddl", "documentation"}
    assert [vanna.remove_training_data(item) for item in ids] == [True] * 3
    assert vanna.get_training_data().empty
    assert not vanna.remove_training_data("unknown")


def test_a_trained_question_needs_no_model(vanna: DetomoVanna, messages_api: MessagesApi) -> None:
    vanna.train(question="How many customers are there?", sql=COUNT)
    assert vanna.generate_sql("how many customers do we have") == COUNT
    assert messages_api.requests == []


def test_another_question_is_the_models_who_sees_tables_and_examples(
    vanna: DetomoVanna, messages_api: MessagesApi
) -> None:
    vanna.train(question="How many customers are there?", sql=COUNT)
    messages_api.queue("```sql\nSELECT SUM(total) AS total FROM orders\n```")
    assert vanna.generate_sql("total of all orders from customers") == "SELECT SUM(total) AS total FROM orders"
    sent = json.dumps(messages_api.requests)
    assert "CREATE TABLE orders" in sent
    assert COUNT in sent


def test_sql_runs_into_a_frame(vanna: DetomoVanna) -> None:
    frame = vanna.run_sql("SELECT id, total FROM orders ORDER BY id LIMIT 2")
    assert frame.to_dict("records") == [{"id": 1, "total": 10.0}, {"id": 2, "total": 20.0}]


@pytest.mark.parametrize("sql", UNSAFE)
def test_validity_is_the_guards_word(vanna: DetomoVanna, sql: str) -> None:
    assert vanna.is_sql_valid(COUNT)
    assert not vanna.is_sql_valid(sql)
    with pytest.raises(Refused):
        vanna.run_sql(sql)


def test_asking_gives_sql_rows_and_figure(vanna: DetomoVanna, capsys: pytest.CaptureFixture[str]) -> None:
    vanna.train(question="total by customer", sql="SELECT customer_id AS customer, total FROM orders ORDER BY 1")
    capsys.readouterr()
    sql, frame, figure = vanna.ask("total by customer")
    assert sql.startswith("SELECT")
    assert len(frame) == 5
    assert figure is None or figure.data
    assert capsys.readouterr().out == ""


def test_asking_trains_on_nothing(vanna: DetomoVanna, messages_api: MessagesApi) -> None:
    messages_api.queue(f"```sql\n{COUNT}\n```")
    vanna.ask("How many customers?")
    assert vanna.get_training_data().empty


def test_code_for_a_chart_is_never_run(vanna: DetomoVanna, tmp_path: Path) -> None:
    witness = tmp_path / "ran"
    frame = pd.DataFrame({"country": ["a", "b"], "revenue": [1.0, 2.0]})
    figure = vanna.get_plotly_figure(f"import pathlib; pathlib.Path({str(witness)!r}).touch()", frame)
    assert figure.data
    assert not witness.exists()
    assert vanna.generate_plotly_code(question="q", sql=COUNT, df_metadata="") == ""


def test_follow_ups_and_rewriting_are_the_models(vanna: DetomoVanna, messages_api: MessagesApi) -> None:
    messages_api.queue("1. Next?", "Both in one")
    assert vanna.generate_followup_questions("first", COUNT, pd.DataFrame()) == ["Next?"]
    assert vanna.generate_rewritten_question("first", "second") == "Both in one"


def test_starters_come_from_what_was_trained(vanna: DetomoVanna) -> None:
    vanna.train(question="How many customers?", sql=COUNT)
    assert vanna.generate_questions()[0] == "How many customers?"


def test_related_items_are_found(vanna: DetomoVanna) -> None:
    assert any("CREATE TABLE customers" in ddl for ddl in vanna.get_related_ddl("customers"))
    vanna.train(question="How many customers?", sql=COUNT)
    vanna.train(ddl="CREATE TABLE customers (id INTEGER)")
    vanna.train(documentation="A customer is a person.")
    assert vanna.get_similar_question_sql("number of customers") == [{"question": "How many customers?", "sql": COUNT}]
    assert vanna.get_related_ddl("customers") == ["CREATE TABLE customers (id INTEGER)"]
    assert vanna.get_related_documentation("customers") == ["A customer is a person."]


def test_a_prompt_in_vannas_form_reaches_the_model(vanna: DetomoVanna, messages_api: MessagesApi) -> None:
    messages_api.queue("hello")
    assert vanna.submit_prompt([vanna.system_message("be brief"), vanna.user_message("hi")]) == "hello"
    assert messages_api.requests[0]["system"][0]["text"] == "be brief"
    assert messages_api.requests[0]["messages"] == [{"role": "user", "content": "hi"}]


def test_what_a_viewer_may_not_see_is_not_there(make_engine: Callable[..., Engine], trainer: Trainer) -> None:
    vanna = DetomoVanna(make_engine(trainer, tables=("customers",)), trainer, Viewer())
    assert not vanna.is_sql_valid("SELECT * FROM orders")
