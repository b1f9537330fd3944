"""Rules are checked when they are written."""

import pytest

from detomo.engine.errors import Refused
from detomo.engine.guard.rewrite import Action, ColumnRule, RowRule, validate
from tests.engine.guard.rewrite.office import catalog


@pytest.mark.parametrize(
    "rule",
    [
        RowRule("staff", "team_id = :user.team"),
        RowRule("MAIN.STAFF", "active"),
        ColumnRule("staff", "NAME", Action.EMAIL),
        ColumnRule("staff", "salary", Action.HIDDEN),
        ColumnRule("staff", "born", Action.YEAR),
    ],
)
def test_enforceable_rule_passes(rule: RowRule | ColumnRule) -> None:
    validate(rule, catalog())


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (RowRule("nowhere", "1 = 1"), "table_not_found"),
        (ColumnRule("nowhere", "id", Action.NULL), "table_not_found"),
        (ColumnRule("staff", "pay", Action.NULL), "column_not_found"),
        (RowRule("staff", "salary > MAX(salary)"), "rule_not_enforceable"),
        (ColumnRule("staff", "name", Action.HASH), "rule_not_enforceable"),
        (ColumnRule("staff", "salary", Action.EMAIL), "rule_not_enforceable"),
    ],
)
def test_rule_that_cannot_be_enforced_is_refused_with_a_reason_in_both_languages(
    rule: RowRule | ColumnRule, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        validate(rule, catalog())
    assert refused.value.code == code
    assert refused.value.message.en
    assert refused.value.message.ja
