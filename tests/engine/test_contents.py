"""What is read ahead from the target database, on every engine, and what of it a viewer may know."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from detomo.engine.catalog import Catalog
from detomo.engine.catalog.scan import ScanBudget
from detomo.engine.contents import NOTHING_KNOWN, Contents, ContentsReader
from detomo.engine.guard import Guard
from detomo.engine.guard.rewrite import Action, ColumnRule, RowRule, Rules
from detomo.engine.run import Runner
from detomo.engine.types import Dialect, Result, SafeQuery, Viewer
from tests.engine.run.databases import NAME, SHOP, Database, made_mysql, made_postgres, make_duckdb, make_sqlite

SCHEMA = """
CREATE TABLE staff (id INTEGER PRIMARY KEY, name TEXT, office TEXT, note TEXT, hired DATE, grade INTEGER, token TEXT);
CREATE TABLE office (city TEXT PRIMARY KEY, opened TEXT);
CREATE VIEW roster AS SELECT name, office FROM staff;
INSERT INTO office VALUES ('Nagoya', '2011'), ('Sapporo', '2015');
INSERT INTO staff VALUES
  (1, 'Mori', 'Nagoya', NULL, '2020-01-05', 1, '0123456789abcdef0123456789abcdef'),
  (2, 'Kato', 'Nagoya', 'canary', '2021-06-01', 2, 'fedcba9876543210fedcba9876543210'),
  (3, 'Endo', 'Sapporo', NULL, '2022-11-30', 2, '00112233445566778899aabbccddeeff');
"""


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    file = tmp_path_factory.mktemp("contents") / "staff.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(SCHEMA)
    made = Runner(f"sqlite:///{file}", processes=2)
    yield made
    made.close()


@pytest.fixture(scope="module")
def catalog(runner: Runner) -> Catalog:
    return runner.introspect()


@pytest.fixture
def read(runner: Runner, catalog: Catalog) -> Iterator[Callable[..., Contents]]:
    """Read the staff's contents for a viewer under the rules."""
    with ExitStack() as opened:

        def reading(rules: Rules | None = None, budget: ScanBudget | None = None) -> Contents:
            reader = ContentsReader(runner, lambda: catalog, 60, budget=budget or ScanBudget())
            opened.callback(reader.close)
            return reader.of(Guard(catalog, rules=rules or Rules(), viewer=Viewer()))

        yield reading


def found(contents: Contents, question: str) -> set[str]:
    return {f"{match.table}.{match.column}={match.value}" for match in contents.values.find(question)}


@pytest.fixture(scope="module", params=["sqlite", "duckdb", "postgres", "mysql"])
def shop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    dialect: Dialect = request.param
    with ExitStack() as opened:
        if dialect in ("sqlite", "duckdb"):
            make = make_sqlite if dialect == "sqlite" else make_duckdb
            yield make(tmp_path_factory.mktemp(dialect))
        else:
            yield opened.enter_context(made_postgres(f"{NAME}_c") if dialect == "postgres" else made_mysql(f"{NAME}_c"))


def test_every_engine_tells_its_values_and_figures(shop: Database) -> None:
    with closing(Runner(shop.url, tables=SHOP)) as runner:
        catalog = runner.introspect()
        with closing(ContentsReader(runner, lambda: catalog, 60)) as reader:
            contents = reader.of(Guard(catalog))

    assert {"customers.name=花子", "customers.name=Ada"} <= found(contents, "花子とAdaの注文")
    identity = contents.profiles.of("customers", "id")
    assert identity is not None
    assert identity.samples == ("1", "2")


def test_texts_are_found_and_prose_and_codes_are_not(read: Callable[..., Contents]) -> None:
    contents = read()

    assert found(contents, "Mori of Nagoya") == {
        "staff.name=Mori",
        "roster.name=Mori",
        "staff.office=Nagoya",
        "roster.office=Nagoya",
        "office.city=Nagoya",
    }
    assert not found(contents, "0123456789abcdef0123456789abcdef")
    assert ("staff", "name") in contents.whole


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("staff.name", {"looks": "text", "samples": ("Endo", "Kato", "Mori"), "all_samples": True}),
        ("staff.hired", {"looks": "date"}),
        ("staff.grade", {"looks": "number", "samples": ("1", "2"), "all_samples": True}),
        ("office.opened", {"looks": "year", "samples": ("2011", "2015")}),
        ("staff.token", {"looks": "code"}),
        ("staff.note", {"all_samples": True}),
    ],
)
def test_a_profile(read: Callable[..., Contents], column: str, expected: dict[str, Any]) -> None:
    profile = read().profiles.of(*column.split("."))

    assert {name: getattr(profile, name) for name in expected} == expected


RULED = {
    "row rule": (Rules(rows=(RowRule("staff", "grade = 1"),)), {"office.city=Nagoya"}),
    "row rule with an attribute": (Rules(rows=(RowRule("staff", "office = :user.office"),)), {"office.city=Nagoya"}),
    "hidden column": (
        Rules(columns=(ColumnRule("staff", "name", Action.HIDDEN),)),
        {"staff.office=Nagoya", "office.city=Nagoya"},
    ),
    "masked column": (
        Rules(columns=(ColumnRule("staff", "name", Action.HASH),)),
        {"staff.office=Nagoya", "office.city=Nagoya"},
    ),
}


@pytest.mark.parametrize(("rules", "left"), [pytest.param(*case, id=name) for name, case in RULED.items()])
def test_nothing_that_a_rule_touches_is_known(read: Callable[..., Contents], rules: Rules, left: set[str]) -> None:
    contents = read(rules)

    assert found(contents, "Mori and Kato of Nagoya") == left
    assert contents.profiles.of("staff", "name") is None
    assert ("staff", "name") not in contents.whole


def test_rules_for_others_change_nothing(read: Callable[..., Contents]) -> None:
    contents = read(Rules(rows=(RowRule("staff", "grade = 1", frozenset({"guest"})),)))

    assert "staff.name=Mori" in found(contents, "Mori")


def test_a_column_with_more_values_than_fit_is_not_whole(read: Callable[..., Contents]) -> None:
    contents = read(budget=ScanBudget(per_column=2))

    assert ("staff", "name") not in contents.whole
    assert ("office", "city") in contents.whole


def test_all_values_together_are_capped(read: Callable[..., Contents]) -> None:
    assert len(read(budget=ScanBudget(values=3)).values) == 3


def test_without_time_nothing_is_read(read: Callable[..., Contents]) -> None:
    assert len(read(budget=ScanBudget(seconds=0)).values) == 0


def test_it_can_be_switched_off(runner: Runner, catalog: Catalog) -> None:
    assert ContentsReader(runner, lambda: catalog, 0).of(Guard(catalog)) is NOTHING_KNOWN


class SlowRunner:
    """A runner whose statements wait from the second reading on, until a test lets them go."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self.go = threading.Event()
        self.go.set()

    def run(self, query: SafeQuery, **options: Any) -> Result:
        assert self.go.wait(10)
        return self._runner.run(query, **options)


def test_old_contents_serve_while_new_ones_are_read(runner: Runner, catalog: Catalog) -> None:
    now, slow, guard = [0.0], SlowRunner(runner), Guard(catalog)
    with closing(ContentsReader(slow, lambda: catalog, 60, clock=lambda: now[0])) as reader:  # type: ignore[arg-type]
        first = reader.of(guard)
        assert reader.of(guard) is first
        now[0] = 61
        slow.go.clear()
        during = reader.of(guard)
        slow.go.set()
        reader.settle()

        assert during is first
        assert reader.of(guard) is not first


def test_a_changed_schema_is_read_again(runner: Runner, catalog: Catalog) -> None:
    schemas = [catalog.restricted_to({"office"})]
    with closing(ContentsReader(runner, lambda: schemas[-1], 60)) as reader:
        assert not found(reader.of(Guard(schemas[-1])), "Mori")
        schemas.append(catalog)
        reader.refresh()
        reader.settle()

        assert "staff.name=Mori" in found(reader.of(Guard(catalog)), "Mori")


def test_a_table_that_is_gone_is_not_spoken_of(runner: Runner, catalog: Catalog) -> None:
    with closing(ContentsReader(runner, lambda: catalog, 60)) as reader:
        reader.of(Guard(catalog))

        assert found(reader.of(Guard(catalog.restricted_to({"office"}))), "Mori of Nagoya") == {"office.city=Nagoya"}


def test_a_table_that_cannot_be_read_costs_no_other(tmp_path: Path) -> None:
    file = tmp_path / "gone.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript("CREATE TABLE a (x TEXT); INSERT INTO a VALUES ('Kyoto'); CREATE TABLE b (y TEXT);")
    with closing(Runner(f"sqlite:///{file}")) as runner:
        catalog = runner.introspect()
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("DROP TABLE b")
        with closing(ContentsReader(runner, lambda: catalog, 60)) as reader:
            assert found(reader.of(Guard(catalog)), "Kyoto") == {"a.x=Kyoto"}
