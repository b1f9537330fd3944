"""Keeping rules and user attributes, and giving them to the engine."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select
from sqlalchemy.exc import IntegrityError

from detomo.audit import service as audit
from detomo.engine.catalog import Catalog
from detomo.engine.guard.rewrite import Action, ColumnRule, RowRule, Rules, validate
from detomo.engine.types import Viewer
from detomo.exceptions import ServiceError
from detomo.extensions import db
from detomo.identity import Caller
from detomo.projects.service import default_project_id
from detomo.roles.service import based_on, refuse_unknown
from detomo.rules.models import AccessRule, UserAttribute

Scalar = str | int | float | bool | None
_RULES = select(AccessRule.__table__).order_by(AccessRule.id)
_ATTRIBUTES = select(UserAttribute.name, UserAttribute.value).where(UserAttribute.user_id == bindparam("user"))


class RuleNotFound(ServiceError):
    status = 404
    code = "rule_not_found"


class RuleInvalid(ServiceError):
    code = "rule_invalid"


class AttributeReserved(ServiceError):
    code = "attribute_reserved"


@dataclass(frozen=True, slots=True)
class StoredRule:
    """A rule as it is listed: a row rule has a `predicate`, a column rule a `column` and an `action`."""

    id: int
    table: str
    predicate: str | None
    column: str | None
    action: str | None
    roles: list[str] | None


def add(
    catalog: Catalog,
    caller_id: int | None,
    *,
    table: str,
    predicate: str = "",
    column: str = "",
    action: str = "",
    roles: list[str] | None = None,
) -> StoredRule:
    """Keep a rule. Raises `RuleInvalid` (neither kind), `RoleUnknown`, `Refused` (cannot be enforced)."""
    refuse_unknown(roles or ())
    rule = _rule(table, predicate.strip(), column, action, roles)
    validate(rule, catalog)
    row = AccessRule(
        project_id=default_project_id(),
        table_name=table,
        predicate=predicate.strip(),
        column_name=column,
        action=action,
        roles=sorted(set(roles)) if roles else None,
        created_by_id=caller_id,
    )
    db.session.add(row)
    db.session.flush()
    kind = {"kind": "row"} if row.predicate else {"kind": "column", "column": column, "action": action}
    facts = {"table": table, "roles": ",".join(row.roles or ()), **kind}
    audit.record(audit.Action.RULE_ADDED, actor_id=caller_id, target=str(row.id), details=facts)
    db.session.commit()
    return _stored(row)


def remove(rule_id: int, caller_id: int | None) -> None:
    """Raises `RuleNotFound` for an unknown id."""
    chosen = AccessRule.id == rule_id, AccessRule.project_id == default_project_id()
    removed = db.session.execute(delete(AccessRule).where(*chosen).returning(AccessRule.table_name)).scalar()
    if removed is not None:
        audit.record(audit.Action.RULE_REMOVED, actor_id=caller_id, target=str(rule_id), details={"table": removed})
    db.session.commit()
    if removed is None:
        raise RuleNotFound(id=rule_id)


def every_rule() -> list[StoredRule]:
    rows = select(AccessRule).where(AccessRule.project_id == default_project_id()).order_by(AccessRule.id)
    return [_stored(row) for row in db.session.scalars(rows)]


def current_rules() -> Rules:
    """The project's rules for the engine, read anew for every question: a rule holds from the next one on."""
    with db.engine.connect() as connection:
        rows = connection.execute(_RULES).all()
        followers = based_on(connection) if rows else {}
    kept = [
        _rule(row.table_name, row.predicate, row.column_name, row.action, _with_followers(row.roles, followers))
        for row in rows
    ]
    return Rules(
        rows=tuple(rule for rule in kept if isinstance(rule, RowRule)),
        columns=tuple(rule for rule in kept if isinstance(rule, ColumnRule)),
    )


def _with_followers(roles: list[str] | None, followers: Mapping[str, list[str]]) -> list[str] | None:
    """A rule for a built-in role holds for the custom roles that are based on it."""
    return roles and [*roles, *(name for role in roles for name in followers.get(role, ()))]


def viewer_of(caller: Caller) -> Viewer:
    """Who asks, for row rules: the account's own attributes and those that administrators gave it."""
    with db.engine.connect() as connection:
        attributes: dict[str, Scalar] = dict(connection.execute(_ATTRIBUTES, {"user": caller.id}).all())
    return Viewer(role=caller.role, attributes=attributes | _own(caller))


def set_attribute(user_id: int, name: str, value: Scalar, caller_id: int | None) -> None:
    """Give a user an attribute, or take it away (`None`). The account's own cannot be set."""
    if name in RESERVED:
        raise AttributeReserved(name=name)
    try:
        _replace_attribute(user_id, name, value, caller_id)
    except IntegrityError:  # somebody else set it for the first time in the same moment
        db.session.rollback()
        _replace_attribute(user_id, name, value, caller_id)


def _replace_attribute(user_id: int, name: str, value: Scalar, caller_id: int | None) -> None:
    project_id = default_project_id()
    chosen = UserAttribute.user_id == user_id, UserAttribute.name == name, UserAttribute.project_id == project_id
    db.session.execute(delete(UserAttribute).where(*chosen))
    if value is not None:
        db.session.add(UserAttribute(project_id=project_id, user_id=user_id, name=name, value=value))
    facts = {"name": name, "given": value is not None}  # the value may be personal
    audit.record(audit.Action.ATTRIBUTE_SET, actor_id=caller_id, target=str(user_id), details=facts)
    db.session.commit()


RESERVED = frozenset({"id", "username", "email", "role"})


def _own(caller: Caller) -> dict[str, Scalar]:
    return {"id": caller.id, "username": caller.username, "email": caller.email, "role": str(caller.role)}


def _rule(table: str, predicate: str, column: str, action: str, roles: list[str] | None) -> RowRule | ColumnRule:
    held = frozenset(roles) if roles else None
    if predicate and not (column or action):
        return RowRule(table, predicate, held)
    if column and action and not predicate:
        return ColumnRule(table, column, Action(action), held)
    raise RuleInvalid


def _stored(row: AccessRule) -> StoredRule:
    return StoredRule(
        row.id, row.table_name, row.predicate or None, row.column_name or None, row.action or None, row.roles
    )
