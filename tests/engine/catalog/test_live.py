"""A catalog that follows the database."""

import threading
from collections.abc import Callable

import pytest

from detomo.engine.catalog import Catalog, Table
from detomo.engine.catalog.live import LiveCatalog
from detomo.engine.errors import Unavailable
from detomo.engine.types import Text


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


class Database:
    """Answers with a table named after the number of the reading, or fails while it is `away`."""

    def __init__(self, during: Callable[[], None] = lambda: None) -> None:
        self.readings = 0
        self.away = False
        self._during = during

    def introspect(self) -> Catalog:
        self._during()
        if self.away:
            raise Unavailable("database_unreachable", Text("away", "不在"))
        self.readings += 1
        return Catalog("sqlite", (Table(f"t{self.readings}", ()),))


@pytest.fixture
def clock() -> Clock:
    return Clock()


def names(catalog: Catalog) -> list[str]:
    return [table.name for table in catalog]


def test_reads_once_within_its_time(clock: Clock) -> None:
    database = Database()
    live = LiveCatalog(database, 60, clock)

    live.current()
    clock.now += 59

    assert names(live.current()) == ["t1"]


def test_reads_again_after_its_time(clock: Clock) -> None:
    live = LiveCatalog(Database(), 60, clock)

    live.current()
    clock.now += 60

    assert names(live.current()) == ["t2"]


def test_refresh_reads_at_once(clock: Clock) -> None:
    live = LiveCatalog(Database(), 60, clock)

    live.current()

    assert names(live.refresh()) == names(live.current()) == ["t2"]


def test_serves_the_last_reading_while_the_database_is_away(clock: Clock) -> None:
    database = Database()
    live = LiveCatalog(database, 60, clock)
    live.current()

    database.away = True
    clock.now += 61

    assert names(live.current()) == ["t1"]
    assert live.problem is not None


def test_raises_when_the_last_reading_is_too_old(clock: Clock) -> None:
    database = Database()
    live = LiveCatalog(database, 60, clock)
    live.current()

    database.away = True
    clock.now += 601

    with pytest.raises(Unavailable):
        live.current()


def test_recovers_and_forgets_the_problem(clock: Clock) -> None:
    database = Database()
    live = LiveCatalog(database, 60, clock)
    live.current()
    database.away = True
    clock.now += 61
    live.current()

    database.away = False
    clock.now += 6

    assert names(live.current()) == ["t2"]
    assert live.problem is None


def test_raises_when_it_never_could_read(clock: Clock) -> None:
    database = Database()
    database.away = True

    with pytest.raises(Unavailable):
        LiveCatalog(database, 60, clock).current()


def test_other_threads_do_not_wait_for_a_reading(clock: Clock) -> None:
    begun, finish = threading.Event(), threading.Event()

    def wait() -> None:
        if database.readings:  # the second reading
            begun.set()
            finish.wait(10)

    database = Database(wait)
    live = LiveCatalog(database, 60, clock)
    live.current()
    clock.now += 61
    reader = threading.Thread(target=live.current)
    reader.start()
    begun.wait(10)

    during = names(live.current())
    finish.set()
    reader.join(10)

    assert during == ["t1"]
    assert names(live.current()) == ["t2"]


def test_the_first_reading_is_shared(clock: Clock) -> None:
    barrier = threading.Barrier(8)
    database = Database()
    live = LiveCatalog(database, 60, clock)

    def ask() -> None:
        barrier.wait(10)
        live.current()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    assert database.readings == 1
