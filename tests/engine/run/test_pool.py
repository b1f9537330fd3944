"""Many people, one runner: slots, threads, forks, and nothing left behind."""

import gc
import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from detomo.engine.errors import QueryStopped, Unavailable
from detomo.engine.run import Runner
from detomo.engine.run import pool as pool_module
from detomo.engine.run import process as process_module
from detomo.engine.types import Limits
from tests.engine.run.databases import Database
from tests.engine.run.processes import children, eventually, open_files, running, sessions
from tests.engine.run.test_failures import SLOW

Make = Callable[..., Runner]


def count_orders(runner: Runner, database: Database) -> object:
    return runner.run(database.query("SELECT count(*) FROM orders")).rows


def stop(runner: Runner, database: Database, seconds: float) -> str:
    with pytest.raises(QueryStopped) as caught:
        runner.run(database.query(SLOW[database.dialect]), limits=Limits(seconds=seconds))
    return caught.value.code


def test_fifty_threads_at_once(database: Database, make_runner: Make) -> None:
    runner = make_runner(database.url, processes=4)
    before = children()

    with ThreadPoolExecutor(50) as people:
        answers = list(people.map(lambda _: count_orders(runner, database), range(200)))

    assert answers == [((3,),)] * 200
    assert len(children() - before) <= 4


def test_quick_statements_share_a_process(
    database: Database, make_runner: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool_module, "PATIENCE_SECONDS", 10)
    runner = make_runner(database.url, processes=4)
    count_orders(runner, database)
    warm = children()

    with ThreadPoolExecutor(4) as people:
        list(people.map(lambda _: count_orders(runner, database), range(20)))

    assert not children() - warm


def test_one_slow_statement_does_not_delay_another(database: Database, make_runner: Make) -> None:
    runner = make_runner(database.url, processes=2)
    slow = threading.Thread(target=stop, args=(runner, database, 3))
    count_orders(runner, database)
    slow.start()
    time.sleep(0.3)
    count_orders(runner, database)  # starts the second process

    started = time.monotonic()
    count_orders(runner, database)
    elapsed = time.monotonic() - started
    slow.join()

    assert elapsed < 0.5


def test_a_full_house_says_so(database: Database, make_runner: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_module, "WAIT_SECONDS", 0.2)
    runner = make_runner(database.url, processes=1)
    runner.ping()
    slow = threading.Thread(target=stop, args=(runner, database, 1.5))
    slow.start()
    time.sleep(0.3)

    with pytest.raises(Unavailable) as caught:
        count_orders(runner, database)
    slow.join()

    assert caught.value.code == "busy"
    assert caught.value.hint is not None
    assert count_orders(runner, database) == ((3,),)


def test_stopped_statements_leave_nothing_behind(database: Database, make_runner: Make) -> None:
    others = children()  # of which one may end itself meanwhile, having been idle
    runner = make_runner(database.url, processes=2)
    count_orders(runner, database)
    before = (len(children() - others), open_files(), threading.active_count(), sessions(database))

    for _ in range(5):
        stop(runner, database, 0.2)
    count_orders(runner, database)

    def now() -> tuple[int, int, int, int]:
        return (len(children() - others), open_files(), threading.active_count(), sessions(database))

    assert eventually(lambda: now() == before), (before, now())
    assert running(database) == []


@pytest.mark.parametrize("dialect", ["postgres", "mysql"])
def test_a_process_that_is_killed_leaves_no_session(
    dialect: str, shop: Callable[[str], Database], make_runner: Make
) -> None:
    database = shop(dialect)
    before, sessions_before = children(), sessions(database)
    runner = make_runner(database.url, processes=1)
    runner.ping()
    timer = threading.Timer(0.3, lambda: os.kill(*(children() - before), signal.SIGKILL))
    timer.start()

    with pytest.raises(Unavailable):
        runner.run(database.query(SLOW[dialect]), limits=Limits(seconds=20))

    assert eventually(lambda: running(database) == [])
    runner.close()
    assert eventually(lambda: sessions(database) == sessions_before)


def test_close_ends_the_processes(database: Database, make_runner: Make) -> None:
    before = children()
    runner = make_runner(database.url)
    count_orders(runner, database)

    runner.close()

    assert not children() - before
    with pytest.raises(Unavailable) as caught:
        count_orders(runner, database)
    assert caught.value.code == "database_closed"


def test_a_runner_that_is_forgotten_ends_its_processes(sqlite_shop: Database) -> None:
    before = children()
    runner = Runner(sqlite_shop.url)
    count_orders(runner, sqlite_shop)

    del runner
    gc.collect()

    assert not children() - before


def test_a_process_that_died_while_idle_is_replaced(database: Database, make_runner: Make) -> None:
    before = children()
    runner = make_runner(database.url, processes=1)
    runner.ping()
    (pid,) = children() - before
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)

    assert count_orders(runner, database) == ((3,),)


def test_an_idle_process_ends_itself(database: Database, make_runner: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_module, "_IDLE_SECONDS", {database.dialect: 0.2})
    monkeypatch.setattr(process_module, "_IDLE_MARGIN_SECONDS", 0.2)
    before = children()
    runner = make_runner(database.url, processes=1)
    count_orders(runner, database)

    assert eventually(lambda: all(is_dead(pid) for pid in children() - before))
    assert count_orders(runner, database) == ((3,),)


def is_dead(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"


class TestFork:
    """gunicorn makes its workers by forking, possibly after the application was loaded."""

    def test_a_fork_starts_processes_of_its_own(self, database: Database, make_runner: Make) -> None:
        runner = make_runner(database.url, processes=1)
        count_orders(runner, database)
        mine = children()

        assert in_fork(lambda: count_orders(runner, database) == ((3,),) and not children() & mine)
        assert children() == mine
        assert count_orders(runner, database) == ((3,),)

    def test_a_fork_does_not_keep_its_parents_processes_alive(self, sqlite_shop: Database, make_runner: Make) -> None:
        """The end of the parent is the end of its socket, unless a fork holds a copy of it."""
        before = open_files()
        runner = make_runner(sqlite_shop.url, processes=1)
        count_orders(runner, sqlite_shop)

        assert in_fork(lambda: open_files() <= before)

    def test_a_fork_while_a_statement_runs(self, sqlite_shop: Database, make_runner: Make) -> None:
        runner = make_runner(sqlite_shop.url, processes=1)
        runner.ping()
        slow = threading.Thread(target=stop, args=(runner, sqlite_shop, 1))
        slow.start()
        time.sleep(0.2)

        worked = in_fork(lambda: count_orders(runner, sqlite_shop) == ((3,),))
        slow.join()

        assert worked

    def test_processes_end_with_the_service(self, database: Database) -> None:
        def leave_a_slow_statement() -> bool:
            runner = Runner(database.url, processes=1)
            runner.ping()
            (pid,) = children()
            threading.Thread(target=stop, args=(runner, database, 60), daemon=True).start()
            time.sleep(0.3)
            os.write(write, str(pid).encode())
            os.kill(os.getpid(), signal.SIGKILL)
            return False

        read, write = os.pipe()
        in_fork(leave_a_slow_statement)
        pid = int(os.read(read, 20))
        os.close(read)
        os.close(write)

        assert eventually(lambda: not Path(f"/proc/{pid}").exists() or is_dead(pid))
        assert eventually(lambda: running(database) == [])


def test_a_process_ends_by_its_own_alarm(sqlite_shop: Database) -> None:
    """When the service hangs, nobody else is there to keep the deadline."""

    def hang_during_a_statement() -> bool:
        runner = Runner(sqlite_shop.url, processes=1)
        runner.ping()
        (pid,) = children()
        threading.Thread(target=stop, args=(runner, sqlite_shop, 0.5), daemon=True).start()
        time.sleep(0.2)
        os.write(write, f"{os.getpid()} {pid}".encode())
        os.kill(os.getpid(), signal.SIGSTOP)
        return False

    read, write = os.pipe()
    fork = os.fork()
    if fork == 0:
        hang_during_a_statement()
        os._exit(0)
    service, pid = map(int, os.read(read, 40).split())
    try:
        assert eventually(lambda: is_dead(pid), seconds=6)
    finally:
        os.kill(service, signal.SIGKILL)
        os.waitpid(fork, 0)
        os.close(read)
        os.close(write)


def in_fork(work: Callable[[], bool]) -> bool:
    """Whether the work came true in a fork of this process."""
    pid = os.fork()
    if pid == 0:
        signal.alarm(20)
        worked = False
        try:
            worked = work()
        finally:
            os._exit(0 if worked else 1)
    return os.waitpid(pid, 0)[1] == 0
