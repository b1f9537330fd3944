"""What exists for a viewer: rules for roles, their combination, and the visible catalog."""

import pytest

from detomo.engine.catalog.model import ForeignKey, Table
from detomo.engine.errors import Refused
from detomo.engine.guard.rewrite import Action, ColumnRule, RowRule, Rules, visible
from detomo.engine.guard.rewrite.rules import policies
from detomo.engine.types import ColumnType, Viewer
from tests.engine.guard.rewrite.office import LIST, VIEWER, catalog, on_staff, own_team, sight, view


def names(table: Table | None) -> list[str]:
    return [column.name for column in table.columns] if table else []


@pytest.mark.parametrize(("roles", "holds"), [(None, True), ({"user"}, True), ({"guest"}, False), (set(), False)])
def test_rule_holds_for_its_roles(roles: set[str] | None, holds: bool) -> None:
    rule = RowRule("staff", "1 = 0", None if roles is None else frozenset(roles))
    assert bool(policies(catalog(), Rules((rule,)), VIEWER)) is holds


@pytest.mark.parametrize("name", ["staff", "STAFF", "main.staff", "Main.Staff"])
def test_rule_names_its_table_without_case_and_with_or_without_schema(name: str) -> None:
    assert list(policies(catalog(), Rules((own_team(name),)), VIEWER)) == ["staff"]


@pytest.mark.parametrize("name", ["other.staff", "main", "staf", ""])
def test_rule_about_another_table_holds_for_none(name: str) -> None:
    assert not policies(catalog(), Rules((own_team(name),)), VIEWER)


def test_rule_holds_for_every_table_of_that_name_but_for_case() -> None:
    twin = Table("Staff", catalog().tables[0].columns)
    assert set(policies(catalog(twin), Rules((own_team(),)), VIEWER)) == {"staff", "Staff"}


@pytest.mark.parametrize(
    ("actions", "strictest"),
    [
        ((Action.EMAIL, Action.EMAIL), Action.EMAIL),
        ((Action.EMAIL, Action.HIDDEN), Action.HIDDEN),
        ((Action.NULL, Action.HASH), Action.NULL),
        ((Action.LAST4, Action.HASH), Action.HASH),
        ((Action.EMAIL, Action.LAST4), Action.NULL),
    ],
)
def test_strictest_of_several_column_rules_holds(actions: tuple[Action, ...], strictest: Action) -> None:
    for order in (actions, actions[::-1]):
        rules = Rules((), tuple(on_staff("name", action) for action in order))
        assert policies(catalog(), rules, VIEWER)["staff"].action("NAME") is strictest


def test_catalog_without_rules_is_the_catalog_itself() -> None:
    whole = catalog()
    assert visible(whole, Rules((RowRule("staff", "1 = 0", frozenset({"guest"})),)), VIEWER) is whole


def test_hidden_columns_and_the_keys_that_mention_them_are_left_out() -> None:
    seen = sight(on_staff("team_id", Action.HIDDEN), on_staff("salary", Action.HIDDEN)).visible.table("staff")
    assert names(seen) == ["id", "name", "born", "active"]
    assert seen is not None
    assert (seen.primary_key, seen.foreign_keys) == (("id",), ())


def test_key_onto_a_hidden_column_is_left_out() -> None:
    rule = ColumnRule("team", "id", Action.HIDDEN)
    seen = sight(rule).visible
    assert [table.foreign_keys for table in seen] == [(), ()]


def test_masked_column_keeps_its_name_takes_the_masks_type_and_is_no_key() -> None:
    seen = sight(on_staff("id", Action.LAST4)).visible.table("staff")
    assert seen is not None
    column = seen.column("id")
    assert column is not None
    assert (column.type, column.unique, seen.primary_key) == (ColumnType.TEXT, False, ())
    assert seen.foreign_keys == (ForeignKey(("team_id",), "team", ("id",)),)


def test_row_estimate_of_a_table_with_row_rules_is_not_told() -> None:
    seen = sight(own_team()).visible.table("staff")
    assert seen is not None
    assert seen.row_estimate is None


def test_table_without_visible_columns_does_not_exist() -> None:
    rules = (ColumnRule("team", "id", Action.HIDDEN), ColumnRule("team", "title", Action.HIDDEN))
    assert sight(*rules).visible.table("team") is None


@pytest.mark.parametrize(
    ("definition", "expected"),
    [
        pytest.param(LIST, ["a", "b", "c"], id="no-hidden-column"),
        pytest.param(f"CREATE VIEW roster (a, b, c) AS {LIST}", ["a", "b", "c"], id="create-view"),
        pytest.param("SELECT s.id, s.salary, s.name FROM staff s", ["a", "c"], id="hidden-output-dropped"),
        pytest.param("SELECT id, salary + 1, name FROM staff", [], id="hidden-column-used"),
        pytest.param("SELECT id, name, 1 FROM staff WHERE salary > 3", [], id="hidden-column-in-where"),
        pytest.param("SELECT id, name, salary FROM staff UNION SELECT 1, 'x', 2", [], id="hidden-in-union"),
        pytest.param("", [], id="unknown"),
        pytest.param("SELECT id, title, 1 FROM team; SELECT 1", [], id="two-statements"),
        pytest.param("SELECT id, title, 1 FROM elsewhere", [], id="unknown-table"),
        pytest.param("SELECT id, title, mystery(1) FROM team", [], id="unknown-function"),
        pytest.param("DELETE FROM team", [], id="not-a-query"),
        pytest.param("SELECT a, b, c FROM roster", [], id="itself"),
        pytest.param("SELECT id, title, 1 FROM team", ["a", "b", "c"], id="no-ruled-table"),
    ],
)
def test_view_exists_as_far_as_its_definition_lets_the_rules_hold(definition: str, expected: list[str]) -> None:
    seen = sight(own_team(), on_staff("salary", Action.HIDDEN), more=(view(definition, "a", "b", "c"),)).visible
    assert names(seen.table("roster")) == expected


def test_definition_of_a_view_is_not_passed_on() -> None:
    seen = sight(own_team(), more=(view(LIST, "a", "b", "c"),)).visible.table("roster")
    assert seen is not None
    assert seen.definition == ""


def test_view_of_unknown_definition_is_refused_only_where_rules_hold() -> None:
    unknown = view("", "a")
    assert visible(catalog(unknown), Rules((own_team(),)), Viewer("user")).table("roster") is None
    with pytest.raises(Refused) as refused:
        sight(own_team(), more=(unknown,)).is_ruled(unknown)
    assert refused.value.code == "rule_not_enforceable"
