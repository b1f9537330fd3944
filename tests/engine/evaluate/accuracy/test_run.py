"""Gold questions over real databases: what is asked, what is judged, and what goes wrong without stopping the rest."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from detomo.engine.assemble import EngineSettings
from detomo.engine.compare import Difference
from detomo.engine.evaluate.accuracy import GoldQuestion, Reason, lines, read_questions, record_of, report_of
from detomo.engine.evaluate.accuracy.databases import Engines, NoDatabase, database_url
from detomo.engine.evaluate.accuracy.examine import asks_for_order
from detomo.engine.evaluate.accuracy.run import judge_all
from detomo.engine.pipeline import Pipeline
from tests.engine import library
from tests.fakes.taught import pair

AUTHORS = "SELECT name FROM author ORDER BY name"
TAUGHT = (
    pair("Which authors are there?", AUTHORS),
    pair("著者の一覧", AUTHORS),
    pair("How many books are there?", "SELECT COUNT(*) FROM author"),
    pair("Which planets are there?", "SELECT name FROM planet"),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with closing(sqlite3.connect(tmp_path / "library.sqlite")) as connection, connection:
        library.fill(connection.execute)
    return tmp_path


@pytest.fixture
def engines(folder: Path) -> Iterator[Engines]:
    settings = EngineSettings("", generator="verified")
    with Engines(settings, lambda name: database_url(folder, name), TAUGHT) as opened:
        yield opened


def gold(text: str, *sql: str, db_id: str = "library", **more: Any) -> GoldQuestion:
    return GoldQuestion("g", text, sql, db_id, **more)


JUDGED = [
    pytest.param(gold("Which authors are there?", AUTHORS), None, True, id="right"),
    pytest.param(gold("著者の一覧", AUTHORS, language="ja"), None, True, id="right in Japanese"),
    pytest.param(
        gold("How many books are there?", "SELECT COUNT(*) FROM book"), Difference.WRONG_VALUES, True, id="wrong"
    ),
    pytest.param(gold("Who wrote Emma?", "SELECT 1"), Reason.NO_ANSWER, False, id="nobody knows"),
    pytest.param(gold("Which planets are there?", "SELECT 1"), Reason.NO_ANSWER, False, id="a pair that does not run"),
    pytest.param(gold("Which authors are there?", "SELECT x"), Reason.GOLD_FAILED, True, id="gold does not run"),
    pytest.param(gold("Which authors are there?", "SELECT x", AUTHORS), None, True, id="the other gold runs"),
    pytest.param(gold("Who?", AUTHORS, db_id="nowhere"), Reason.NO_DATABASE, False, id="no such database"),
    pytest.param(gold("Who?", AUTHORS, db_id="../library"), Reason.NO_DATABASE, False, id="a path is no name"),
    pytest.param(GoldQuestion("g", problem="not valid JSON"), Reason.UNREADABLE, False, id="unreadable"),
]


@pytest.mark.parametrize(("asked", "reason", "answered"), JUDGED)
def test_every_question_is_judged(
    engines: Engines, asked: GoldQuestion, reason: Reason | Difference | None, answered: bool
) -> None:
    (judged,) = judge_all([asked], engines)
    assert (judged.reason, judged.attempt.answered) == (reason, answered)


def test_a_line_holds_what_was_promised(engines: Engines) -> None:
    (judged,) = judge_all([gold("Which authors are there?", AUTHORS, difficulty="simple")], engines)
    record = json.loads(json.dumps(record_of(judged)))
    assert record.pop("ms") > 0
    assert record.pop("timings").keys() >= {"verified", "run"}
    assert record == {
        "id": "g",
        "sql": AUTHORS,
        "answered": True,
        "confidence": 1.0,
        "source": "verified",
        "match": True,
        "reason": None,
        "detail": "",
        "db_id": "library",
        "language": "en",
        "difficulty": "simple",
    }


def test_a_database_that_is_away_is_judged_too(folder: Path, engines: Engines) -> None:
    (folder / "away.url").write_text("postgresql://nobody@127.0.0.1:1/none\n")
    (folder / "broken.sqlite").write_text("not a database")
    judged = [*judge_all([gold("Who?", AUTHORS, db_id=name) for name in ("away", "broken")], engines)]
    assert [one.reason for one in judged] == [Reason.UNAVAILABLE, Reason.UNAVAILABLE]


def test_a_fault_of_ours_is_judged_too(engines: Engines, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ArithmeticError

    monkeypatch.setattr(Pipeline, "steps", fail)
    (judged,) = judge_all([gold("Who?", AUTHORS)], engines)
    assert (judged.reason, judged.attempt.detail) == (Reason.CRASHED, "ArithmeticError")


def test_rows_beyond_an_answers_first_thousand_count(folder: Path) -> None:
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) SELECT i FROM n"
    taught = [pair("Count up", numbers.format(1500))]
    with Engines(EngineSettings(""), lambda name: database_url(folder, name), taught) as engines:
        wrong, right = judge_all([gold("Count up", numbers.format(last)) for last in (1400, 1500)], engines)
    assert (wrong.reason, right.reason) == (Difference.EXTRA_ROWS, None)


PLACES = [
    pytest.param("a.sqlite", "sqlite", id="sqlite"),
    pytest.param("a.db", "sqlite", id="db"),
    pytest.param("a/a.sqlite", "sqlite", id="in a folder of its name"),
    pytest.param("a.duckdb", "duckdb", id="duckdb"),
]


@pytest.mark.parametrize(("place", "scheme"), PLACES)
def test_a_database_is_found_by_its_name(tmp_path: Path, place: str, scheme: str) -> None:
    path = tmp_path / place
    path.parent.mkdir(exist_ok=True)
    path.touch()
    assert database_url(tmp_path, "a") == f"{scheme}:///{path}"


def test_a_database_may_be_a_url(tmp_path: Path) -> None:
    (tmp_path / "a.url").write_text(" mysql://u:p@h/d \n")
    assert database_url(tmp_path, "a") == "mysql://u:p@h/d"
    assert database_url(tmp_path, "sqlite:///x.db") == "sqlite:///x.db"
    with pytest.raises(NoDatabase):
        database_url(tmp_path, "")


ORDERS = [
    pytest.param("SELECT a FROM t ORDER BY a", True, id="outermost"),
    pytest.param("SELECT a FROM (SELECT a FROM t ORDER BY a LIMIT 3)", False, id="inner"),
    pytest.param("SELECT a FROM t UNION SELECT b FROM t ORDER BY a", True, id="of a union"),
    pytest.param("(SELECT a FROM t ORDER BY a)", True, id="in parentheses"),
    pytest.param("SELECT row_number() OVER (ORDER BY a) FROM t", False, id="of a window"),
    pytest.param("SELECT nonsense( FROM t ORDER  BY a", True, id="not parsed"),
]


@pytest.mark.parametrize(("sql", "expected"), ORDERS)
def test_only_the_outermost_order_counts(sql: str, expected: bool) -> None:
    assert asks_for_order(sql, "sqlite") is expected


LINES = [
    pytest.param('{"id": 1, "question": "Q", "gold_sql": "S"}', GoldQuestion("1", "Q", ("S",)), id="least"),
    pytest.param(
        '{"id": "x", "db_id": "d", "question": "Q", "gold_sql": "S", "alt_gold_sql": ["T", null], "difficulty": "x"}',
        GoldQuestion("x", "Q", ("S", "T"), "d", difficulty="x"),
        id="alternatives",
    ),
    pytest.param(
        '{"question": "Q", "gold_sql": "S", "alt_gold_sql": "T"}', GoldQuestion("line 1", "Q", ("S", "T")), id="no id"
    ),
    pytest.param(
        '{"id": "x", "question": "顧客", "gold_sql": "S"}',
        GoldQuestion("x", "顧客", ("S",), language="ja"),
        id="language",
    ),
    pytest.param(
        '{"id": "x", "question": "Q", "gold_sql": "S", "language": "jp"}',
        GoldQuestion("x", "Q", ("S",), language="ja"),
        id="jp",
    ),
    pytest.param("{", GoldQuestion("line 1", problem="not valid JSON"), id="not JSON"),
    pytest.param("[]", GoldQuestion("line 1", problem="not a JSON object"), id="a list"),
    pytest.param('{"id": "x"}', GoldQuestion("x", problem="needs question and gold_sql"), id="nothing in it"),
]


@pytest.mark.parametrize(("line", "expected"), LINES)
def test_a_line_is_read(tmp_path: Path, line: str, expected: GoldQuestion) -> None:
    (tmp_path / "q.jsonl").write_text(f"{line}\n\n", encoding="utf-8")
    assert [*read_questions(tmp_path / "q.jsonl")] == [expected]


def test_the_report_adds_up(engines: Engines) -> None:
    judged = [*judge_all([case.values[0] for case in JUDGED[:4]], engines)]
    report = report_of(judged)
    assert (report.overall.count, report.overall.right, report.overall.answered) == (4, 2, 3)
    assert report.overall.precision == pytest.approx(2 / 3)
    assert report.groups["language"]["ja"].accuracy == 1.0
    assert report.reasons == {"wrong_values": 1, "no_answer": 1}


def test_the_printed_report_holds_every_figure(engines: Engines) -> None:
    text = "\n".join(lines(report_of([*judge_all([case.values[0] for case in JUDGED[:4]], engines)])))
    wanted = (
        "50.0%",
        "75.0%",
        "66.7%",
        "by language",
        "by source",
        "coverage",
        "risk",
        "calibration error",
        "tokens: 0",
    )
    assert [part for part in wanted if part not in text] == []
    assert "misses: wrong_values 1, no_answer 1" in text


def test_a_report_of_nothing_is_a_report() -> None:
    assert "all " in "\n".join(lines(report_of([])))
