"""Two small databases, one with English names and one with Japanese ones, as the parser sees them."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from detomo.engine.catalog import Catalog
from detomo.engine.catalog.profile import Profiles
from detomo.engine.catalog.scan import ScanBudget, scan
from detomo.engine.catalog.values import ValueIndex
from detomo.engine.language import search_words
from detomo.engine.language.equivalents import equivalents
from detomo.engine.propose.grammar import Readings, readings
from detomo.engine.run import Runner
from detomo.engine.types import Question

HERE = Path(__file__).parent
TODAY = date(2025, 5, 20)


@dataclass(frozen=True)
class Database:
    connection: sqlite3.Connection
    catalog: Catalog
    values: ValueIndex
    profiles: Profiles

    def read(self, question: str) -> Readings:
        return readings(Question(question, "ja"), self.catalog, self.values, self.profiles, today=TODAY)


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Database]]:
    found = {name: _database(name, tmp_path_factory.mktemp("japanese")) for name in ("festival", "kojo")}
    yield found
    for database in found.values():
        database.connection.close()


def _database(name: str, folder: Path) -> Database:
    path = folder / f"{name}.sqlite"
    with closing(sqlite3.connect(path)) as made:
        made.executescript((HERE / f"{name}.sql").read_text("utf-8"))
    connection = sqlite3.connect(path)
    catalog = Runner(f"sqlite:///{path}").introspect()
    read = scan(catalog, lambda sql, most: connection.execute(sql).fetchmany(most), ScanBudget())
    names = {word for table in catalog for word in (*search_words(table.name), *table.column_words)}
    return Database(connection, catalog, ValueIndex(read.values, names=names, translate=equivalents), read.profiles)
