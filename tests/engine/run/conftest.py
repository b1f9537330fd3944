"""Real databases of all four engines, and runners on them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from detomo.engine.run import Runner
from tests.engine.run.databases import SHOP, Database, made_mysql, made_postgres, make_duckdb, make_sqlite


@pytest.fixture(scope="session")
def sqlite_shop(tmp_path_factory: pytest.TempPathFactory) -> Database:
    return make_sqlite(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def duckdb_shop(tmp_path_factory: pytest.TempPathFactory) -> Database:
    return make_duckdb(tmp_path_factory.mktemp("duckdb"))


@pytest.fixture(scope="session")
def postgres_shop() -> Iterator[Database]:
    with made_postgres() as database:
        yield database


@pytest.fixture(scope="session")
def mysql_shop() -> Iterator[Database]:
    with made_mysql() as database:
        yield database


@pytest.fixture(scope="session")
def shop(request: pytest.FixtureRequest) -> Callable[[str], Database]:
    """The shop on the named engine."""
    return lambda dialect: request.getfixturevalue(f"{dialect}_shop")


@pytest.fixture(params=["sqlite", "duckdb", "postgres", "mysql"])
def database(request: pytest.FixtureRequest, shop: Callable[[str], Database]) -> Database:
    """The shop on every engine in turn."""
    return shop(request.param)


@pytest.fixture(scope="session")
def warm(shop: Callable[[str], Database]) -> Iterator[Callable[[str], Runner]]:
    """One runner an engine for the whole session: for tests that leave nothing behind."""
    runners: dict[str, Runner] = {}

    def get(dialect: str) -> Runner:
        if dialect not in runners:
            runners[dialect] = Runner(shop(dialect).url, tables=SHOP)
        return runners[dialect]

    yield get
    for runner in runners.values():
        runner.close()


@pytest.fixture
def runner(database: Database, warm: Callable[[str], Runner]) -> Runner:
    return warm(database.dialect)


@pytest.fixture
def make_runner() -> Iterator[Callable[..., Runner]]:
    """Runners of the test's own, closed at its end."""
    made: list[Runner] = []

    def make(url: str, **options: Any) -> Runner:
        made.append(Runner(url, **options))
        return made[-1]

    yield make
    for runner in made:
        runner.close()
