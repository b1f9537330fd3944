"""From a question to its answer: who writes, how often it is mended, and what the model is told."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from detomo.engine.assemble import Engine
from detomo.engine.drafts import MODEL_ROUNDS
from detomo.engine.errors import ModelFailed, NoAnswer, NoModel, QueryFailed, Refused
from detomo.engine.run import Runner
from detomo.engine.steps import Answer, Figure, Status, Summary
from detomo.engine.types import CheckedProposal, Question, Result, Source, Viewer
from tests.engine.conftest import CANARY
from tests.fakes.messages_api import Failure, MessagesApi
from tests.fakes.taught import Taught, pair

Make = Callable[..., Engine]
ANYBODY = Viewer()
HOW_MANY = Question("How many customers are there?", "en")
COUNT = "SELECT COUNT(*) AS n FROM customers"
FAILS_WHILE_RUNNING = "SELECT json_extract(name, '$.a') AS a FROM customers"  # the error quotes what is stored


def sql(statement: str) -> str:
    return f"```sql\n{statement}\n```"


def sent(api: MessagesApi) -> str:
    return json.dumps(api.requests, ensure_ascii=False)


def test_a_taught_question_needs_no_model(make_engine: Make) -> None:
    answer = make_engine(Taught([pair(HOW_MANY.text, COUNT)])).pipeline.answer(HOW_MANY, ANYBODY)
    assert (answer.result.rows, answer.checked.proposal.source) == (((5,),), Source.VERIFIED)


def test_steps_come_in_order(make_engine: Make) -> None:
    steps = make_engine(Taught([pair(HOW_MANY.text, COUNT)])).pipeline.steps(HOW_MANY, ANYBODY)
    kinds = [type(step) for step in steps]
    assert kinds == [Status, CheckedProposal, Status, Result, Figure, Summary, Answer]


def test_every_step_is_timed(make_engine: Make, messages_api: MessagesApi) -> None:
    messages_api.queue(sql(COUNT))
    timings = make_engine(api=messages_api).pipeline.answer(HOW_MANY, ANYBODY).timings
    assert timings.keys() >= {"catalog", "retrieve", "model", "guard", "dry_run", "run", "present"}
    assert all(spent >= 0 for spent in timings.values())


def test_without_a_model_the_nearest_questions_are_named(make_engine: Make) -> None:
    engine = make_engine(Taught([pair("How many orders are there?", "SELECT 1")]), generator="verified")
    with pytest.raises(NoModel) as raised:
        engine.pipeline.write(HOW_MANY, ANYBODY)
    assert raised.value.nearest == ("How many orders are there?",)


def test_an_untaught_question_is_the_models(make_engine: Make, messages_api: MessagesApi) -> None:
    messages_api.queue(sql(COUNT))
    proposal = make_engine(api=messages_api).pipeline.write(HOW_MANY, ANYBODY).proposal
    assert (proposal.sql, proposal.source) == (COUNT, Source.CLAUDE)


def test_taught_sql_is_checked_again_only_when_the_schema_was_read_again(make_engine: Make) -> None:
    engine = make_engine(Taught([pair(HOW_MANY.text, COUNT)]))
    timings = [engine.pipeline.answer(HOW_MANY, ANYBODY).timings for _ in range(2)]
    engine.catalog.refresh()
    timings.append(engine.pipeline.answer(HOW_MANY, ANYBODY).timings)
    assert ["dry_run" in steps for steps in timings] == [True, False, True]


def test_what_is_ready_ahead_need_not_be_read_by_a_question(make_engine: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    source = Taught([pair(HOW_MANY.text, COUNT)])
    engine = make_engine(source)
    engine.prepare()
    engine.warm_up()
    monkeypatch.delattr(Runner, "introspect")
    assert engine.catalog.current()
    assert source.reads == 1


def test_taught_sql_that_no_longer_runs_gives_way_to_the_model(make_engine: Make, messages_api: MessagesApi) -> None:
    messages_api.queue(sql(COUNT))
    taught = Taught([pair(HOW_MANY.text, "SELECT gone FROM customers")])
    assert make_engine(taught, messages_api).pipeline.write(HOW_MANY, ANYBODY).proposal.source is Source.CLAUDE


def test_taught_sql_that_no_longer_runs_fails_without_a_model(make_engine: Make) -> None:
    with pytest.raises((Refused, QueryFailed)):
        make_engine(Taught([pair(HOW_MANY.text, "SELECT gone FROM customers")])).pipeline.write(HOW_MANY, ANYBODY)


@pytest.mark.parametrize(
    ("wrong", "diagnosis"),
    [
        ("SELECT COUNT(*) FROM clouds", "clouds"),
        ("SELECT zzzz FROM customers", "zzzz"),
        ("DELETE FROM customers", "query"),
        ("SELECT COUNT(* FROM customers", "could not be understood"),
    ],
    ids=["unknown table", "unknown column", "not a query", "syntax"],
)
def test_the_model_gets_the_exact_diagnosis(
    make_engine: Make, messages_api: MessagesApi, wrong: str, diagnosis: str
) -> None:
    messages_api.queue(sql(wrong), sql(COUNT))
    answer = make_engine(api=messages_api).pipeline.answer(HOW_MANY, ANYBODY)
    assert answer.result.rows == ((5,),)
    asked, shown, told = messages_api.requests[1]["messages"]
    assert HOW_MANY.text in asked["content"]
    assert wrong in shown["content"]
    assert diagnosis in told["content"]


def test_rounds_of_repair_are_counted(make_engine: Make, messages_api: MessagesApi) -> None:
    messages_api.usual = sql("DELETE FROM customers")
    with pytest.raises(Refused):
        make_engine(api=messages_api, generator="claude").pipeline.answer(HOW_MANY, ANYBODY)
    assert len(messages_api.requests) == 1 + MODEL_ROUNDS


def test_a_failure_while_running_is_mended_once(make_engine: Make, messages_api: MessagesApi) -> None:
    messages_api.queue(sql(FAILS_WHILE_RUNNING), sql(COUNT))
    assert make_engine(api=messages_api).pipeline.answer(HOW_MANY, ANYBODY).result.rows == ((5,),)
    assert len(messages_api.requests) == 2


@pytest.mark.parametrize(("fault", "error"), [(Failure(500), ModelFailed), ("CANNOT: no", NoAnswer)])
def test_what_the_model_cannot_do_is_raised(
    make_engine: Make, messages_api: MessagesApi, fault: Any, error: type[Exception]
) -> None:
    messages_api.usual = fault
    with pytest.raises(error):
        make_engine(api=messages_api, generator="claude").pipeline.write(HOW_MANY, ANYBODY)


ROUNDS: dict[str, list[str]] = {
    "an answer": [sql("SELECT name, country FROM customers")],
    "a repair after the guard": [sql("SELECT nix FROM customers"), sql("SELECT name FROM customers")],
    "a repair after a failure while running": [sql(FAILS_WHILE_RUNNING), sql("SELECT name FROM customers")],
    "an empty result": [sql("SELECT name FROM customers WHERE country = 'nowhere'")],
}


@pytest.mark.parametrize("replies", ROUNDS.values(), ids=ROUNDS)
def test_no_stored_value_reaches_the_model(make_engine: Make, messages_api: MessagesApi, replies: list[str]) -> None:
    messages_api.queue(*replies)
    pipeline = make_engine(Taught([pair("all orders", "SELECT id FROM orders")]), messages_api).pipeline
    question = Question("Who are our customers?", "en")
    answer = pipeline.answer(question, ANYBODY)
    messages_api.queue("Next?", "Both.")
    assert pipeline.follow_ups(question, answer.checked.query.shown, ANYBODY, 3) == ["Next?"]
    pipeline.rewrite(question.text, "only the first")
    assert len(messages_api.requests) == len(replies) + 2
    assert CANARY not in sent(messages_api)


def test_the_canary_is_what_the_answer_holds(make_engine: Make, messages_api: MessagesApi) -> None:
    messages_api.queue(sql("SELECT name FROM customers ORDER BY id"))
    rows = make_engine(api=messages_api).pipeline.answer(HOW_MANY, ANYBODY).result.rows
    assert rows[0] == (f"{CANARY}-1",)


def test_a_failure_while_running_does_quote_stored_values(make_engine: Make, messages_api: MessagesApi) -> None:
    pipeline = make_engine(api=messages_api).pipeline
    with pytest.raises(QueryFailed) as raised:
        pipeline.run(pipeline.check(FAILS_WHILE_RUNNING, ANYBODY))
    assert raised.value.touched_rows


def test_tables_that_may_not_be_asked_about_are_not_told_of(make_engine: Make, messages_api: MessagesApi) -> None:
    messages_api.queue(sql(COUNT))
    make_engine(api=messages_api, tables=("customers",)).pipeline.write(HOW_MANY, ANYBODY)
    assert "CREATE TABLE customers" in messages_api.requests[0]["system"][-1]["text"]
    assert "orders" not in sent(messages_api)
