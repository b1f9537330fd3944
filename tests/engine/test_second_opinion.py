"""What the parser makes of a question beside a model"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from detomo.engine.assemble import Engine
from detomo.engine.errors import Unavailable
from detomo.engine.guard import Guard
from detomo.engine.second_opinion import SecondOpinion
from detomo.engine.types import CheckedProposal, Language, Question, Result, SafeQuery, Text, Viewer
from tests.fakes.messages_api import MessagesApi

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


@pytest.mark.parametrize(("text", "language"), [("How many customers are there?", "en"), ("顧客は何人ですか？", "ja")])
def test_a_model_that_the_parser_contradicts_is_less_sure(
    make_engine: Make, messages_api: MessagesApi, text: str, language: Language
) -> None:
    pipeline, sure = make_engine(api=messages_api).pipeline, []
    for sql in (SAME, f"{SAME} WHERE id > 1"):
        messages_api.queue(f"```sql\n{sql}\n```")
        sure.append(pipeline.answer(Question(text, language), ANYBODY).checked.confidence.probability)
    assert sure[0] > sure[1]
