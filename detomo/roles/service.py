"""What a role may do, and who may give it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select, update

from detomo import clock
from detomo.audit.service import Action, Outcome, record_alone
from detomo.exceptions import ServiceError
from detomo.extensions import db
from detomo.identity import BUILT_IN, OWN, Caller, Permission, Role
from detomo.roles.models import StoredRole

_BASED = select(StoredRole.name, StoredRole.based_on).where(StoredRole.based_on.is_not(None))
STORED_PERMISSIONS = StoredRole.permissions.label("role_permissions")


class RoleUnknown(ServiceError):
    code = "role_unknown"


class BeyondOwnPermissions(ServiceError):
    """Nobody gives, changes or takes what they do not have themselves."""

    status = 403
    code = "beyond_own_permissions"


def with_permissions(accounts: Select[Any], role: ColumnElement[str]) -> Select[Any]:
    """Add `role_permissions`, which `permissions_of` reads, to a query of accounts: no query of its own is needed."""
    return accounts.add_columns(STORED_PERMISSIONS).outerjoin(StoredRole, StoredRole.name == role)


def permissions_of(role: str, stored: Iterable[str] | None) -> frozenset[Permission]:
    """A role's permissions; of one that does not exist, none beyond the own account. Unknown names are skipped."""
    if role in BUILT_IN:
        return BUILT_IN[role]
    return OWN | {Permission(name) for name in stored or () if name in _NAMES}


_NAMES = frozenset(Permission)


def based_on(connection: Connection) -> Mapping[str, list[str]]:
    """Of each built-in role, the custom roles for which its rules hold as well."""
    followers: defaultdict[str, list[str]] = defaultdict(list)
    for name, base in connection.execute(_BASED):
        followers[base].append(name)
    return followers


def refuse_beyond(actor: Caller | None, permissions: Iterable[Permission]) -> None:
    """Raises `BeyondOwnPermissions`, which is audited; the transaction of `db.session` ends. The command line (None)
    may do everything."""
    lacking = set(permissions) - actor.permissions if actor is not None else ()
    if actor is not None and lacking:
        db.session.rollback()  # what it holds would keep the audit waiting
        facts = {"permission": ",".join(sorted(lacking))}
        record_alone(Action.PERMISSION_DENIED, outcome=Outcome.DENIED, actor_id=actor.id, details=facts)
        raise BeyondOwnPermissions


def permissions_now(role: str) -> frozenset[Permission]:
    """A role's permissions. Raises `RoleUnknown`."""
    row = db.session.execute(select(StoredRole.permissions).where(StoredRole.name == role)).first()
    if row is None:
        raise RoleUnknown(name=role)
    return permissions_of(role, row.permissions)


def hold() -> None:
    """Let nobody else change roles, or who has which, until this transaction of `db.session` ends.

    What is counted behind it, such as the administrators who are left, stays true. Call it before anything is read.
    """
    db.session.execute(update(StoredRole).where(StoredRole.name == Role.ADMIN).values(updated_at=clock.utcnow()))


def refuse_unknown(names: Iterable[str]) -> None:
    """Raises `RoleUnknown` for the first name that no role has."""
    wanted = set(names)
    missing = wanted - set(db.session.scalars(select(StoredRole.name).where(StoredRole.name.in_(wanted))))
    if missing:
        raise RoleUnknown(name=min(missing))
