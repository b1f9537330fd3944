"""Which predicates are accepted, and how a viewer's attributes become part of them."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detomo.engine.errors import Refused
from detomo.engine.evaluate.ruled_databases import Pair
from detomo.engine.guard.rewrite.predicates import attributes, bind, parse_predicate
from detomo.engine.types import Dialect, Viewer
from tests.engine.guard.rewrite.office import STAFF

LINES = (Path(__file__).parent / "cases" / "predicates.jsonl").read_text().splitlines()
CASES = [pytest.param(case, id=case["id"]) for case in map(json.loads, LINES)]
HOSTILE = [
    "o'neil",
    "\\",
    "\\'; --",
    "' OR 1=1 --",
    '"',
    "`",
    "%_",
    "日本語",
    "a\nb",
    "$$x$$",
    "\\x27",
    "{0} %s :user.x",
]


def bound(predicate: str, dialect: Dialect = "sqlite", **values: Any) -> str:
    return bind(predicate, STAFF, "s", dialect, Viewer("user", values)).sql(dialect)


@pytest.mark.parametrize("dialect", ["sqlite", "duckdb", "postgres", "mysql"])
@pytest.mark.parametrize("case", CASES)
def test_only_conditions_over_the_tables_own_columns_are_accepted(case: dict[str, Any], dialect: Dialect) -> None:
    if not case.get("refused"):
        parse_predicate(case["predicate"], STAFF, dialect)
        return
    with pytest.raises(Refused) as refused:
        parse_predicate(case["predicate"], STAFF, dialect)
    assert refused.value.code == "rule_not_enforceable"


def test_attributes_of_a_predicate() -> None:
    tree = parse_predicate("name = :user.name OR team_id IN (:user.team, 1)", STAFF, "postgres")
    assert attributes(tree) == {"name", "team"}


@pytest.mark.parametrize(
    ("predicate", "value", "expected"),
    [
        pytest.param("team_id = :user.x", 3, '(s."team_id" = 3)', id="number"),
        pytest.param("team_id = :user.x", -3, '(s."team_id" = -3)', id="negative"),
        pytest.param("team_id = :user.x", 2.5, '(s."team_id" = 2.5)', id="float"),
        pytest.param("team_id = :user.x", " 3 ", '(s."team_id" = 3)', id="number-as-text"),
        pytest.param("team_id = :user.x", "3 OR 1=1", "FALSE", id="text-for-number"),
        pytest.param("team_id IN (:user.x)", "abc", "FALSE", id="text-for-number-in-list"),
        pytest.param("team_id = (:user.x)", "NaN", "FALSE", id="not-a-number"),
        pytest.param("team_id > :user.x", float("inf"), "FALSE", id="infinity"),
        pytest.param("team_id = :user.x", 2**63, "FALSE", id="beyond-64-bits"),
        pytest.param("name = :user.x", "a'b", "(s.\"name\" = 'a''b')", id="text"),
        pytest.param("name = :user.x", 0, "(s.\"name\" = '0')", id="number-for-text"),
        pytest.param("name = :user.x", True, "FALSE", id="boolean-for-text"),
        pytest.param("name = :user.x", "a\0b", "FALSE", id="nul"),
        pytest.param(":user.x = name", 0, "('0' = s.\"name\")", id="on-the-left"),
        pytest.param("active = :user.x", True, '(s."active" = TRUE)', id="boolean"),
        pytest.param("active = :user.x", 1, '(s."active" = TRUE)', id="one-for-boolean"),
        pytest.param("active = :user.x", "true", "FALSE", id="text-for-boolean"),
        pytest.param("born > :user.x", "2000-01-01", "(s.\"born\" > '2000-01-01')", id="date"),
        pytest.param("born > :user.x", 2000, "FALSE", id="number-for-date"),
        pytest.param("name = :user.x", None, '(s."name" = NULL)', id="null-matches-nothing"),
        pytest.param("name = 'a' OR :user.x", True, "(s.\"name\" = 'a' OR TRUE)", id="as-a-condition"),
        pytest.param("name = 'a' OR name = :user.other", "b", "FALSE", id="missing-attribute-means-no-rows"),
    ],
)
def test_attribute_becomes_a_literal_that_fits_its_column(predicate: str, value: Any, expected: str) -> None:
    assert bound(predicate, x=value) == expected


def test_mysql_compares_a_computed_text_with_text() -> None:
    assert bound("LOWER(name) = :user.x", "mysql", x=0) == "(LOWER(s.`name`) = '0')"


@pytest.mark.parametrize("value", HOSTILE)
def test_every_engine_reads_back_the_text_that_was_bound(databases: Pair, value: str) -> None:
    same = bind("name = :user.x", STAFF, "s", databases.dialect, Viewer("user", {"x": value}))
    literal = same.find_all(type(same.this.expression))
    outcome = databases.whole(f"SELECT {next(iter(literal)).sql(databases.dialect)} AS v")
    assert outcome.rows is not None
    assert list(outcome.rows) == [repr((value,))]


@given(st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=("Cs",))))
def test_bound_text_stays_one_literal(value: str) -> None:
    sql = bound("name = :user.x", x=value)
    with sqlite3.connect(":memory:") as connection:
        row = connection.execute(f"SELECT {sql} FROM (SELECT ? AS name) AS s", [value]).fetchone()
    connection.close()
    assert row == (1,)
