"""Answers without a model: who is asked in which order, and when the person is asked back."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from detomo.engine import parsing
from detomo.engine.assemble import Engine
from detomo.engine.errors import ModelFailed, NoModel, NotSure
from detomo.engine.guard.rewrite import Action, ColumnRule, Rules
from detomo.engine.pipeline import Pipeline
from detomo.engine.steps import Answer
from detomo.engine.types import CheckedProposal, Question, Source, Viewer
from tests.fakes.messages_api import Failure, MessagesApi
from tests.fakes.taught import Taught, pair

Make = Callable[..., Engine]
ANYBODY = Viewer()
HOW_MANY = Question("How many customers are there?", "en")
COUNT = "SELECT COUNT(*) AS n FROM customers"
GIBBERISH = Question("How many blorfs are there?", "en")
TOWNS = """
CREATE TABLE shops (shop_id INTEGER PRIMARY KEY, city TEXT);
CREATE TABLE clerks (clerk_id INTEGER PRIMARY KEY, city TEXT, shop_id INTEGER REFERENCES shops);
INSERT INTO shops VALUES (1, 'Kyoto'), (2, 'Lima');
INSERT INTO clerks VALUES (1, 'Nara', 1), (2, 'Lima', 2), (3, 'Oslo', 2);
"""
CITIES = Question("Show the cities", "en")


@pytest.fixture
def towns(make_engine: Make, tmp_path: Path) -> Pipeline:
    """Two tables that have a city each."""
    with closing(sqlite3.connect(tmp_path / "towns.sqlite")) as connection:
        connection.executescript(TOWNS)
    return make_engine(target_url=f"sqlite:///{tmp_path}/towns.sqlite", generator="grammar").pipeline


def asked_back(pipeline: Pipeline, question: Question) -> NotSure:
    with pytest.raises(NotSure) as raised:
        pipeline.write(question, ANYBODY)
    return raised.value


def test_what_was_taught_comes_first(make_engine: Make) -> None:
    pipeline = make_engine(Taught([pair(HOW_MANY.text, COUNT)])).pipeline
    assert pipeline.write(HOW_MANY, ANYBODY).proposal.source is Source.VERIFIED


def test_without_a_model_the_parser_answers(make_engine: Make) -> None:
    answer = make_engine().pipeline.answer(HOW_MANY, ANYBODY)
    assert (answer.result.rows, answer.checked.proposal.source) == (((5,),), Source.GRAMMAR)


def test_with_a_model_the_model_answers(make_engine: Make, messages_api: MessagesApi) -> None:
    messages_api.queue(f"```sql\n{COUNT}\n```")
    assert make_engine(api=messages_api).pipeline.write(HOW_MANY, ANYBODY).proposal.source is Source.CLAUDE


def test_while_the_model_is_away_the_parser_answers_and_says_so(make_engine: Make, messages_api: MessagesApi) -> None:
    messages_api.queue(Failure(status=529))
    checked = make_engine(api=messages_api).pipeline.write(HOW_MANY, ANYBODY)
    assert checked.proposal.source is Source.GRAMMAR
    assert checked.confidence.reasons[0].code == "model_away"


def test_what_the_parser_knows_nothing_of_is_the_models_failure(make_engine: Make, messages_api: MessagesApi) -> None:
    messages_api.queue(Failure(status=529))
    with pytest.raises(ModelFailed):
        make_engine(api=messages_api).pipeline.write(GIBBERISH, ANYBODY)


def test_claude_alone_is_alone(make_engine: Make, messages_api: MessagesApi) -> None:
    messages_api.queue(Failure(status=529))
    with pytest.raises(ModelFailed):
        make_engine(api=messages_api, generator="claude").pipeline.write(HOW_MANY, ANYBODY)


def test_taught_answers_alone_are_alone(make_engine: Make) -> None:
    with pytest.raises(NoModel):
        make_engine(generator="verified").pipeline.write(HOW_MANY, ANYBODY)


def test_nothing_understood_names_the_words_and_the_nearest_questions(make_engine: Make) -> None:
    with pytest.raises(NoModel) as raised:
        make_engine(Taught([pair("How many orders are there?", "SELECT 1")])).pipeline.write(GIBBERISH, ANYBODY)
    assert "blorfs" in raised.value.unknown
    assert "blorf" in raised.value.message.ja
    assert raised.value.nearest == ("How many orders are there?",)


def test_a_fault_of_the_parser_leaves_the_question_to_others(
    make_engine: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ArithmeticError

    monkeypatch.setattr(parsing, "readings", fail)
    with pytest.raises(NoModel):
        make_engine().pipeline.write(HOW_MANY, ANYBODY)


def test_agreement_with_the_parser_makes_the_models_answer_surer(make_engine: Make, messages_api: MessagesApi) -> None:
    messages_api.queue(f"```sql\n{COUNT}\n```", "```sql\nSELECT MAX(id) + 1 AS n FROM customers\n```")
    pipeline = make_engine(api=messages_api).pipeline
    answers = [pipeline.answer(HOW_MANY, ANYBODY).checked.confidence for _ in range(2)]
    assert [answer.reasons[-1].code for answer in answers] == ["agreement", "disagreement"]
    assert answers[0].probability > answers[1].probability


def test_a_tie_is_asked_back_about_in_both_languages(towns: Pipeline) -> None:
    unsure = asked_back(towns, CITIES)
    assert unsure.clarification is not None
    assert len(unsure.clarification.options) == 2
    assert len({option.id for option in unsure.clarification.options}) == 2
    assert all(option.label.en and option.label.ja for option in unsure.clarification.options)


def test_each_option_gives_its_own_answer(towns: Pipeline) -> None:
    unsure = asked_back(towns, CITIES)
    assert unsure.clarification is not None
    found = []
    for option in unsure.clarification.options:
        *_, answer = towns.steps(CITIES, ANYBODY, chosen=option.proposal)
        assert isinstance(answer, Answer)
        assert answer.checked.confidence.reasons[0].code == "chosen"
        found.append(sorted(row[0] for row in answer.result.rows))
    assert sorted(found) == [["Kyoto", "Lima"], ["Lima", "Nara", "Oslo"]]


def test_a_table_that_is_named_is_not_asked_back_about(towns: Pipeline) -> None:
    assert "clerks" in towns.write(Question("Show the cities of the clerks", "en"), ANYBODY).query.shown


def test_below_the_threshold_nothing_is_answered(make_engine: Make) -> None:
    unsure = asked_back(make_engine(confidence_threshold=1.0).pipeline, HOW_MANY)
    assert (unsure.code, unsure.clarification) == ("not_sure", None)
    assert unsure.best.query.shown == "SELECT COUNT(*) FROM customers"


def test_what_was_taught_has_no_threshold(make_engine: Make) -> None:
    taught = Taught([pair(HOW_MANY.text, COUNT)])
    assert make_engine(taught, confidence_threshold=1.0).pipeline.write(HOW_MANY, ANYBODY)


def test_the_parser_sees_what_the_viewer_may_see(make_engine: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = make_engine(generator="grammar")
    hidden = Rules(columns=(ColumnRule("customers", "country", Action.HIDDEN, frozenset({"user"})),))
    monkeypatch.setattr(engine.pipeline._guards, "_rules", lambda: hidden)
    wanted = Question("Show the country of each customer", "en")
    assert "country" in engine.pipeline.write(wanted, Viewer(role="admin")).query.shown
    written: Any = None
    try:
        written = engine.pipeline.write(wanted, Viewer(role="user"))
    except (NoModel, NotSure) as error:
        written = getattr(error, "best", None)
    assert written is None or (isinstance(written, CheckedProposal) and "country" not in written.query.shown)
