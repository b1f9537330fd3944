"""Databases that are not there, do not let us in, or go away."""

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from detomo.engine.errors import EngineError, QueryStopped, Unavailable
from detomo.engine.run import Runner
from detomo.engine.types import Limits
from tests.engine.run.databases import NAME, PASSWORD, Database
from tests.engine.run.processes import children

Make = Callable[..., Runner]
SLOW = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
    "duckdb": "SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b",
    "postgres": "SELECT pg_sleep(60)",
    "mysql": "SELECT sleep(60)",
}


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A server that accepts connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture
def own_child() -> Callable[[], int]:
    """The one query process that the test itself has started."""
    before = children()

    def get() -> int:
        (pid,) = children() - before
        return pid

    return get


def failure(runner: Runner) -> EngineError:
    started = time.monotonic()
    with pytest.raises(Unavailable) as caught:
        runner.ping()
    assert time.monotonic() - started < 5
    return caught.value


@pytest.mark.parametrize("scheme", ["postgresql", "mysql"])
def test_a_port_that_nobody_listens_on(scheme: str, closed_port: int, make_runner: Make) -> None:
    err = failure(make_runner(f"{scheme}://u:{PASSWORD}@127.0.0.1:{closed_port}/d"))

    assert err.code == "database_unreachable"


@pytest.mark.parametrize("scheme", ["postgresql", "mysql"])
def test_a_server_that_says_nothing(scheme: str, silent_port: int, make_runner: Make) -> None:
    err = failure(make_runner(f"{scheme}://u:{PASSWORD}@127.0.0.1:{silent_port}/d"))

    assert err.code == "database_unreachable"


@pytest.mark.parametrize("scheme", ["postgresql", "mysql"])
def test_a_host_that_does_not_exist(scheme: str, make_runner: Make) -> None:
    err = failure(make_runner(f"{scheme}://u:{PASSWORD}@no-such-host.invalid/d"))

    assert err.code == "database_unreachable"


@pytest.mark.parametrize("scheme", ["sqlite", "duckdb"])
def test_a_file_that_is_missing(scheme: str, tmp_path: Path, make_runner: Make) -> None:
    err = failure(make_runner(f"{scheme}:///{tmp_path}/none.db"))

    assert err.code == "database_unreachable"
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("scheme", ["sqlite", "duckdb"])
def test_a_file_that_is_no_database(scheme: str, tmp_path: Path, make_runner: Make) -> None:
    (tmp_path / "text.db").write_text("plain text " * 1000)

    assert failure(make_runner(f"{scheme}:///{tmp_path}/text.db")).code == "database_unreachable"


def test_a_wrong_password(database: Database, make_runner: Make) -> None:
    if database.dialect in ("sqlite", "duckdb"):
        pytest.skip("files have no passwords")

    # An unknown user as well: a server may trust every local user that it knows.
    wrong = database.url.replace(f"{NAME}:{PASSWORD}", "nobody_known:wr0ng-Pass")

    assert failure(make_runner(wrong)).code == "database_login_failed"


def test_no_password_in_what_people_or_logs_see(
    database: Database, make_runner: Make, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    runner = make_runner(
        database.url.replace(f"{NAME}:{PASSWORD}", "nobody_known:wr0ng-Pass").replace("shop.", "none.")
    )

    err = failure(runner)

    seen = f"{err!r} {err} {err.message} {err.hint} {err.__cause__!r} {runner.display_name} {caplog.text}"
    assert "wr0ng-Pass" not in seen


def test_no_password_in_the_process_list(
    shop: Callable[[str], Database], make_runner: Make, own_child: Callable[[], int]
) -> None:
    runner = make_runner(shop("postgres").url)
    runner.ping()

    pid = own_child()

    seen = Path(f"/proc/{pid}/cmdline").read_bytes() + Path(f"/proc/{pid}/environ").read_bytes()
    assert PASSWORD.encode() not in seen


def test_the_services_secrets_do_not_reach_the_process(
    shop: Callable[[str], Database], make_runner: Make, monkeypatch: pytest.MonkeyPatch, own_child: Callable[[], int]
) -> None:
    monkeypatch.setenv("SECRET_KEY", "top-secret-of-the-service")
    runner = make_runner(shop("sqlite").url)
    runner.ping()

    pid = own_child()

    assert b"top-secret" not in Path(f"/proc/{pid}/environ").read_bytes()


def while_running(runner: Runner, database: Database, action: Callable[[], Any]) -> EngineError:
    """Run a slow statement, act once it runs, and return its failure."""
    runner.ping()
    timer = threading.Timer(0.5, action)
    timer.start()
    started = time.monotonic()
    with pytest.raises(EngineError) as caught:
        runner.run(database.query(SLOW[database.dialect]), limits=Limits(seconds=20))
    timer.join()
    assert time.monotonic() - started < 5.5
    return caught.value


def test_a_killed_process_is_replaced(database: Database, make_runner: Make, own_child: Callable[[], int]) -> None:
    runner = make_runner(database.url, processes=1)

    err = while_running(runner, database, lambda: os.kill(own_child(), signal.SIGKILL))

    assert err.code == "database_lost"
    assert runner.run(database.query("SELECT count(*) FROM orders")).rows == ((3,),)


@pytest.mark.parametrize(
    ("dialect", "sql"),
    [
        ("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'"),
        ("mysql", "SELECT id FROM information_schema.processlist WHERE info LIKE 'SELECT sleep%'"),
    ],
)
def test_a_session_that_the_server_ends(
    dialect: str, sql: str, shop: Callable[[str], Database], make_runner: Make
) -> None:
    database = shop(dialect)
    runner = make_runner(database.url, processes=1)

    def end() -> None:
        found = database.as_admin(sql)
        if dialect == "mysql":
            database.as_admin(f"KILL {found[0][0]}")

    err = while_running(runner, database, end)

    assert err.code == "database_lost"
    assert runner.run(database.query("SELECT count(*) FROM orders")).rows == ((3,),)


def test_an_idle_session_that_the_server_ended_is_made_again(
    shop: Callable[[str], Database], make_runner: Make
) -> None:
    database = shop("postgres")
    runner = make_runner(database.url, processes=1)
    runner.ping()
    database.as_admin(
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{urlsplit(database.url).username}'"
    )

    assert runner.run(database.query("SELECT count(*) FROM orders")).rows == ((3,),)


def test_a_cancel_by_the_servers_keeper_is_told_as_one(shop: Callable[[str], Database], make_runner: Make) -> None:
    database = shop("postgres")
    sql = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'"

    err = while_running(make_runner(database.url), database, lambda: database.as_admin(sql))

    assert isinstance(err, QueryStopped)
    assert err.code == "query_cancelled"
