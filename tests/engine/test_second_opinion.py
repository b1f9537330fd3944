"""What the parser makes of a question beside a model"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from detomo.engine import assemble, drafts, second_opinion
from detomo.engine.assemble import Engine
from detomo.engine.errors import QueryFailed, Unavailable
from detomo.engine.guard import Guard
from detomo.engine.parsing import Parse
from detomo.engine.propose.grammar import Readings
from detomo.engine.second_opinion import SecondOpinion
from detomo.engine.types import CheckedProposal, Language, Limits, Question, Result, SafeQuery, Text, Viewer
from tests.fakes.messages_api import Failure, MessagesApi

ANYBODY = Viewer()
Make = Callable[..., Engine]


@pytest.fixture
def engine(make_engine: Make) -> Engine:
    return make_engine()


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


def ran(engine: Engine, sql: str) -> tuple[SafeQuery, Result]:
    query = engine.pipeline.check(sql, ANYBODY)
    return query, engine.pipeline.run(query)


def guard_of(engine: Engine) -> Guard:
    return Guard(engine.catalog.current())


def written(engine: Engine, sql: str) -> CheckedProposal:
    return engine.pipeline.check_written(sql, Question("?", "en"), ANYBODY)


SAME = "SELECT COUNT(*) FROM customers"
CASES = [
    (SAME, True),
    ("SELECT COUNT(id) AS n FROM customers", True),
    ("SELECT COUNT(*) FROM customers WHERE id > 1", False),
    ("SELECT json_extract(name, '$.a') FROM customers", None),  # fails while it runs
    (None, None),
]


@pytest.mark.parametrize(("own", "agrees"), CASES)
def test_rows_decide(engine: Engine, pool: ThreadPoolExecutor, own: str | None, agrees: bool | None) -> None:
    opinion = SecondOpinion(lambda guard: written(engine, own) if own else None, engine.runner, pool)
    assert opinion.agrees(*ran(engine, SAME), guard_of(engine)) is agrees


def test_what_cannot_be_formed_is_no_opinion(engine: Engine, pool: ThreadPoolExecutor) -> None:
    def form(guard: Guard) -> CheckedProposal:
        raise Unavailable("target_unavailable", Text("away", "接続できません"))

    opinion = SecondOpinion(form, engine.runner, pool)
    opinion.begin(guard_of(engine))
    assert opinion.agrees(*ran(engine, SAME), guard_of(engine)) is None


@pytest.mark.parametrize("fault", [RecursionError, ArithmeticError])
def test_a_fault_on_the_way_is_no_opinion(engine: Engine, pool: ThreadPoolExecutor, fault: type[Exception]) -> None:
    def form(guard: Guard) -> CheckedProposal:
        raise fault

    opinion = SecondOpinion(form, engine.runner, pool)
    assert opinion.agrees(*ran(engine, SAME), guard_of(engine)) is None


NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500) SELECT {} FROM n"
OTHER_NUMBERS = NUMBERS.format("i + 0 AS other")
WIDE = NUMBERS.format("i, '{}' AS wide").format("x" * 4_000)


@pytest.mark.parametrize(("own", "agrees"), [(OTHER_NUMBERS, True), (WIDE, None)])
def test_as_many_rows_are_compared_as_an_answer_may_have(
    make_engine: Make, pool: ThreadPoolExecutor, own: str, agrees: bool | None
) -> None:
    engine = make_engine(limits=Limits(rows=5_000))
    opinion = SecondOpinion(lambda guard: written(engine, own), engine.runner, pool)
    assert opinion.agrees(*ran(engine, NUMBERS.format("i")), guard_of(engine)) is agrees


def test_an_answer_does_not_wait_long_for_it(
    engine: Engine, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_opinion, "WAIT_SECONDS", 0.05)
    begun, over = threading.Event(), threading.Event()

    def form(guard: Guard) -> None:
        begun.set()
        over.wait(20)

    opinion = SecondOpinion(form, engine.runner, pool)
    opinion.begin(guard_of(engine))
    begun.wait(20)
    try:
        assert opinion.agrees(*ran(engine, SAME), guard_of(engine)) is None
        assert not over.is_set()
    finally:
        over.set()


def test_a_closed_pool_forms_nothing_beside_the_caller(engine: Engine, pool: ThreadPoolExecutor) -> None:
    pool.shutdown()
    opinion = SecondOpinion(lambda guard: written(engine, SAME), engine.runner, pool)
    opinion.begin(guard_of(engine))
    assert opinion.agrees(*ran(engine, SAME), guard_of(engine))


def test_it_is_formed_once_and_beside_the_caller(engine: Engine, pool: ThreadPoolExecutor) -> None:
    formed: list[threading.Thread] = []

    def form(guard: Guard) -> CheckedProposal:
        formed.append(threading.current_thread())
        return written(engine, SAME)

    opinion = SecondOpinion(form, engine.runner, pool)
    opinion.begin(guard_of(engine))
    pool.submit(int).result()  # it has been formed by now
    assert opinion.agrees(*ran(engine, SAME), guard_of(engine))
    assert [thread is threading.current_thread() for thread in formed] == [False]


def test_nobody_waits_for_the_questions_of_others(engine: Engine, pool: ThreadPoolExecutor) -> None:
    others = threading.Event()
    pool.submit(others.wait)
    opinion = SecondOpinion(lambda guard: written(engine, SAME), engine.runner, pool)
    opinion.begin(guard_of(engine))
    try:
        assert opinion.agrees(*ran(engine, SAME), guard_of(engine))
    finally:
        others.set()


HOW_MANY = Question("How many customers are there?", "en")


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[threading.Thread]:
    """The threads that parsed a question, one entry for each time."""
    threads: list[threading.Thread] = []
    make = assemble.grammar_parse

    def told(*given: Any) -> Parse:
        def parse(question: Question, guard: Guard) -> Readings:
            threads.append(threading.current_thread())
            return make(*given)(question, guard)

        return parse

    monkeypatch.setattr(assemble, "grammar_parse", told)
    return threads


@pytest.fixture
def others(pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Set once the only thread for opinions of the engines made from here on is done with other questions."""
    monkeypatch.setattr(drafts, "ThreadPoolExecutor", lambda *_, **__: pool)
    done = threading.Event()
    pool.submit(done.wait, 20)
    yield done
    done.set()


def test_a_question_that_the_model_fails_is_parsed_once(
    make_engine: Make,
    messages_api: MessagesApi,
    parsed: list[threading.Thread],
    pool: ThreadPoolExecutor,
    others: threading.Event,
) -> None:
    messages_api.queue(Failure(400))
    make_engine(api=messages_api).pipeline.answer(HOW_MANY, ANYBODY)
    others.set()
    pool.submit(int).result()  # it has come to everything by now
    assert parsed == [threading.current_thread()]


@pytest.mark.parametrize("end", ["fails", "left", "closed"])
def test_what_nobody_asks_for_any_more_is_not_formed(
    make_engine: Make,
    messages_api: MessagesApi,
    parsed: list[threading.Thread],
    pool: ThreadPoolExecutor,
    others: threading.Event,
    end: str,
) -> None:
    messages_api.usual = f"```sql\n{'SELECT json_extract(name, 1) FROM customers' if end == 'fails' else SAME}\n```"
    engine = make_engine(api=messages_api)
    steps = engine.pipeline.steps(HOW_MANY, ANYBODY)
    if end == "fails":
        with pytest.raises(QueryFailed):
            list(steps)
    else:
        next(step for step in steps if isinstance(step, CheckedProposal))
    if end == "left":
        steps.close()
    if end == "closed":
        engine.close()
    others.set()
    pool.shutdown(wait=True)
    assert parsed == []


@pytest.mark.parametrize(("text", "language"), [("How many customers are there?", "en"), ("顧客は何人ですか？", "ja")])
def test_a_model_that_the_parser_contradicts_is_less_sure(
    make_engine: Make, messages_api: MessagesApi, text: str, language: Language
) -> None:
    pipeline, sure = make_engine(api=messages_api).pipeline, []
    for sql in (SAME, f"{SAME} WHERE id > 1"):
        messages_api.queue(f"```sql\n{sql}\n```")
        sure.append(pipeline.answer(Question(text, language), ANYBODY).checked.confidence.probability)
    assert sure[0] > sure[1]
