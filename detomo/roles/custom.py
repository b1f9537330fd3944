"""Making, changing and removing custom roles. A change holds from the next request on, in every worker."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import column, delete, func, select, table
from sqlalchemy.exc import IntegrityError

from detomo.audit.service import Action, record
from detomo.exceptions import ServiceError
from detomo.extensions import db
from detomo.identity import BUILT_IN, OWN, Caller, Permission, Role
from detomo.roles.models import StoredRole
from detomo.roles.service import RoleUnknown, hold, permissions_of, refuse_beyond

_ACCOUNTS = table("users", column("role"))  # of another feature: only whether a role is in use is asked


class RoleExists(ServiceError):
    status = 409
    code = "role_exists"


class RoleBuiltIn(ServiceError):
    status = 409
    code = "role_built_in"


class RoleInUse(ServiceError):
    status = 409
    code = "role_in_use"


@dataclass(frozen=True, slots=True)
class RoleView:
    """`permissions` in the order of their declaration; `based_on` is None for a built-in role."""

    name: str
    permissions: tuple[Permission, ...]
    based_on: str | None
    description: str
    is_built_in: bool
    accounts: int


def every_role() -> list[RoleView]:
    """The built-in roles first, then the custom ones by name."""
    counts: dict[str, int] = dict(
        db.session.execute(select(_ACCOUNTS.c.role, func.count()).group_by(_ACCOUNTS.c.role)).all()  # type: ignore[arg-type]
    )
    order = list(BUILT_IN)
    rows = db.session.scalars(select(StoredRole)).all()
    views = [_view(row, counts.get(row.name, 0)) for row in rows]
    return sorted(views, key=lambda role: (order.index(role.name) if role.is_built_in else len(order), role.name))


def create(
    actor: Caller | None,
    *,
    name: str,
    permissions: Iterable[str],
    based_on: str = Role.VIEWER,
    description: str = "",
) -> RoleView:
    """Make a role; rules for the one it is based on hold for it too. Raises `RoleExists`, `BeyondOwnPermissions`."""
    given = _given(actor, permissions)
    refuse_beyond(actor, BUILT_IN[based_on])
    row = StoredRole(name=name, based_on=based_on, permissions=given, description=description)
    db.session.add(row)
    try:
        db.session.flush()
    except IntegrityError as error:
        db.session.rollback()
        raise RoleExists(name=name) from error
    _record(Action.ROLE_CREATED, actor, row)
    db.session.commit()
    return _view(row, 0)


def change(
    actor: Caller | None, name: str, *, permissions: Iterable[str] | None = None, description: str | None = None
) -> RoleView:
    """Change a custom role. Raises `RoleUnknown`, `RoleBuiltIn`, `BeyondOwnPermissions`."""
    hold()
    row = _custom(actor, name)
    if permissions is not None:
        row.permissions = _given(actor, permissions)
    if description is not None:
        row.description = description
    _record(Action.ROLE_CHANGED, actor, row)
    db.session.commit()
    return _view(row, _holders(name))


def remove(actor: Caller | None, name: str) -> None:
    """Remove a custom role that nobody has. Raises `RoleInUse` and what `change` raises."""
    hold()
    row = _custom(actor, name)
    if _holders(name):
        raise RoleInUse(name=name)
    _record(Action.ROLE_REMOVED, actor, row)
    db.session.execute(delete(StoredRole).where(StoredRole.name == name))
    db.session.commit()


def _custom(actor: Caller | None, name: str) -> StoredRole:
    if name in BUILT_IN:
        raise RoleBuiltIn(name=name)
    row = db.session.get(StoredRole, name)
    if row is None:
        raise RoleUnknown(name=name)
    refuse_beyond(actor, permissions_of(name, row.permissions))
    return row


def _given(actor: Caller | None, permissions: Iterable[str]) -> list[str]:
    wanted = OWN | {Permission(name) for name in permissions}
    refuse_beyond(actor, wanted)
    return [str(permission) for permission in Permission if permission in wanted]


def _holders(name: str) -> int:
    return db.session.scalar(select(func.count()).select_from(_ACCOUNTS).where(_ACCOUNTS.c.role == name)) or 0


def _record(action: Action, actor: Caller | None, row: StoredRole) -> None:
    facts: dict[str, Any] = {"permissions": ",".join(row.permissions or ()), "based_on": row.based_on or ""}
    record(action, actor_id=actor.id if actor else None, target=row.name, details=facts)


def _view(row: StoredRole, accounts: int) -> RoleView:
    held = permissions_of(row.name, row.permissions)
    ordered = tuple(permission for permission in Permission if permission in held)
    return RoleView(row.name, ordered, row.based_on, row.description, row.name in BUILT_IN, accounts)
