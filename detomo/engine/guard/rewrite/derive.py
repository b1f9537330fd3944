"""The query that stands for one ruled table or view."""

from sqlglot import exp

from detomo.engine.catalog.model import Column, Table
from detomo.engine.errors import Refused
from detomo.engine.guard.messages import refusal
from detomo.engine.guard.rewrite import messages
from detomo.engine.guard.rewrite.fence import fence
from detomo.engine.guard.rewrite.masks import can_mask, mask
from detomo.engine.guard.rewrite.predicates import SOURCE
from detomo.engine.guard.rewrite.rules import TablePolicy
from detomo.engine.guard.rewrite.sight import Sight
from detomo.engine.guard.rewrite.views import ViewBody
from detomo.engine.types import Dialect


def derive(
    table: Table, body: ViewBody | None, sight: Sight, *, wanted: frozenset[str] | None = None, fenced: bool
) -> exp.Select:
    """SELECT the visible columns, masked, FROM the table, or from the rewritten `body` of a view, WHERE the row rules.

    `wanted` names in lower case the columns that are needed; None means all. Raises Refused for a rule that does not
    fit the table, and for a table that has no visible column. What the rule says stays unsaid: its names and values are
    not for the viewer.
    """
    policy, dialect = sight.policy(table), sight.catalog.dialect
    conditions = _conditions(table, policy, sight)
    columns = [column for column in (body.columns if body else table.columns) if not policy.hides(column.name)]
    if not columns:
        raise refusal("table_not_allowed", table.name)
    columns = [column for column in columns if wanted is None or column.name.casefold() in wanted] or columns[:1]
    select = exp.select(*(_projection(column, policy, dialect) for column in columns), copy=False)
    select = select.from_(_view_source(table) if body else _table_source(table), copy=False)
    select = select.where(*conditions, copy=False)
    if body:
        select.set("with_", exp.With(expressions=[_common_table(table, body)]))
    return fence(select, dialect) if fenced else select


def _conditions(table: Table, policy: TablePolicy, sight: Sight) -> list[exp.Expr]:
    try:
        check_policy(table, policy, sight.catalog.dialect)
        return sight.conditions(table)
    except Refused as err:
        message = messages.RULE_BROKEN.within(part=table.name)
        raise Refused(err.code, message, hint=messages.ASK_ADMIN, part=table.name) from None


def check_policy(table: Table, policy: TablePolicy, dialect: Dialect) -> None:
    """Refuse what cannot be enforced: a rule about a column that is gone, a mask that cannot read its column."""
    for name, action in policy.actions.items():
        column = table.column(name)
        if column is None or not can_mask(action, column, dialect):
            message = messages.MASK_IMPOSSIBLE if column else messages.COLUMN_UNKNOWN
            raise Refused("rule_not_enforceable", message.within(part=name), part=name)


def _projection(column: Column, policy: TablePolicy, dialect: Dialect) -> exp.Expr:
    name = exp.to_identifier(column.name, quoted=True)
    raw = exp.column(name, table=SOURCE)
    action = policy.action(column.name)
    return raw if action is None else exp.Alias(this=mask(action, column, raw, dialect), alias=name.copy())


def _table_source(table: Table) -> exp.Table:
    schema = exp.to_identifier(table.schema, quoted=True) if table.schema else None
    name = exp.to_identifier(table.name, quoted=True)
    return exp.Table(this=name, db=schema, alias=exp.TableAlias(this=exp.to_identifier(SOURCE)))


def _view_source(view: Table) -> exp.Table:
    return exp.Table(this=_inner_name(view), alias=exp.TableAlias(this=exp.to_identifier(SOURCE)))


def _common_table(view: Table, body: ViewBody) -> exp.CTE:
    """The view's query under its column names: unlike a derived table, every engine lets it name its columns."""
    names = [exp.to_identifier(column.name, quoted=True) for column in body.columns] if body.listed else []
    return exp.CTE(this=body.query, alias=exp.TableAlias(this=_inner_name(view), columns=names))


def _inner_name(view: Table) -> exp.Identifier:
    return exp.to_identifier(f"{SOURCE}_{view.name}", quoted=True)
