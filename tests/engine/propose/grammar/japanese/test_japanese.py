"""Japanese questions over two schemas: what the best reading selects is what the expected SQL selects."""

import json
import time
from pathlib import Path

import pytest

from detomo.engine.compare import Rows, difference
from detomo.engine.guard import Guard
from tests.engine.propose.grammar.japanese.conftest import Database

HERE = Path(__file__).parent


def _cases():
    for name in ("festival", "kojo"):
        for line in (HERE / f"{name}.jsonl").read_text("utf-8").splitlines():
            case = json.loads(line)
            marks = [pytest.mark.xfail(reason=case["short"], strict=True)] if "short" in case else []
            yield pytest.param(name, case["question"], case["sql"], id=case["question"], marks=marks)


def rows(database: Database, sql: str) -> Rows:
    cursor = database.connection.execute(sql)
    return Rows(cursor.fetchall(), len(cursor.description), ordered="ORDER BY" in sql and "OVER" not in sql)


@pytest.mark.parametrize(("name", "question", "sql"), [*_cases()])
def test_a_question_selects_what_is_meant(databases, name, question, sql):
    database = databases[name]
    reading = database.read(question).readings[0]
    assert difference([rows(database, sql)], rows(database, reading.sql)) is None, reading.sql


@pytest.mark.parametrize(
    "question", ["映画は何本ありますか?", "ジャンル別の平均評価は?", "評価が平均より高い映画のタイトルは?"]
)
def test_readings_pass_the_guard(databases, question):
    database = databases["festival"]
    Guard(database.catalog).check(database.read(question).readings[0].sql)


@pytest.mark.parametrize(
    "question",
    [
        "",
        "?",
        "の",
        "はははは",
        "が が が の の",
        "ぺるけろ むにゃむにゃ",
        "最も",
        "より多い",
        "3つ以上",
        "「",
        "以外",
        "ごとの",
        "順",
    ],
)
def test_what_asks_for_nothing_is_not_answered(databases, question):
    assert databases["festival"].read(question).readings == ()


def test_an_unknown_word_lowers_coverage(databases):
    database = databases["festival"]
    known = database.read("映画のタイトルは?").readings[0]
    unknown = database.read("映画の量子飛躍のタイトルは?").readings[0]
    assert unknown.coverage < known.coverage == 1
    assert unknown.score < known.score


@pytest.mark.parametrize(
    "question", ["映画の" * 3_000, "評価が高い" * 2_000, "と".join(["監督の名前"] * 2_000), "最も" * 5_000]
)
def test_long_questions_take_bounded_time(databases, question):
    begun = time.perf_counter()
    databases["festival"].read(question)
    assert time.perf_counter() - begun < 5
