"""Everyday questions in both languages on six databases: right on SQLite, and the same on every other engine."""

from collections.abc import Iterator
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from detomo.engine.assemble import Engine
from detomo.engine.compare import Rows, difference, rows_of
from detomo.engine.evaluate.accuracy.ask import Attempt, ask
from detomo.engine.language import language_of
from detomo.engine.present.readback import explain
from detomo.engine.types import Dialect, Language, Limits, Question, Result, Viewer
from tests.engine.propose.grammar.asked.databases import DIALECTS, NAMES, cases, engine_on

LIMITS = Limits()
LANGUAGES: tuple[Language, ...] = ("en", "ja")


class Askers:
    """Each database on each engine, made when it is first asked; each question asked once."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self._stack = stack
        self._folder = folder
        self._engines: dict[tuple[str, Dialect], Engine] = {}
        self._attempts: dict[tuple[str, Dialect, str], Attempt] = {}

    def engine(self, name: str, dialect: Dialect) -> Engine:
        if (name, dialect) not in self._engines:
            self._engines[name, dialect] = self._stack.enter_context(engine_on(name, dialect, self._folder))
        return self._engines[name, dialect]

    def ask(self, name: str, dialect: Dialect, text: str) -> Attempt:
        if (name, dialect, text) not in self._attempts:
            question = Question(text, language_of(text))
            attempt = ask(self.engine(name, dialect).pipeline, Viewer(), question, LIMITS)
            self._attempts[name, dialect, text] = attempt
        return self._attempts[name, dialect, text]


@pytest.fixture(scope="module")
def askers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Askers]:
    with ExitStack() as stack:
        yield Askers(stack, tmp_path_factory.mktemp("asked"))


def parameters(*, known: bool) -> Iterator[Any]:
    """`known`: only what is answered rightly; else all, what is not marked so with its reason."""
    for name in NAMES:
        for case in cases(name):
            if known and "short" in case:
                continue
            marks = [pytest.mark.xfail(reason=case["short"], strict=True)] if "short" in case else []
            yield pytest.param(name, case["question"], case["sql"], id=case["question"], marks=marks)


def rounded(result: Result) -> list[tuple[Any, ...]]:
    """MySQL keeps four or five digits of an average or a share."""
    return [tuple(round(float(c), 3) if isinstance(c, float | Decimal) else c for c in row) for row in result.rows]


@pytest.mark.parametrize(("name", "question", "golds"), [*parameters(known=False)])
def test_a_question_selects_what_is_meant(askers: Askers, name: str, question: str, golds: list[str]) -> None:
    pipeline, attempt = askers.engine(name, "sqlite").pipeline, askers.ask(name, "sqlite", question)
    wanted = [rows_of(pipeline.run(pipeline.check(sql, Viewer()), limits=LIMITS)) for sql in golds]

    assert attempt.result is not None
    assert difference(wanted, rows_of(attempt.result)) is None, attempt.sql


@pytest.mark.parametrize("dialect", DIALECTS[1:])
@pytest.mark.parametrize(("name", "question", "golds"), [*parameters(known=True)])
def test_every_engine_gives_the_same_rows(
    askers: Askers, name: str, dialect: Dialect, question: str, golds: list[str]
) -> None:
    del golds
    attempt, reference = (askers.ask(name, one, question) for one in (dialect, "sqlite"))

    assert attempt.result is not None and reference.result is not None, attempt.detail
    wanted, given = (Rows(rounded(one), len(one.columns)) for one in (reference.result, attempt.result))
    assert difference([wanted], given) is None, attempt.sql


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", NAMES)
def test_every_statement_is_told_in_words(askers: Askers, name: str, dialect: Dialect) -> None:
    catalog = askers.engine(name, dialect).catalog.current()
    statements = [sql for case in cases(name) if (sql := askers.ask(name, dialect, case["question"]).sql)]

    assert not [sql for sql in statements for language in LANGUAGES if "`" in explain(sql, catalog, language)]
