"""How statements are rewritten: what stays, what is replaced, what is refused."""

import pytest
from sqlglot import parse_one

from detomo.engine.errors import Refused
from detomo.engine.guard import Guard
from detomo.engine.guard.rewrite import Action, ColumnRule, RowRule, Rules, apply, rewrite
from detomo.engine.types import Dialect, Viewer
from tests.engine.guard.rewrite.office import VIEWER, catalog, on_staff, own_team, sight, view

OWN = 'FROM "staff" AS ruled_source WHERE (ruled_source."team_id" = 3)'

FENCES: dict[Dialect, str] = {
    "sqlite": "LIMIT -1",
    "duckdb": "OFFSET 0",
    "postgres": "OFFSET 0",
    "mysql": "LIMIT 18446744073709551615",
}


def ruled(sql: str, *rules: RowRule | ColumnRule, dialect: Dialect = "sqlite") -> str:
    return rewrite(parse_one(sql, read=dialect), sight(*rules, dialect=dialect)).sql(dialect)


def test_viewer_without_rules_gets_the_tree_itself() -> None:
    tree = parse_one("SELECT * FROM staff")
    assert apply(tree, catalog(), Rules(), VIEWER) is tree


def test_the_given_tree_stays_as_it_is() -> None:
    tree = parse_one("SELECT name FROM staff")
    before = tree.sql()
    apply(tree, catalog(), Rules((own_team(),)), VIEWER)
    assert tree.sql() == before


def test_table_without_rules_stays_as_it_is() -> None:
    assert ruled("SELECT title FROM team", own_team()) == "SELECT title FROM team"


@pytest.mark.parametrize(
    ("sql", "shape", "columns"),
    [
        pytest.param("SELECT name FROM staff", "SELECT name FROM {} AS staff", ["name"], id="plain"),
        pytest.param("SELECT s.name FROM main.STAFF s", "SELECT s.name FROM {} AS s", ["name"], id="alias"),
        pytest.param("SELECT COUNT(*) FROM staff", "SELECT COUNT(*) FROM {} AS staff", ["id"], id="count"),
        pytest.param(
            "SELECT main.staff.name FROM staff", "SELECT staff.name FROM {} AS staff", ["name"], id="schema-of-column"
        ),
        pytest.param(
            "SELECT title FROM team WHERE title IN (SELECT name FROM staff)",
            "SELECT title FROM team WHERE title IN (SELECT name FROM {} AS staff)",
            ["name"],
            id="subquery",
        ),
    ],
)
def test_ruled_table_becomes_a_derived_table_of_what_is_needed(sql: str, shape: str, columns: list[str]) -> None:
    listed = ", ".join(f'ruled_source."{name}"' for name in columns)
    assert ruled(sql, own_team()) == shape.format(f"(SELECT {listed} {OWN})")


def test_several_row_rules_all_hold() -> None:
    sql = ruled("SELECT name FROM staff", own_team(), RowRule("staff", "active OR id = 1"))
    assert sql.count(" WHERE ") == 1
    assert 'ruled_source."team_id" = 3) AND (ruled_source."active" OR' in sql


@pytest.mark.parametrize("name", ["staff", "STAFF", '"Staff"'])
def test_expression_that_shares_a_tables_name_is_named_apart(name: str) -> None:
    sql = ruled(f"WITH {name} AS (SELECT 1 AS id) SELECT * FROM staff", own_team())
    assert sql == 'WITH "staff_1" AS (SELECT 1 AS id) SELECT * FROM "staff_1" AS staff'


def test_grouping_by_a_key_keeps_its_columns_in_postgres() -> None:
    sql = ruled("SELECT s.name, COUNT(*) FROM staff s GROUP BY s.id", own_team(), dialect="postgres")
    assert sql.endswith('GROUP BY s.id, s."name"')


def test_grouping_by_a_masked_key_keeps_nothing() -> None:
    rules = (own_team(), on_staff("id", Action.LAST4))
    assert ruled("SELECT s.name FROM staff s GROUP BY s.id", *rules, dialect="postgres").endswith("GROUP BY s.id")


@pytest.mark.parametrize(("dialect", "mark"), FENCES.items())
@pytest.mark.parametrize(
    ("sql", "fenced"),
    [
        pytest.param("SELECT name FROM staff WHERE salary > 3 AND name = 'x'", False, id="comparison-of-one-type"),
        pytest.param("SELECT name FROM staff WHERE born > '2000-01-01'", False, id="date-with-literal"),
        pytest.param("SELECT s.name FROM staff s JOIN team t ON t.id = s.team_id", False, id="join-on-keys"),
        pytest.param("SELECT name FROM staff WHERE name LIKE 'a%'", False, id="like"),
        pytest.param("SELECT 1 / salary, CAST(name AS CHAR) FROM staff ORDER BY 1 / id", False, id="outputs"),
        pytest.param("SELECT SUM(salary) FROM staff GROUP BY team_id HAVING SUM(salary) IS NOT NULL", False, id="sum"),
        pytest.param("SELECT name FROM staff WHERE 1 / salary > 0", True, id="division"),
        pytest.param("SELECT name FROM staff WHERE LENGTH(name) > 3", True, id="function"),
        pytest.param("SELECT name FROM staff WHERE CAST(name AS CHAR) = 'x'", True, id="cast"),
        pytest.param("SELECT n FROM (SELECT 1 / salary AS n FROM staff) AS q WHERE n IS NULL", True, id="derived"),
        pytest.param("SELECT name FROM staff WHERE id = (SELECT id FROM team)", True, id="scalar-subquery"),
        pytest.param("SELECT name FROM staff s JOIN team t ON t.id = s.team_id / 2", True, id="join"),
    ],
)
def test_fence_stands_where_a_condition_could_fail(dialect: Dialect, mark: str, sql: str, fenced: bool) -> None:
    assert (mark in ruled(sql, own_team(), dialect=dialect)) is fenced


@pytest.mark.parametrize(("dialect", "fenced"), [("duckdb", True), ("mysql", True), ("sqlite", False)])
def test_comparing_text_with_numbers_is_fenced_where_it_can_fail(dialect: Dialect, fenced: bool) -> None:
    sql = ruled("SELECT id FROM staff WHERE name > 3", own_team(), dialect=dialect)
    assert ("OFFSET 0" in sql or "LIMIT" in sql) is fenced


def test_condition_on_a_fragile_output_is_fenced() -> None:
    assert "OFFSET 0" in ruled("SELECT CAST(name AS INT) AS n FROM staff WHERE n IS NULL", own_team(), dialect="duckdb")


def test_table_with_masks_only_needs_no_fence() -> None:
    assert "LIMIT" not in ruled("SELECT id FROM staff WHERE 1 / salary > 0", on_staff("name", Action.NULL))


@pytest.mark.parametrize(
    ("sql", "rule", "code"),
    [
        pytest.param("SELECT pay FROM staff", on_staff("salary", Action.HIDDEN), "column_not_found", id="unknown"),
        pytest.param("SELECT salary FROM staff", on_staff("salary", Action.HIDDEN), "column_not_found", id="hidden"),
        pytest.param("SELECT id FROM staff", on_staff("gone", Action.NULL), "rule_not_enforceable", id="column-gone"),
        pytest.param("SELECT id FROM staff", on_staff("name", Action.HASH), "rule_not_enforceable", id="no-such-mask"),
        pytest.param("SELECT id FROM staff", RowRule("staff", "gone = 1"), "rule_not_enforceable", id="predicate-gone"),
        pytest.param("SELECT id FROM nowhere", own_team(), "rule_not_enforceable", id="unknown-table"),
        pytest.param("SELECT rowid FROM staff", own_team(), "rule_not_enforceable", id="rowid"),
        pytest.param("DELETE FROM staff", own_team(), "rule_not_enforceable", id="not-a-query"),
    ],
)
def test_what_cannot_be_enforced_is_refused(sql: str, rule: RowRule | ColumnRule, code: str) -> None:
    with pytest.raises(Refused) as refused:
        ruled(sql, rule)
    assert refused.value.code == code


def test_hidden_and_unknown_columns_are_refused_in_the_same_words() -> None:
    said = []
    for name in ("salary", "salari"):
        with pytest.raises(Refused) as refused:
            ruled(f"SELECT {name} FROM staff", on_staff("salary", Action.HIDDEN))
        hint = refused.value.hint.en if refused.value.hint else ""
        said.append(refused.value.message.en.replace(name, "X"))
        assert "salary" not in hint
    assert said[0] == said[1]


def test_system_column_of_a_table_without_rules_may_be_read() -> None:
    assert "team.rowid" in ruled("SELECT team.rowid FROM team JOIN staff ON staff.id = team.id", own_team())


def test_guard_shows_the_statement_as_written_and_runs_it_under_rules() -> None:
    query = Guard(catalog(), rules=Rules((own_team(),)), viewer=VIEWER).check("SELECT name FROM staff")
    assert query.shown == "SELECT name FROM staff"
    assert '"team_id" = 3' in query.sql
    assert query.tables == {"staff"}


def test_guard_binds_names_to_what_exists_for_the_viewer() -> None:
    guard = Guard(catalog(view("", "a")), rules=Rules((own_team(),)), viewer=VIEWER)
    with pytest.raises(Refused) as refused:
        guard.check("SELECT a FROM roster")
    assert refused.value.code == "table_not_allowed"


def test_guard_explains_tables_without_rules_only() -> None:
    guard = Guard(catalog(), rules=Rules((own_team(),)), viewer=VIEWER)
    assert guard.check("EXPLAIN SELECT title FROM team").sql == "EXPLAIN SELECT title FROM team"
    with pytest.raises(Refused) as refused:
        guard.check("EXPLAIN SELECT t.title FROM team t JOIN staff s ON s.team_id = t.id")
    assert refused.value.code == "rule_not_enforceable"


def test_viewer_who_lacks_the_attribute_sees_no_rows() -> None:
    tree = apply(parse_one("SELECT name FROM staff"), catalog(), Rules((own_team(),)), Viewer("user"))
    assert "WHERE FALSE" in tree.sql("sqlite")


@pytest.mark.parametrize("sql", ["SELECT name, RANK() OVER (ORDER BY id) FROM staff", "SELECT name FROM staff"])
def test_mysql_merges_no_ruled_table_below_a_window_function(sql: str) -> None:
    assert ("LIMIT" in ruled(sql, on_staff("salary", Action.NULL), dialect="mysql")) is ("OVER" in sql)
