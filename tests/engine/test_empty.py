"""Empty results: values spelt as they are stored, and why there are no rows, within budget and rules."""

import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import duckdb
import pytest

from detomo.engine import empty
from detomo.engine.guard import Guard
from detomo.engine.guard.rewrite import Action, ColumnRule, RowRule, Rules
from detomo.engine.run import Runner
from detomo.engine.types import Dialect, Limits, Result, ResultColumn, SafeQuery, Viewer
from tests.engine.run.databases import Database, admin, made_mysql, made_postgres, make_duckdb, make_sqlite

SETUP = Path(__file__).with_name("clients.sql")


class Recorder:
    """A runner that keeps what it is asked."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self.asked: list[str] = []

    def run(self, query: SafeQuery, **options: Any) -> Result:
        self.asked.append(query.sql)
        return self._runner.run(query, **options)


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    file = tmp_path_factory.mktemp("empty") / "clients.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(SETUP.read_text(encoding="utf-8"))
    made = Runner(f"sqlite:///{file}", processes=1)
    yield made
    made.close()


@pytest.fixture
def recorder(runner: Runner) -> Any:
    return Recorder(runner)


@pytest.fixture(scope="module")
def catalog(runner: Runner) -> Any:
    return runner.introspect()


@pytest.fixture
def guard(catalog: Any) -> Guard:
    return Guard(catalog)


RESPELT = [
    pytest.param("country = 'JAPAN'", "country = 'Japan'", id="case"),
    pytest.param("city = 'Ｏｓａｋａ'", "city = 'Osaka'", id="width"),
    pytest.param("name = ' 花子 '", "name = '花子'", id="spaces"),
    pytest.param("city IN ('osaka', 'kyoto')", "city IN ('Osaka', 'Kyoto')", id="list"),
    pytest.param("city = 'osaka' AND tier = 'Gold'", "city = 'Osaka' AND tier = 'Gold'", id="one of two"),
]


@pytest.mark.parametrize(("asked", "stored"), RESPELT)
def test_values_are_respelt_as_stored(guard: Guard, recorder: Any, asked: str, stored: str) -> None:
    query = empty.respelt(guard.check(f"SELECT id FROM clients WHERE {asked}"), guard, recorder)
    assert query is not None
    assert query.shown == f"SELECT id FROM clients WHERE {stored}"
    assert {change.code for change in query.changes} == {"unknown_value"}


KEPT = [
    pytest.param("country = 'Japan'", id="stored as asked"),
    pytest.param("country = 'Atlantis'", id="nothing alike"),
    pytest.param("kind = 'RETAIL'", id="two spellings stored"),
    pytest.param("id = 7", id="number"),
    pytest.param("country LIKE 'JAPAN'", id="pattern"),
]


@pytest.mark.parametrize("condition", KEPT)
def test_what_has_no_one_stored_spelling_stays(guard: Guard, recorder: Any, condition: str) -> None:
    assert empty.respelt(guard.check(f"SELECT id FROM clients WHERE {condition}"), guard, recorder) is None


def test_a_name_with_dots_and_quotes_is_looked_up(guard: Guard, recorder: Any) -> None:
    sql = """SELECT 1 FROM "odd.name" WHERE "the ""name\""" = 'ANN'"""
    query = empty.respelt(guard.check(sql), guard, recorder)
    assert query is not None and query.shown.endswith("= 'Ann'")


def test_only_so_many_columns_are_looked_into(guard: Guard, recorder: Any) -> None:
    conditions = [f"{name} = 'x'" for name in ("name", "city", "country", "kind", "tier", "born")]
    empty.respelt(guard.check(f"SELECT id FROM clients WHERE {' AND '.join(conditions)}"), guard, recorder)
    assert len(recorder.asked) == empty._LOOKUPS


def test_a_column_is_read_once(guard: Guard, recorder: Any) -> None:
    empty.respelt(guard.check("SELECT id FROM clients WHERE city = 'osaka' OR city = 'kyoto'"), guard, recorder)
    assert len(recorder.asked) == 1


def test_a_column_of_many_values_is_left_alone(guard: Guard, recorder: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(empty, "_DISTINCT", Limits(seconds=1, rows=2))
    assert empty.respelt(guard.check("SELECT id FROM clients WHERE city = 'osaka'"), guard, recorder) is None


HIDE_JAPAN = Rules(rows=(RowRule("clients", "country <> 'Japan'"),))
MASK_CITY = Rules(columns=(ColumnRule("clients", "city", Action.NULL),))


@pytest.mark.parametrize("rules", [HIDE_JAPAN, MASK_CITY], ids=["row rule", "mask"])
def test_values_that_the_rules_take_out_are_not_offered(catalog: Any, recorder: Any, rules: Rules) -> None:
    guard = Guard(catalog, rules=rules, viewer=Viewer())
    assert empty.respelt(guard.check("SELECT id FROM clients WHERE city = 'osaka'"), guard, recorder) is None
    found = empty.examine(guard.check("SELECT id FROM clients WHERE city = 'osaka'"), guard, recorder)
    assert "Osaka" not in repr(found)


def test_reasons_name_the_condition_and_near_values(guard: Guard, recorder: Any) -> None:
    found = empty.examine(guard.check("SELECT id FROM clients WHERE country = 'Germny' AND id > 0"), guard, recorder)
    assert found is not None
    assert found.culprits[0].predicates == ("country = 'Germny'",)
    assert found.culprits[0].suggestions[0].nearest == ("Germany",)


def test_a_range_is_that_under_the_rules(catalog: Any, recorder: Any) -> None:
    guard = Guard(catalog, rules=HIDE_JAPAN, viewer=Viewer())
    found = empty.examine(guard.check("SELECT id FROM clients WHERE id > 10"), guard, recorder)
    assert found is not None
    assert (found.culprits[0].suggestions[0].low, found.culprits[0].suggestions[0].high) == (3, 3)


def test_every_probe_is_ruled(catalog: Any, recorder: Any) -> None:
    guard = Guard(catalog, rules=HIDE_JAPAN, viewer=Viewer())
    empty.examine(guard.check("SELECT id FROM clients WHERE city = 'x' AND kind = 'y'"), guard, recorder)
    assert recorder.asked
    assert all("<> 'Japan'" in sql for sql in recorder.asked)


SHAPES = [
    pytest.param("SELECT id FROM clients WHERE id > 9", (), True, id="no rows"),
    pytest.param("SELECT COUNT(*), MAX(id) FROM clients", ((0, None),), True, id="aggregates over nothing"),
    pytest.param("SELECT COUNT(*) FROM clients", ((3,),), False, id="a count"),
    pytest.param("SELECT MIN(id) - 1 FROM clients", ((0,),), True, id="an aggregate of zero"),
    pytest.param("SELECT id FROM clients WHERE id = 0", ((0,),), False, id="a row of zero"),
    pytest.param("SELECT country, COUNT(*) FROM clients GROUP BY country", ((None, 0),), False, id="a group"),
    pytest.param("SELECT id FROM clients", ((1,), (2,)), False, id="rows"),
    pytest.param("VALUES (NULL)", ((None,),), False, id="values"),
]


@pytest.mark.parametrize(("sql", "rows", "is_empty"), SHAPES)
def test_which_results_are_empty(guard: Guard, sql: str, rows: tuple[Any, ...], is_empty: bool) -> None:
    assert empty.is_empty(guard.check(sql), Result((ResultColumn("x"),), rows)) is is_empty


@pytest.mark.parametrize("shown", ["VALUES ROW(1)", "SELECT ((("], ids=["form of the dialect", "not readable"])
def test_what_the_library_cannot_read_counts_as_an_answer(shown: str) -> None:
    query = SafeQuery(shown, "mysql", shown=shown)
    assert empty.is_empty(query, Result((ResultColumn("x"),), ((None,),))) is False


NAME = f"detomo_empty_{secrets.token_hex(4)}"
ODD_NAMES: dict[Dialect, tuple[str, ...]] = {
    "sqlite": ('CREATE TABLE "Order Lines" ("Product Name" TEXT)', "INSERT INTO \"Order Lines\" VALUES ('Pen')"),
    "duckdb": ('CREATE TABLE "Order Lines" ("Product Name" TEXT)', "INSERT INTO \"Order Lines\" VALUES ('Pen')"),
    "postgres": (
        'CREATE TABLE "Order Lines" ("Product Name" TEXT)',
        "INSERT INTO \"Order Lines\" VALUES ('Pen')",
        f'GRANT SELECT ON "Order Lines" TO {NAME}',
    ),
    "mysql": (
        "CREATE TABLE `Order Lines` (`Product Name` VARCHAR(20)) CHARACTER SET utf8mb4",
        "INSERT INTO `Order Lines` VALUES ('Pen')",
        f"GRANT SELECT ON {NAME}.`Order Lines` TO {NAME}",
    ),
}


@pytest.fixture(params=["sqlite", "duckdb", "postgres", "mysql"])
def odd(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database whose names need quotes."""
    make: dict[str, Callable[[Path], Database]] = {"sqlite": make_sqlite, "duckdb": make_duckdb}
    with ExitStack() as stack:
        if request.param in make:
            database = make[request.param](tmp_path)
        else:
            database = stack.enter_context({"postgres": made_postgres, "mysql": made_mysql}[request.param](NAME))
        _fill(database)
        yield database


def _fill(database: Database) -> None:
    if database.dialect == "duckdb":
        with duckdb.connect(database.admin_url) as connection:
            connection.execute(";".join(ODD_NAMES["duckdb"]))
        return
    with admin(database) as cursor:
        for statement in ODD_NAMES[database.dialect]:
            cursor.execute(statement)


def test_names_are_quoted_as_each_engine_wants(odd: Database) -> None:
    mark = "`" if odd.dialect == "mysql" else '"'
    column, table = f"{mark}Product Name{mark}", f"{mark}Order Lines{mark}"
    with closing(Runner(odd.url, processes=1)) as runner:
        guard = Guard(runner.introspect())
        query = empty.respelt(guard.check(f"SELECT {column} FROM {table} WHERE {column} = 'ＰＥＮ'"), guard, runner)
        assert query is not None
        assert runner.run(query).rows == (("Pen",),)
        found = empty.examine(guard.check(f"SELECT 1 FROM {table} WHERE {column} = 'Pan'"), guard, runner)
    assert found is not None
    assert found.culprits[0].suggestions[0].nearest == ("Pen",)
