"""The guard of each viewer: kept while nothing changes, made anew when anything does."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from detomo.engine import guards as module
from detomo.engine.catalog.live import LiveCatalog
from detomo.engine.catalog.model import Catalog, Column, Table
from detomo.engine.guard import Guard
from detomo.engine.guard.rewrite import Action, ColumnRule, RowRule, Rules
from detomo.engine.guards import Guards
from detomo.engine.types import ColumnType, Viewer

COLUMNS = (Column("id", type=ColumnType.INTEGER), Column("region", type=ColumnType.TEXT), Column("email"))
SCHEMA = Catalog("sqlite", (Table("clients", COLUMNS),), "main")
BY_REGION = Rules(rows=(RowRule("clients", "region = :user.region", frozenset({"user"})),))
EAST = Viewer("user", {"region": "east"})


class Setting:
    """A schema and rules that a test may change."""

    def __init__(self, rules: Rules = BY_REGION) -> None:
        self.schema = SCHEMA
        self.rules = rules
        self.live = LiveCatalog(self, ttl_seconds=3600)
        self.guards = Guards(self.live, lambda: self.rules)

    def introspect(self) -> Catalog:
        return self.schema


@pytest.fixture
def setting() -> Setting:
    return Setting()


def test_the_same_guard_serves_the_same_viewer(setting: Setting) -> None:
    same = Viewer("user", {"region": "east"})
    assert setting.guards.of(EAST) is setting.guards.of(same)


def test_without_rules_one_guard_serves_everybody() -> None:
    guards = Setting(Rules()).guards
    assert guards.of(EAST) is guards.of(Viewer("admin"))


def change_schema(setting: Setting) -> None:
    setting.schema = Catalog("sqlite", (Table("clients", COLUMNS[:2]),), "main")
    setting.live.refresh()


def add_rule(setting: Setting) -> None:
    setting.rules = Rules(setting.rules.rows, (ColumnRule("clients", "email", Action.HIDDEN),))


def drop_rules(setting: Setting) -> None:
    setting.rules = Rules()


CHANGES = [change_schema, add_rule, drop_rules]


@pytest.mark.parametrize("change", CHANGES, ids=[change.__name__ for change in CHANGES])
def test_a_change_makes_another_guard(setting: Setting, change: Callable[[Setting], None]) -> None:
    before = setting.guards.of(EAST)
    change(setting)
    after = setting.guards.of(EAST)
    assert after is not before
    assert after is setting.guards.of(EAST)


def test_a_rule_holds_from_the_next_call_on(setting: Setting) -> None:
    assert "east" in setting.guards.of(EAST).check("SELECT id FROM clients").sql
    setting.rules = Rules()
    assert setting.guards.of(EAST).check("SELECT id FROM clients").sql == "SELECT id FROM clients"


OTHERS = [
    pytest.param(Viewer("user", {"region": "west"}), id="another value"),
    pytest.param(Viewer("user", {}), id="no value"),
    pytest.param(Viewer("admin", {"region": "east"}), id="another role"),
    pytest.param(Viewer("user", {"region": "east", "more": None}), id="one more attribute"),
]


@pytest.mark.parametrize("viewer", OTHERS)
def test_another_viewer_has_another_guard(setting: Setting, viewer: Viewer) -> None:
    assert setting.guards.of(EAST) is not setting.guards.of(viewer)


@pytest.mark.parametrize("value", [True, 1, 1.0, "1"], ids=repr)
def test_values_that_are_equal_in_python_keep_their_type(value: object) -> None:
    rules = Rules(rows=(RowRule("clients", "region = :user.region"),))
    guards = Setting(rules).guards
    for other in (True, 1, 1.0, "1"):
        guards.of(Viewer("user", {"region": other}))
    kept = guards.of(Viewer("user", {"region": value})).check("SELECT id FROM clients").sql  # type: ignore[dict-item]
    alone = Guard(SCHEMA, rules=rules, viewer=Viewer("user", {"region": value})).check("SELECT id FROM clients").sql  # type: ignore[dict-item]
    assert kept == alone


def test_guards_of_people_who_no_longer_ask_go(setting: Setting) -> None:
    first = Viewer("user", {"region": "first"})
    made = setting.guards.of(first)
    for number in range(module._KEPT):
        setting.guards.of(Viewer("user", {"region": str(number)}))
    assert setting.guards.of(first) is not made


def test_threads_share_one_guard_and_never_get_anothers(setting: Setting) -> None:
    start = threading.Barrier(8)

    def ask(number: int) -> tuple[str, Guard]:
        viewer = Viewer("user", {"region": f"region {number % 2}"})
        start.wait(timeout=10)
        guard = setting.guards.of(viewer)
        return guard.check("SELECT id FROM clients").sql, guard

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(8)))
    assert all(f"region {number % 2}" in sql for number, (sql, _) in enumerate(answers))
    assert len({id(guard) for _, guard in answers}) == 2


FINGERPRINTS = [
    pytest.param(Rules(), EAST, id="no rules"),
    pytest.param(BY_REGION, Viewer("admin", {"region": "east"}), id="rules of another role"),
]


@pytest.mark.parametrize(("rules", "viewer"), FINGERPRINTS)
def test_no_rule_has_no_fingerprint(rules: Rules, viewer: Viewer) -> None:
    assert Setting(rules).guards.fingerprint(viewer) == ""


def test_fingerprints_tell_rules_and_attributes_apart(setting: Setting) -> None:
    viewers = [
        EAST,
        Viewer("user", {"region": "west"}),
        Viewer("user", {"region": 1}),
        Viewer("user", {"region": True}),
    ]
    found = [setting.guards.fingerprint(viewer) for viewer in viewers]
    add_rule(setting)
    found.append(setting.guards.fingerprint(EAST))
    assert len(set(found)) == 5


def test_a_fingerprint_depends_neither_on_order_nor_on_the_schema(setting: Setting) -> None:
    one, other = RowRule("clients", "id > 1"), RowRule("clients", "id < 9")
    setting.rules = Rules((one, other))
    before = setting.guards.fingerprint(Viewer("user", {"a": 1, "b": 2}))
    setting.rules = Rules((other, one))
    change_schema(setting)
    assert setting.guards.fingerprint(Viewer("user", {"b": 2, "a": 1})) == before


def test_attributes_count_only_where_row_rules_hold() -> None:
    guards = Setting(Rules(columns=(ColumnRule("clients", "email", Action.NULL),))).guards
    assert guards.fingerprint(EAST) == guards.fingerprint(Viewer("user", {"region": "west"})) != ""
