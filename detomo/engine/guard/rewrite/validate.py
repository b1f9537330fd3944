"""Rules checked when they are written, so that a rule that cannot be enforced is never stored."""

from detomo.engine.catalog.model import Catalog, Table
from detomo.engine.errors import Refused
from detomo.engine.guard.rewrite import messages
from detomo.engine.guard.rewrite.derive import check_policy
from detomo.engine.guard.rewrite.predicates import parse_predicate
from detomo.engine.guard.rewrite.rules import Action, ColumnRule, RowRule, TablePolicy, tables_named


def validate(rule: RowRule | ColumnRule, catalog: Catalog) -> None:
    """Raise Refused with the reason if the rule cannot be enforced on this catalog.

    Codes: `table_not_found`, `column_not_found`, `rule_not_enforceable`.
    """
    tables = tables_named(catalog, [rule.table])[rule.table]
    if not tables:
        raise Refused("table_not_found", messages.TABLE_UNKNOWN.within(part=rule.table), part=rule.table)
    for table in tables:
        if isinstance(rule, RowRule):
            parse_predicate(rule.predicate, table, catalog.dialect)
        else:
            _validate_column(rule, table, catalog)


def _validate_column(rule: ColumnRule, table: Table, catalog: Catalog) -> None:
    if table.column(rule.column) is None:
        raise Refused("column_not_found", messages.COLUMN_UNKNOWN.within(part=rule.column), part=rule.column)
    policy = TablePolicy(actions={rule.column.casefold(): Action(rule.action)})
    check_policy(table, policy, catalog.dialect)
