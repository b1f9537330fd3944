"""Which engine a request gets, and when a replaced one is closed."""

from typing import Any

from detomo.connections.directory import EngineDirectory


class FakeEngine:
    def __init__(self) -> None:
        self.closed = False

    def close(self) -> None:
        self.closed = True


class Assignment:
    """What the application database says, and the engines that were made for it."""

    def __init__(self) -> None:
        self.key: tuple[int, int] | None = None
        self.default = FakeEngine()
        self.made: list[FakeEngine] = []
        self.directory = EngineDirectory(self.default, lambda: self.key, self._make)  # type: ignore[arg-type]

    def _make(self) -> Any:
        self.made.append(FakeEngine())
        return self.key, self.made[-1]


def test_without_a_connection_it_is_the_settings_engine() -> None:
    held = Assignment()
    engine = held.directory.lease()
    held.directory.release(engine)
    assert (engine is held.default, held.default.closed) == (True, False)


def test_an_engine_is_made_once_for_a_version() -> None:
    held = Assignment()
    held.key = (1, 1)
    engines = [held.directory.lease() for _ in range(3)]
    assert len(held.made) == 1
    assert {id(engine) for engine in engines} == {id(held.made[0])}


def test_a_replaced_engine_is_closed_when_its_last_request_ends() -> None:
    held = Assignment()
    held.key = (1, 1)
    first = [held.directory.lease() for _ in range(2)]
    held.key = (1, 2)
    assert held.directory.lease() is not first[0]
    closed = []
    for engine in first:
        closed.append(held.made[0].closed)
        held.directory.release(engine)
    assert (closed, held.made[0].closed, held.made[1].closed) == ([False, False], True, False)


def test_an_unused_engine_is_closed_when_it_is_replaced() -> None:
    held = Assignment()
    held.key = (1, 1)
    held.directory.release(held.directory.lease())
    held.key = None
    assert held.directory.lease() is held.default
    assert (held.made[0].closed, held.default.closed) == (True, False)


def test_closing_leaves_the_settings_engine_alone() -> None:
    held = Assignment()
    held.key = (1, 1)
    held.directory.release(held.directory.lease())
    held.directory.close()
    assert (held.made[0].closed, held.default.closed) == (True, False)
