"""Rows as they come, and stopping before they end."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from detomo.engine.errors import QueryStopped
from detomo.engine.run import Runner
from detomo.engine.run import stream as stream_module
from detomo.engine.types import ColumnType, Limits
from tests.engine.run.databases import Database
from tests.engine.run.processes import children, eventually, running
from tests.engine.run.test_failures import SLOW

Make = Callable[..., Runner]
DOWNLOAD = Limits(seconds=20, rows=10**9, result_bytes=10**12)
_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {})"
MANY = {
    "sqlite": f"{_NUMBERS} SELECT i, 'row ' || i FROM n",
    "duckdb": "SELECT range + 1, 'row ' || (range + 1) FROM range({})",
    "postgres": "SELECT i, 'row ' || i FROM generate_series(1, {}) AS i",
    "mysql": f"{_NUMBERS} SELECT i, concat('row ', i) FROM n",
}


def many(database: Database, count: int) -> str:
    return MANY[database.dialect].format(count)


def test_every_row_comes_once_and_in_order(database: Database, runner: Runner) -> None:
    with runner.stream(database.query(many(database, 20_000)), limits=DOWNLOAD) as stream:
        rows = [row for chunk in stream for row in chunk]

    assert rows == [(number, f"row {number}") for number in range(1, 20_001)]
    assert not stream.truncated


def test_columns_are_known_before_the_rows(database: Database, runner: Runner) -> None:
    with runner.stream(database.query("SELECT name, id FROM customers"), limits=DOWNLOAD) as stream:
        columns = [(column.name, column.type) for column in stream.columns]

    assert columns == [("name", ColumnType.TEXT), ("id", ColumnType.INTEGER)]


def test_a_cap_on_rows_is_said_at_the_end(database: Database, runner: Runner) -> None:
    with runner.stream(database.query(many(database, 20_000)), limits=Limits(rows=15_000)) as stream:
        count = sum(len(chunk) for chunk in stream)

    assert count == 15_000
    assert stream.truncated


def test_leaving_early_stops_the_statement(database: Database, make_runner: Make) -> None:
    runner = make_runner(database.url, processes=1)

    with runner.stream(database.query(many(database, 100_000)), limits=DOWNLOAD) as stream:
        first = next(iter(stream))

    assert first[0] == (1, "row 1")
    assert eventually(lambda: running(database) == [])
    assert runner.run(database.query("SELECT count(*) FROM orders")).rows == ((3,),)


def test_a_failure_of_the_reader_stops_the_statement(database: Database, make_runner: Make) -> None:
    runner = make_runner(database.url, processes=1)

    with (
        pytest.raises(BrokenPipeError),
        runner.stream(database.query(many(database, 90_000)), limits=DOWNLOAD) as stream,
    ):
        for _ in stream:
            raise BrokenPipeError

    assert runner.run(database.query("SELECT count(*) FROM orders")).rows == ((3,),)


def test_the_time_that_the_reader_takes_is_not_the_statements(database: Database, runner: Runner) -> None:
    limits = Limits(seconds=1, rows=10**9, result_bytes=10**12)

    with runner.stream(database.query(many(database, 60_000)), limits=limits) as stream:
        chunks = iter(stream)
        next(chunks)
        time.sleep(1.5)
        rest = sum(len(chunk) for chunk in chunks)

    assert rest > 50_000


def test_a_reader_that_never_ends_is_ended(database: Database, runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_module, "SLOWEST_READER", 0)

    with (
        pytest.raises(QueryStopped, match="longer"),
        runner.stream(database.query(many(database, 60_000)), limits=DOWNLOAD) as stream,
    ):
        for _ in stream:
            pass


def test_a_statement_that_is_slow_between_rows_meets_the_deadline(
    shop: Callable[[str], Database], make_runner: Make
) -> None:
    database = shop("postgres")
    sql = "SELECT i, CASE WHEN i > 30000 THEN pg_sleep(0.1) END FROM generate_series(1, 60000) AS i"
    started = time.monotonic()

    with (
        pytest.raises(QueryStopped) as caught,
        make_runner(database.url).stream(
            database.query(sql), limits=Limits(seconds=2, rows=10**9, result_bytes=10**9)
        ) as stream,
    ):
        for _ in stream:
            pass

    assert caught.value.code == "query_timeout"
    assert time.monotonic() - started < 3.5


def test_memory_of_the_service_stays_bounded(database: Database, runner: Runner) -> None:
    before = peak_memory()

    with runner.stream(database.query(many(database, 90_000)), limits=DOWNLOAD) as stream:
        for _ in stream:
            pass

    assert peak_memory() - before < 20_000_000


def peak_memory() -> int:
    text = Path("/proc/self/status").read_text()
    return int(text.partition("VmHWM:")[2].split()[0]) * 1024


class TestCancel:
    def test_a_user_can_stop_a_statement(self, database: Database, make_runner: Make) -> None:
        runner = make_runner(database.url, processes=1)
        runner.ping()
        started = time.monotonic()

        with pytest.raises(QueryStopped) as caught:
            runner.run(
                database.query(SLOW[database.dialect]),
                limits=Limits(seconds=20),
                should_stop=lambda: time.monotonic() - started > 0.3,
            )

        assert caught.value.code == "query_cancelled"
        assert time.monotonic() - started < 1.5

    def test_nothing_goes_on_after_a_cancel(self, database: Database, make_runner: Make) -> None:
        before = children()
        runner = make_runner(database.url, processes=1)
        runner.ping()

        with pytest.raises(QueryStopped):
            runner.run(database.query(SLOW[database.dialect]), should_stop=lambda: True)

        assert children() == before
        assert eventually(lambda: running(database) == [])

    def test_nothing_goes_on_after_a_deadline(self, database: Database, make_runner: Make) -> None:
        runner = make_runner(database.url, processes=1, limits=Limits(seconds=0.5))
        runner.ping()

        with pytest.raises(QueryStopped):
            runner.run(database.query(SLOW[database.dialect]))

        assert eventually(lambda: running(database) == [])

    def test_whoever_waits_may_fail_without_harm(self, database: Database, make_runner: Make) -> None:
        """The answer that nobody has read must not become the answer to the next statement."""
        runner = make_runner(database.url, processes=1)
        runner.ping()

        with pytest.raises(ZeroDivisionError):
            runner.run(database.query(SLOW[database.dialect]), should_stop=lambda: bool(1 // 0))

        assert runner.run(database.query("SELECT count(*) FROM orders")).rows == ((3,),)
        assert eventually(lambda: running(database) == [])

    def test_a_statement_that_ends_in_time_is_not_stopped(self, database: Database, runner: Runner) -> None:
        result = runner.run(database.query("SELECT count(*) FROM orders"), should_stop=lambda: False)

        assert result.rows == ((3,),)
