"""A small target database whose every stored text can be recognised, and engines that ask it."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from detomo.engine.assemble import Engine, EngineSettings, assemble
from detomo.engine.propose.claude import NO_CLAUDE, ClaudeSettings
from tests.fakes.messages_api import MessagesApi
from tests.fakes.taught import Taught

CANARY = "canary"  # part of every text in the database
_ROWS = [(number, f"{CANARY}-{number}", f"{CANARY}land") for number in range(1, 6)]


@pytest.fixture(scope="session")
def target_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("target") / "target.sqlite"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, country TEXT)")
        connection.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id REFERENCES customers, total REAL)")
        connection.executemany("INSERT INTO customers VALUES (?, ?, ?)", _ROWS)
        connection.executemany("INSERT INTO orders VALUES (?, ?, ?)", [(n, n, n * 10.0) for n in range(1, 6)])
    return path


@pytest.fixture
def make_engine(target_path: Path) -> Iterator[Callable[..., Engine]]:
    """Make engines on the target: over a source of what was taught, with a stand-in for the model or none."""
    made: list[Engine] = []

    def make(source: Taught | None = None, api: MessagesApi | None = None, **settings: Any) -> Engine:
        claude = ClaudeSettings(api_key="k", base_url=api.url, max_retries=0) if api else NO_CLAUDE
        given = {"target_url": f"sqlite:///{target_path}", "claude": claude, **settings}
        made.append(assemble(EngineSettings(**given), source or Taught()))
        return made[-1]

    yield make
    for engine in made:
        engine.close()
