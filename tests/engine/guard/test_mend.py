"""The guard with and without mending, what it tells of it, and EXPLAIN under rules."""

from collections.abc import Sequence

import pytest

from detomo.engine.catalog.model import Catalog, Column, ForeignKey, Table
from detomo.engine.errors import Refused
from detomo.engine.guard import Guard
from detomo.engine.guard.rewrite import Action, ColumnRule, RowRule, Rules
from detomo.engine.types import ColumnType, Dialect, Viewer
from tests.engine.guard import shop

CLIENTS = Table(
    "clients",
    (Column("id", type=ColumnType.INTEGER, unique=True), Column("name", type=ColumnType.TEXT), Column("email")),
    primary_key=("id",),
)
SALES = Table(
    "sales",
    (Column("id", type=ColumnType.INTEGER, unique=True), Column("client_id"), Column("amount", type=ColumnType.REAL)),
    primary_key=("id",),
    foreign_keys=(ForeignKey(("client_id",), "clients", ("id",)),),
)
CATALOG = Catalog("sqlite", (CLIENTS, SALES), "main")


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard(CATALOG)


class Stored:
    """Stored values that a test gives."""

    def __init__(self, *values: str) -> None:
        self._values = values

    def lookup(self, table: str, column: str, text: str) -> Sequence[str]:
        return self._values


MENDED = [
    pytest.param("SELECT nmae FROM clients", "SELECT name FROM clients", ["unknown_column"], id="column"),
    pytest.param("SELECT name FROM client", "SELECT name FROM clients", ["unknown_table"], id="table"),
    pytest.param("SELECT TOP 1 name FROM clients", "SELECT name FROM clients LIMIT 1", ["foreign_syntax"], id="syntax"),
    pytest.param(
        "SELECT TOP 1 nmae FROM clients",
        "SELECT name FROM clients LIMIT 1",
        ["foreign_syntax", "unknown_column"],
        id="syntax and column",
    ),
]


@pytest.mark.parametrize(("sql", "mended", "codes"), MENDED)
def test_mending_tells_what_it_changed(guard: Guard, sql: str, mended: str, codes: list[str]) -> None:
    query = guard.check(sql, mend=True)
    assert (query.sql, query.shown) == (mended, mended)
    assert [change.code for change in query.changes] == codes
    assert all(change.message.en.isascii() and not change.message.ja.isascii() for change in query.changes)


@pytest.mark.parametrize("sql", [case.values[0] for case in MENDED], ids=[case.id for case in MENDED])
def test_without_mending_nothing_is_changed(guard: Guard, sql: str) -> None:
    try:
        query = guard.check(sql)
    except Refused as refused:
        assert refused.code in {"table_not_allowed", "syntax_error", "column_not_found"}
    else:
        assert (query.sql, query.changes) == (sql, ())


@pytest.mark.parametrize("dialect", shop.DIALECTS)
def test_mending_leaves_every_honest_statement_alone(dialect: Dialect) -> None:
    guard = Guard(shop.catalog(dialect))
    statements = [*shop.statements("honest_common.sql"), *shop.statements(f"honest_{dialect}.sql")]
    changed = [sql for sql in statements if guard.check(sql, mend=True).changes]
    assert changed == []


ATTACKS = [
    "SELECT TOP 1 * FROM secrets",
    "SELECT TOP 1 load_extension('x') FROM clients",
    "DELETE TOP (1) FROM clients",
    "SELECT TOP 1 name INTO copied FROM clients",
    "SELECT name FROM clients; DROP TABLE clients",
    "SELECT name FROM [sqlite_master] FETCH FIRST 1 ROWS ONLY",
]


@pytest.mark.parametrize("sql", ATTACKS)
def test_mending_opens_no_way(guard: Guard, sql: str) -> None:
    with pytest.raises(Refused):
        guard.check(sql, mend=True)


DAMAGED = [
    "SELECT " + "(" * 40,
    "SELECT CASE WHEN FROM clients",
    "SELECT TOP FROM",
    "SELECT a FROM " + " JOIN ".join(["clients"] * 60) + " WHERE (((",
    "SELECT CAST(name AS) FROM clients",
    "SELECT JSON_EXTRACT(name, '$**.x') JSON_EXTRACT(name, '$.y') FROM clients",
]


@pytest.mark.parametrize("sql", DAMAGED, ids=lambda sql: sql[:30])
@pytest.mark.timeout(10)
def test_damage_that_nothing_mends_is_a_refusal(guard: Guard, sql: str) -> None:
    with pytest.raises(Refused):
        guard.check(sql, mend=True)


@pytest.mark.parametrize("mend", [False, True], ids=["as written", "mended"])
def test_what_can_be_read_and_not_written_is_a_refusal(mend: bool) -> None:
    guard = Guard(shop.catalog("postgres"))
    sql = "SELECT JSON_EXTRACT(name, '$**.x') FROM customers"
    with pytest.raises(Refused) as refused:
        guard.check(sql, mend=mend)
    assert refused.value.code == "unsafe_text"
    assert guard.diagnose(sql) == ""


def test_values_are_looked_up_only_for_mending(guard: Guard) -> None:
    sql = "SELECT id FROM clients WHERE name = 'ann'"
    assert guard.check(sql, values=Stored("Ann")).changes == ()
    assert guard.check(sql, mend=True).changes == ()
    assert guard.check(sql, mend=True, values=Stored("Ann")).shown.endswith("'Ann'")


def test_warnings_come_with_the_query(guard: Guard) -> None:
    query = guard.check("SELECT SUM(c.id) FROM clients c JOIN sales s ON s.client_id = c.id")
    assert [warning.code for warning in query.warnings] == ["fan_out"]


def test_a_plan_has_no_warnings(guard: Guard) -> None:
    query = guard.check("EXPLAIN QUERY PLAN SELECT SUM(c.id) FROM clients c JOIN sales s ON s.client_id = c.id")
    assert (query.warnings, query.columns) == ((), ())


RULES = Rules(
    (RowRule("clients", "email <> 'hidden@example.com'", frozenset({"user"})),),
    (ColumnRule("clients", "email", Action.HIDDEN, frozenset({"user"})),),
)


@pytest.mark.parametrize("sql", ["EXPLAIN SELECT name FROM clients", "explain query plan SELECT * FROM clients"])
def test_no_plan_of_what_rules_hold_for(sql: str) -> None:
    with pytest.raises(Refused) as refused:
        Guard(CATALOG, rules=RULES, viewer=Viewer("user")).check(sql)
    assert refused.value.code == "rule_not_enforceable"


PLANS = [
    pytest.param("EXPLAIN SELECT name FROM clients", Viewer("admin"), id="rules of another role"),
    pytest.param("EXPLAIN SELECT amount FROM sales", Viewer("user"), id="another table"),
]


@pytest.mark.parametrize(("sql", "viewer"), PLANS)
def test_other_plans_are_shown(sql: str, viewer: Viewer) -> None:
    assert Guard(CATALOG, rules=RULES, viewer=viewer).check(sql).sql == sql


def test_a_ruled_query_is_shown_without_its_rules() -> None:
    query = Guard(CATALOG, rules=RULES, viewer=Viewer("user")).check("SELECT name FROM clients")
    assert (query.shown, query.is_ruled) == ("SELECT name FROM clients", True)
    assert "hidden@example.com" in query.sql


def test_what_is_shown_may_be_checked_again() -> None:
    guard = Guard(CATALOG, rules=RULES, viewer=Viewer("user"))
    once = guard.check("SELECT name FROM clients")
    assert guard.check(once.shown) == once


def test_hidden_names_are_not_offered() -> None:
    guard = Guard(CATALOG, rules=RULES, viewer=Viewer("user"))
    with pytest.raises(Refused) as refused:
        guard.check("SELECT emial FROM clients", mend=True)
    assert "email" not in repr((refused.value.hint, refused.value.message))


BROKEN = [
    pytest.param(Rules((RowRule("clients", "gone = 'secret word'"),)), id="row rule"),
    pytest.param(Rules(columns=(ColumnRule("clients", "gone", Action.NULL),)), id="column rule"),
]


@pytest.mark.parametrize("rules", BROKEN)
def test_a_rule_that_no_longer_fits_closes_the_table_and_says_nothing(rules: Rules) -> None:
    with pytest.raises(Refused) as refused:
        Guard(CATALOG, rules=rules, viewer=Viewer("user")).check("SELECT name FROM clients")
    assert (refused.value.code, refused.value.part) == ("rule_not_enforceable", "clients")
    said = repr((refused.value.message, refused.value.hint, refused.value.__cause__))
    assert "gone" not in said and "secret word" not in said


COMMENTED = Catalog(
    "sqlite",
    (
        Table(
            "clients",
            (Column("name", comment="as on the card"), Column("card", comment="full"), Column("city")),
            comment="people with cards",
        ),
    ),
    "main",
)


def test_comments_that_speak_of_hidden_columns_go_with_them() -> None:
    rules = Rules(columns=(ColumnRule("clients", "card", Action.HIDDEN),))
    table = Guard(COMMENTED, rules=rules, viewer=Viewer("user")).catalog.tables[0]
    assert (table.comment, [(column.name, column.comment) for column in table.columns]) == (
        "",
        [("name", ""), ("city", "")],
    )
