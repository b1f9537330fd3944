"""Who makes a request and what they may do, as it crosses from HTTP into services."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class Permission(StrEnum):
    """Everything that a route can ask for. A route declares one with `detomo.http.requires`."""

    READ_PROFILE = "read_profile"  # who the token belongs to
    MANAGE_OWN_ACCOUNT = "manage_own_account"  # own sessions, password, second factor, keys
    ASK = "ask"  # questions, their rows and charts, the own history
    EXPORT = "export"  # CSV of own questions
    EDIT_SQL = "edit_sql"
    TEACH = "teach"  # add, list and remove training data
    VERIFY = "verify"  # mark answers as right
    MANAGE_USERS = "manage_users"  # accounts, their roles and quotas
    MANAGE_ROLES = "manage_roles"
    MANAGE_CONNECTIONS = "manage_connections"
    MANAGE_RULES = "manage_rules"  # row and column rules, user attributes
    READ_USAGE = "read_usage"
    READ_AUDIT = "read_audit"


class Role(StrEnum):
    """The built-in roles. Custom roles are rows: see `detomo.roles`."""

    VIEWER = "viewer"
    ANALYST = "analyst"
    ADMIN = "admin"


OWN = frozenset({Permission.READ_PROFILE, Permission.MANAGE_OWN_ACCOUNT})  # everybody's, whatever the role
_VIEWER = OWN | {Permission.ASK, Permission.EXPORT}
_ANALYST = _VIEWER | {Permission.EDIT_SQL, Permission.TEACH, Permission.VERIFY}
ADMINISTRATIVE = frozenset(
    {
        Permission.MANAGE_USERS,
        Permission.MANAGE_ROLES,
        Permission.MANAGE_CONNECTIONS,
        Permission.MANAGE_RULES,
        Permission.READ_AUDIT,
    }
)
BUILT_IN: Mapping[str, frozenset[Permission]] = {
    Role.VIEWER: _VIEWER,
    Role.ANALYST: _ANALYST,
    Role.ADMIN: frozenset(Permission),
}


@dataclass(frozen=True, slots=True)
class Caller:
    """A user whose token was checked for this request. `session_id` is empty when no token was asked for."""

    id: int
    email: str
    username: str
    role: str  # a `Role`, or the name of a custom one
    is_active: bool
    created_at: datetime
    session_id: str = ""
    permissions: frozenset[Permission] = frozenset()
    authenticated_at: datetime | None = None  # when they last proved who they are, in this session
    has_second_factor: bool = False  # and that they proved it with one; with a key: that its owner has one
    api_key_id: int | None = None  # the key that was used instead of a session

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    @property
    def administers(self) -> bool:
        """Whether the account can change what others may do or see."""
        return bool(self.permissions & ADMINISTRATIVE)

    def limited_to(self, names: Iterable[str]) -> "Caller":
        """The same with no other permissions than these."""
        kept = frozenset(names)
        return replace(self, permissions=frozenset(own for own in self.permissions if own in kept))
