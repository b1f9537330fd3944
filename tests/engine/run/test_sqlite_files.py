"""SQLite files as people have them."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from detomo.engine.run import Runner
from detomo.engine.types import Limits, SafeQuery

Make = Callable[..., Runner]


def query(sql: str) -> SafeQuery:
    return SafeQuery(sql, "sqlite")


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(tmp_path / "my data?.db", isolation_level=None)) as connection:
        connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, note TEXT)")
        yield connection


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/my data%3F.db"


def test_a_database_in_use_in_wal_mode(writer: sqlite3.Connection, url: str, make_runner: Make) -> None:
    writer.execute("PRAGMA journal_mode = WAL")
    writer.execute("INSERT INTO t VALUES (1, 'one')")
    runner = make_runner(url)
    first = runner.run(query("SELECT note FROM t")).rows

    writer.execute("UPDATE t SET note = 'two'")

    assert (first, runner.run(query("SELECT note FROM t")).rows) == ((("one",),), (("two",),))


def test_a_reader_does_not_keep_a_writer_out(writer: sqlite3.Connection, url: str, make_runner: Make) -> None:
    runner = make_runner(url)
    runner.run(query("SELECT count(*) FROM t"))

    writer.execute("INSERT INTO t VALUES (1, 'one')")

    assert runner.run(query("SELECT count(*) FROM t")).rows == ((1,),)


@pytest.mark.parametrize("given", [0, 5, 3000])
def test_text_that_is_not_utf8_is_shown_and_said(
    given: int, writer: sqlite3.Connection, url: str, make_runner: Make
) -> None:
    """Rows before the unreadable one come once, whether or not they have left already."""
    writer.execute("BEGIN")
    writer.executemany("INSERT INTO t VALUES (?, ?)", ((number, f"n{number}") for number in range(given)))
    writer.execute("INSERT INTO t VALUES (9000, CAST(x'61ff62' AS TEXT))")
    writer.execute("INSERT INTO t VALUES (9001, 'after')")
    writer.execute("COMMIT")

    result = make_runner(url).run(query("SELECT id, note FROM t ORDER BY id"), limits=Limits(rows=10_000))

    assert [row[0] for row in result.rows] == [*range(given), 9000, 9001]
    assert result.rows[-2:] == ((9000, "a\N{REPLACEMENT CHARACTER}b"), (9001, "after"))
    assert result.incomplete
    assert "UTF-8" in result.notes[0]


def test_values_that_do_not_fit_their_declaration(writer: sqlite3.Connection, url: str, make_runner: Make) -> None:
    writer.execute("CREATE TABLE odd (day DATE, flag BOOLEAN, number INTEGER)")
    writer.execute("INSERT INTO odd VALUES (20240101, 7, 'many')")

    result = make_runner(url).run(query("SELECT day, flag, number FROM odd"))

    assert [str(column.type) for column in result.columns] == ["integer", "integer", "text"]


def test_strange_names(writer: sqlite3.Connection, url: str, make_runner: Make) -> None:
    writer.execute('CREATE TABLE "or""der" ("sel ect" INTEGER, "名前" TEXT)')
    runner = make_runner(url)

    table = runner.introspect().table('or"der')

    assert table is not None
    assert [column.name for column in table.columns] == ["sel ect", "名前"]
    assert runner.run(query('SELECT "sel ect", "名前" FROM "or""der"')).columns[1].name == "名前"


def test_views_that_no_longer_compile_hide_nothing_else(
    writer: sqlite3.Connection, url: str, make_runner: Make
) -> None:
    writer.execute("CREATE VIEW broken AS SELECT * FROM missing")

    assert [table.name for table in make_runner(url).introspect()] == ["t"]
