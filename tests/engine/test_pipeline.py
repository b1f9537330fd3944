"""From a question to its answer: who may mend what, how often a model is asked, and what it is told."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from detomo.engine.catalog.live import LiveCatalog
from detomo.engine.errors import EngineError, ModelFailed, NoModel, QueryFailed, QueryStopped, Refused
from detomo.engine.guard.rewrite import Action, ColumnRule, RowRule, Rules
from detomo.engine.pipeline import MODEL_ROUNDS, Pipeline, diagnosis_of
from detomo.engine.propose.writer import SqlWriter
from detomo.engine.run import Runner
from detomo.engine.steps import Answer, Figure, Status, Summary
from detomo.engine.types import CheckedProposal, Limits, Question, Result, Source, Text, Viewer
from tests.fakes.model import CannedModel
from tests.fakes.taught import Taught, knowledge_of, pair

SETUP = Path(__file__).with_name("clients.sql")
QUESTION = Question("Who are the clients?", "en")
ANYBODY = Viewer()
FAILS = "SELECT JSON_EXTRACT(name, '$.a') AS x FROM clients"  # only once rows are read
SLOW = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) SELECT COUNT(i) AS n FROM n"
)
NO_RULES = Rules()
BROKEN = "SELECT nothing_like_it FROM clients"


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    file = tmp_path_factory.mktemp("pipeline") / "clients.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(SETUP.read_text(encoding="utf-8"))
    made = Runner(f"sqlite:///{file}", processes=1, limits=Limits(seconds=5))
    yield made
    made.close()


Make = Callable[..., Pipeline]


@pytest.fixture
def make(runner: Runner) -> Make:
    """A pipeline whose model gives these replies; without replies there is no model."""

    def pipeline(
        *replies: str | EngineError, taught: Taught | None = None, rules: Rules = NO_RULES, **more: Any
    ) -> Any:
        return Pipeline(
            runner=runner,
            catalog=LiveCatalog(runner, 3600),
            knowledge=knowledge_of(taught or Taught()),
            writer=SqlWriter(CannedModel(*replies)) if replies else None,
            rules=lambda: rules,
            **more,
        )

    return pipeline


def model_of(pipeline: Pipeline) -> CannedModel:
    model = pipeline._writer._model  # type: ignore[union-attr]
    assert isinstance(model, CannedModel)
    return model


def fenced(sql: str) -> str:
    return f"```sql\n{sql}\n```"


def test_the_steps_come_in_order(make: Make) -> None:
    steps = list(make(fenced("SELECT name FROM clients ORDER BY id")).steps(QUESTION, ANYBODY))
    assert [type(step) for step in steps] == [Status, CheckedProposal, Status, Result, Figure, Summary, Answer]
    assert [step.step for step in steps if isinstance(step, Status)] == ["thinking", "running"]


def test_an_answer_holds_every_step(make: Make) -> None:
    answer = make(fenced("SELECT name FROM clients ORDER BY id")).answer(QUESTION, ANYBODY)
    assert [row[0] for row in answer.result.rows] == ["Ann", "花子", "Otto"]
    assert {"catalog", "retrieve", "model", "guard", "dry_run", "run", "present"} <= set(answer.timings)
    assert answer.checked.explanation and answer.summary and answer.reasons is None


def test_what_was_taught_needs_no_model(make: Make) -> None:
    taught = Taught([pair("Who are the clients?", "SELECT name FROM clients")])
    answer = make(taught=taught).answer(QUESTION, ANYBODY)
    assert answer.checked.proposal.source is Source.VERIFIED


def test_taught_answers_may_be_left_out(make: Make) -> None:
    taught = Taught([pair("Who are the clients?", "SELECT name FROM clients")])
    pipeline = make(fenced("SELECT id FROM clients"), taught=taught, use_verified=False)
    assert pipeline.write(QUESTION, ANYBODY).proposal.source is Source.CLAUDE


def test_without_a_model_the_nearest_taught_questions_are_named(make: Make) -> None:
    taught = Taught([pair("Which clients are in Japan?", "SELECT name FROM clients")])
    with pytest.raises(NoModel) as refused:
        make(taught=taught).write(QUESTION, ANYBODY)
    assert refused.value.nearest == ("Which clients are in Japan?",)


ROUNDS = [
    pytest.param([BROKEN], id="one repair"),
    pytest.param([BROKEN, "DELETE FROM clients"], id="two repairs"),
]


@pytest.mark.parametrize("bad", ROUNDS)
def test_a_model_may_repair(make: Make, bad: list[str]) -> None:
    pipeline = make(*map(fenced, bad), fenced("SELECT id FROM clients"))
    assert pipeline.write(QUESTION, ANYBODY).query.sql == "SELECT id FROM clients"
    assert len(model_of(pipeline).prompts) == len(bad) + 1


def test_a_model_repairs_only_so_often(make: Make) -> None:
    pipeline = make(*[fenced("DELETE FROM clients")] * 9)
    with pytest.raises(Refused, match="Only queries"):
        pipeline.write(QUESTION, ANYBODY)
    assert len(model_of(pipeline).prompts) == MODEL_ROUNDS + 1


def test_a_repair_prompt_has_the_statement_and_the_diagnosis(make: Make) -> None:
    pipeline = make(fenced(BROKEN), fenced("SELECT id FROM clients"))
    pipeline.write(QUESTION, ANYBODY)
    prompt = model_of(pipeline).prompts[1]
    assert BROKEN in prompt.messages[-2].content
    assert "nothing_like_it" in prompt.messages[-1].content


def test_a_model_that_fails_to_repair_is_the_error(make: Make) -> None:
    lost = ModelFailed("model_busy", Text("busy", "混雑"))
    with pytest.raises(ModelFailed):
        make(fenced(BROKEN), lost).write(QUESTION, ANYBODY)


def test_what_a_model_wrote_is_mended_without_a_round(make: Make) -> None:
    pipeline = make(fenced("SELECT nmae FROM client"))
    checked = pipeline.write(QUESTION, ANYBODY)
    assert checked.query.shown == "SELECT name FROM clients"
    assert [change.code for change in checked.query.changes] == ["unknown_table", "unknown_column"]
    assert len(model_of(pipeline).prompts) == 1


def test_what_people_wrote_is_never_mended(make: Make) -> None:
    with pytest.raises(Refused, match="client"):
        make().check_written("SELECT name FROM client", "en", ANYBODY)
    with pytest.raises(Refused, match="client"):
        make().check("SELECT name FROM client", ANYBODY)


def test_what_was_taught_is_never_mended(make: Make) -> None:
    taught = Taught([pair("Who are the clients?", "SELECT name FROM client")])
    with pytest.raises(Refused, match="client"):
        make(taught=taught).write(QUESTION, ANYBODY)


def test_taught_sql_that_no_longer_runs_goes_to_the_model(make: Make) -> None:
    taught = Taught([pair("Who are the clients?", "SELECT name FROM client")])
    checked = make(fenced("SELECT name FROM clients"), taught=taught).write(QUESTION, ANYBODY)
    assert checked.proposal.source is Source.CLAUDE


def test_a_failure_while_running_gets_one_more_try(make: Make) -> None:
    pipeline = make(fenced(FAILS), fenced("SELECT name FROM clients ORDER BY id LIMIT 1"))
    steps = list(pipeline.steps(QUESTION, ANYBODY))
    written = [step.query.sql for step in steps if isinstance(step, CheckedProposal)]
    assert written == [FAILS, "SELECT name FROM clients ORDER BY id LIMIT 1"]
    assert isinstance(steps[-1], Answer) and steps[-1].result.rows == (("Ann",),)


def test_a_second_failure_while_running_is_the_error(make: Make) -> None:
    pipeline = make(fenced(FAILS), fenced(FAILS))
    with pytest.raises(QueryFailed):
        pipeline.answer(QUESTION, ANYBODY)
    assert len(model_of(pipeline).prompts) == 2


def test_the_databases_words_about_rows_stay_here(make: Make) -> None:
    pipeline = make(fenced(FAILS), fenced("SELECT 1"))
    pipeline.answer(QUESTION, ANYBODY)
    assert "malformed" not in model_of(pipeline).last_words


def test_a_statement_that_was_stopped_is_not_tried_again(make: Make) -> None:
    pipeline = make(fenced(SLOW), fenced("SELECT 1"))
    with pytest.raises(QueryStopped):
        pipeline.answer(QUESTION, ANYBODY, should_stop=lambda: True)
    assert len(model_of(pipeline).prompts) == 1


def test_taught_sql_that_fails_while_running_is_the_error(make: Make) -> None:
    taught = Taught([pair("Who are the clients?", FAILS)])
    pipeline = make(fenced("SELECT 1"), taught=taught)
    with pytest.raises(QueryFailed):
        pipeline.answer(QUESTION, ANYBODY)
    assert model_of(pipeline).prompts == []


def test_a_models_value_is_spelt_as_stored(make: Make) -> None:
    answer = make(fenced("SELECT name FROM clients WHERE city = 'berlin'")).answer(QUESTION, ANYBODY)
    assert answer.result.rows == (("Otto",),)
    assert answer.checked.query.shown == "SELECT name FROM clients WHERE city = 'Berlin'"
    assert "Berlin" in answer.checked.explanation
    assert [change.after for change in answer.checked.query.changes] == ["'Berlin'"]


def test_mended_names_and_values_are_both_told(make: Make) -> None:
    answer = make(fenced("SELECT name FROM client WHERE city = 'berlin'")).answer(QUESTION, ANYBODY)
    assert [change.code for change in answer.checked.query.changes] == ["unknown_table", "unknown_value"]


def test_a_value_that_still_finds_nothing_stays_as_written(make: Make) -> None:
    sql = "SELECT name FROM clients WHERE city = 'berlin' AND country = 'Japan'"
    answer = make(fenced(sql)).answer(QUESTION, ANYBODY)
    assert (answer.checked.query.shown, answer.result.rows) == (sql, ())
    assert answer.reasons is not None


def test_taught_values_are_not_respelt(make: Make) -> None:
    taught = Taught([pair("Who are the clients?", "SELECT name FROM clients WHERE city = 'berlin'")])
    answer = make(taught=taught).answer(QUESTION, ANYBODY)
    assert (answer.result.rows, answer.checked.query.changes) == ((), ())
    assert answer.reasons is not None
    assert answer.reasons.culprits[0].suggestions[0].nearest == ("Berlin",)


RULED = Rules((RowRule("clients", "tier = 'Gold'"),), (ColumnRule("clients", "born", Action.HIDDEN),))


def test_under_rules_the_model_is_told_nothing_of_them(make: Make, runner: Runner) -> None:
    pipeline = make(fenced(FAILS), fenced("SELECT id FROM clients ORDER BY id"), rules=RULED)
    answer = pipeline.answer(QUESTION, ANYBODY)
    assert answer.result.rows == ((1,), (3,))
    told = model_of(pipeline).everything
    assert "clients" in told
    assert [word for word in ("tier = 'Gold'", "ruled_source", "born") if word in told] == []


def test_under_rules_the_databases_words_are_kept_back(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline = make(fenced("SELECT id FROM clients"), fenced("SELECT 1"), rules=RULED)
    words = QueryFailed("query_failed", Text("failed", "失敗"), diagnosis="near tier = 'Gold'", touched_rows=False)
    monkeypatch.setattr(pipeline._runner, "dry_run", lambda query: fail(words) if query.is_ruled else None)
    pipeline.write(QUESTION, ANYBODY)
    assert "Gold" not in model_of(pipeline).last_words


def fail(error: EngineError) -> None:
    raise error


def test_sql_that_names_what_is_hidden_is_written_anew(make: Make) -> None:
    pipeline = make(fenced("SELECT id FROM clients"), rules=RULED)
    pipeline.fix(QUESTION, "SELECT born FROM clients", "it fails", ANYBODY)
    assert "born" not in model_of(pipeline).everything


def test_next_questions_are_asked_without_sql_that_names_what_is_hidden(make: Make) -> None:
    pipeline = make("- How many?", rules=RULED)
    assert pipeline.follow_ups(QUESTION, "SELECT born FROM clients", ANYBODY, 3) == ["How many?"]
    assert "born" not in model_of(pipeline).everything


def test_hidden_names_are_those_of_the_viewer(make: Make) -> None:
    rules = Rules(columns=(ColumnRule("clients", "born", Action.HIDDEN, frozenset({"user"})),))
    pipeline = make(rules=rules)
    assert pipeline.hidden_names(Viewer("user")) == {"born"}
    assert pipeline.hidden_names(Viewer("admin")) == frozenset()


DIAGNOSES = [
    pytest.param(
        QueryFailed("query_failed", Text("It failed.", "失敗"), diagnosis="no such column: x", touched_rows=False),
        "It failed. no such column: x",
        id="of names",
    ),
    pytest.param(
        QueryFailed("query_failed", Text("It failed.", "失敗"), diagnosis="bad value 'Ann'"), "It failed.", id="of rows"
    ),
    pytest.param(
        Refused("x", Text("No.", "いいえ"), hint=Text("Try y.", "yを"), part="f(x)"), "No. Try y. f(x)", id="refusal"
    ),
]


@pytest.mark.parametrize(("error", "told"), DIAGNOSES)
def test_a_diagnosis_quotes_no_stored_values(error: EngineError, told: str) -> None:
    assert diagnosis_of(error) == told
