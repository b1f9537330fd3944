"""Row rules hold through views, whose definitions every engine's catalog tells."""

from collections.abc import Callable

import pytest

from detomo.engine.errors import Refused
from detomo.engine.guard import Guard
from detomo.engine.guard.rewrite import Action, ColumnRule, RowRule, Rules
from detomo.engine.run import Runner
from detomo.engine.types import Viewer
from tests.engine.run.databases import Database

FIRST_ONLY = Rules(rows=(RowRule("orders", "customer_id = :user.customer"),))
ADA = Viewer("user", {"customer": 1})


@pytest.fixture
def runner(database: Database, warm: Callable[[str], Runner]) -> Runner:
    return warm(database.dialect)


def test_a_view_has_its_definition(runner: Runner) -> None:
    view = runner.introspect().table("order_totals")
    assert view is not None
    assert "sum" in view.definition.lower()


def test_a_view_shows_what_the_rule_leaves(runner: Runner) -> None:
    guard = Guard(runner.introspect(), rules=FIRST_ONLY, viewer=ADA)
    rows = runner.run(guard.check("SELECT customer_id, total FROM order_totals")).rows
    assert [(customer, float(total)) for customer, total in rows] == [(1, 19.75)]


def test_a_view_over_a_hidden_column_is_refused(runner: Runner) -> None:
    hidden = Rules(columns=(ColumnRule("orders", "total", Action.HIDDEN),))
    guard = Guard(runner.introspect(), rules=hidden, viewer=ADA)
    with pytest.raises(Refused):
        guard.check("SELECT total FROM order_totals")
