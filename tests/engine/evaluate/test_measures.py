"""The measurements of repair and autopsy: on a database of the tests' own, and on the shared one where it is."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from detomo.engine.catalog.model import ForeignKey
from detomo.engine.evaluate import autopsy, repair
from detomo.engine.evaluate.samples import Database, Gold, data_folder, gold_questions, honest_statements, same_rows
from detomo.engine.evaluate.stored import SqliteValues
from detomo.engine.types import ColumnType
from tests.engine import library

GOLD = (
    "SELECT title FROM book WHERE page_count > 240 ORDER BY title",
    "SELECT a.name, COUNT(*) FROM author AS a JOIN book AS b ON a.author_id = b.author_id GROUP BY a.name",
    "SELECT name FROM author WHERE country = 'Italy'",
    "SELECT author_id FROM book GROUP BY author_id HAVING COUNT(*) > 1",
)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    path = tmp_path / "library.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        library.fill(connection.execute)
        connection.commit()
    return Database(path)


@pytest.fixture
def golds(database: Database) -> list[Gold]:
    return [Gold(str(number), "", sql, database) for number, sql in enumerate(GOLD)]


def test_a_catalog_is_read_from_a_file(database: Database) -> None:
    book = database.catalog.table("book")

    assert book is not None
    assert book.primary_key == ("book_id",)
    assert book.foreign_keys == (ForeignKey(("author_id",), "author", ("author_id",)),)
    assert [column.type for column in book.columns[1:4]] == [ColumnType.TEXT, ColumnType.INTEGER, ColumnType.INTEGER]


def test_a_statement_that_takes_too_long_is_stopped(database: Database) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n"

    with pytest.raises(sqlite3.OperationalError, match="interrupted"):
        Database(database.path, seconds=0.05).run(endless)


def test_order_counts_only_where_it_was_asked_for() -> None:
    assert same_rows([(1,), (2,)], [(2,), (1,)], ordered=False)
    assert not same_rows([(1,), (2,)], [(2,), (1,)], ordered=True)
    assert not same_rows([(1,), (1,)], [(1,)], ordered=False)


def test_stored_values_are_looked_up(database: Database) -> None:
    values = SqliteValues(database)

    assert values.lookup("author", "country", "italy") == ["Italy"]
    assert values.lookup("author", "nothing", "x") is None
    assert SqliteValues(database, most=1).lookup("author", "country", "italy") is None


def test_repair_is_measured(golds: list[Gold]) -> None:
    report = repair.measure(golds)

    assert report.share() >= 0.9
    assert report.touched == report.respelt == []
    assert {outcome.kind for outcome in report.outcomes} >= {"table_typo", "wrong_alias", "value_case"}


def test_the_repair_report_has_a_line_for_each_kind_and_the_misses(golds: list[Gold]) -> None:
    report = repair.measure(golds)
    report.outcomes.append(repair.Outcome("table_typo", True, False, False, "SELECT broken", "SELECT still broken"))
    text = "\n".join(repair.lines(report, failures=1))

    assert "SELECT broken\n    → SELECT still broken" in text
    assert f"gold changed: 0 of {len(GOLD)}" in text


def test_autopsy_is_measured(golds: list[Gold]) -> None:
    findings = autopsy.measure(golds)

    assert {finding.poisoned.kind for finding in findings} == {"wrong_value", "wrong_case", "impossible_range"}
    assert all(finding.first for finding in findings)
    assert "100.0%" in "\n".join(autopsy.lines(findings))


def test_a_missing_folder_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DETOMO_TEST_DATA", str(tmp_path / "nowhere"))

    with pytest.raises(SystemExit, match="set DETOMO_TEST_DATA"):
        data_folder()


@pytest.mark.timeout(300)
def test_gold_sql_comes_through_and_broken_gold_comes_back(test_data: Path) -> None:
    report = repair.measure([*list(gold_questions(test_data))[::8], *honest_statements(test_data)])

    assert report.touched == []
    assert report.share() >= 0.85
    assert sorted(report.bind_ms)[len(report.bind_ms) // 2] <= 1.0


@pytest.mark.timeout(300)
def test_the_poisoned_condition_is_found_in_gold_sql(test_data: Path) -> None:
    findings = autopsy.measure(list(gold_questions(test_data))[::4])

    assert sum(finding.first for finding in findings) / len(findings) >= 0.9
    assert sum(finding.offered for finding in findings) / len(findings) >= 0.9
