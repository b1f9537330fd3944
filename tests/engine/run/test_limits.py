"""Statements that ask for more than they may have."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from detomo.engine.errors import EngineError, QueryFailed, QueryStopped, Unavailable
from detomo.engine.run import Runner
from detomo.engine.types import Limits
from tests.engine.run.databases import SHOP, Database, cases

Shop = Callable[[str], Database]
LIMITS = Limits(seconds=1, memory_bytes=300_000_000)


@pytest.mark.parametrize("case", cases("bounded"))
def test_is_stopped_within_the_deadline_and_a_second(
    case: dict[str, Any], shop: Shop, make_runner: Callable[..., Runner]
) -> None:
    runner = make_runner(shop(case["dialect"]).url, tables=SHOP, limits=LIMITS)
    runner.ping()
    started = time.monotonic()

    with pytest.raises(QueryStopped) as caught:
        runner.run(shop(case["dialect"]).query(case["sql"]))

    assert time.monotonic() - started < LIMITS.seconds + 1
    assert caught.value.code in case["codes"]


@pytest.mark.parametrize("case", cases("denied"))
def test_the_engine_alone_gives_nothing_away(case: dict[str, Any], shop: Shop, warm: Callable[[str], Runner]) -> None:
    database = shop(case["dialect"])

    with pytest.raises((QueryFailed, Unavailable)) as caught:
        warm(case["dialect"]).run(database.query(case["sql"]))

    assert not isinstance(caught.value, QueryStopped)
    assert database.as_admin("SELECT count(*) FROM orders") == [(3,)]


def test_a_setting_does_not_outlive_its_statement(shop: Shop, make_runner: Callable[..., Runner]) -> None:
    database = shop("postgres")
    runner = make_runner(database.url, processes=1)

    runner.run(
        database.query("SELECT set_config('statement_timeout', '0', false), set_config('search_path', 'x', false)")
    )
    result = runner.run(database.query("SELECT current_setting('statement_timeout'), current_setting('search_path')"))

    assert result.rows == (("30s", "public, pg_temp"),)


def test_a_session_variable_does_not_outlive_its_statement(shop: Shop, make_runner: Callable[..., Runner]) -> None:
    database = shop("mysql")
    runner = make_runner(database.url, processes=1)

    runner.run(database.query("SELECT @seen := token FROM (SELECT 'mine' AS token) t"))

    assert runner.run(database.query("SELECT @seen")).rows == ((None,),)


def test_memory_is_bounded_for_the_statement_not_for_the_process(
    shop: Shop, make_runner: Callable[..., Runner]
) -> None:
    database = shop("duckdb")
    runner = make_runner(database.url, processes=1, limits=Limits(memory_bytes=200_000_000))
    greedy = database.query("SELECT list(range) FROM range(100000000)")

    with pytest.raises(EngineError) as caught:
        runner.run(greedy)

    assert caught.value.code == "query_memory"
    assert runner.run(database.query("SELECT count(*) FROM orders")).rows == ((3,),)


def test_long_cells_are_cut(database: Database, runner: Runner) -> None:
    repeat = {"sqlite": "replace(hex(name), '4', '44444444444444444444')"}.get(database.dialect, "repeat(name, 20)")

    result = runner.run(database.query(f"SELECT {repeat} FROM customers WHERE id = 1"), limits=Limits(cell_bytes=10))

    assert len(result.rows[0][0]) == 10
    assert result.truncated
