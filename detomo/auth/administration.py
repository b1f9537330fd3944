"""What administrators do to accounts. Nobody reaches an account that may do more than they may themselves.

`actor` None is the command line, which may do everything but take the last administrator away.
"""

from detomo.audit.service import Action, record
from detomo.auth import attempts, one_time, recovery, service, sessions
from detomo.auth.last_admin import refuse_last_admin
from detomo.auth.lookup import account_of
from detomo.auth.mails import MailStyle
from detomo.auth.models import User
from detomo.auth.one_time import Purpose
from detomo.auth.passwords import UNUSABLE
from detomo.extensions import db
from detomo.identity import Caller
from detomo.roles.service import hold, permissions_now, refuse_beyond


def create(actor: Caller | None, email: str, username: str, role: str) -> Caller:
    """Make an account without a password. Raises `UserExists`, `RoleUnknown`, `BeyondOwnPermissions`."""
    refuse_beyond(actor, permissions_now(role))
    return service.add_without_password(email, username, role=role, actor_id=_id(actor))


def invite(actor: Caller | None, user_id: int, style: MailStyle) -> Caller:
    """Send the owner a token to choose a password with."""
    account = _managed(actor, user_id)
    recovery.send_invitation(account, style, actor_id=_id(actor))
    return account


def set_role(actor: Caller | None, user_id: int, role: str) -> Caller:
    """Raises `RoleUnknown`, `BeyondOwnPermissions`, `LastAdmin`. Holds from the next request on."""
    hold()
    account = _managed(actor, user_id)
    refuse_beyond(actor, permissions_now(role))
    user = db.session.get_one(User, user_id)
    if role != user.role:
        refuse_last_admin(user)
        user.role = role
        facts = {"from": account.role, "to": role}
        record(Action.ROLE_GIVEN, actor_id=_id(actor), target=str(user_id), details=facts)
    db.session.commit()
    return account_of(user_id)


def set_active(actor: Caller | None, user_id: int, is_active: bool) -> Caller:
    """Enable, or disable and end every session. Raises `LastAdmin`."""
    hold()
    _managed(actor, user_id)
    user = db.session.get_one(User, user_id)
    if not is_active:
        refuse_last_admin(user)
        sessions.revoke_all(user_id)
    user.is_active = is_active
    action = Action.ACCOUNT_ENABLED if is_active else Action.ACCOUNT_DISABLED
    record(action, actor_id=_id(actor), target=str(user_id))
    db.session.commit()
    return account_of(user_id)


def unlock(actor: Caller | None, user_id: int) -> Caller:
    """Forget the failed log-ins that delay the next one."""
    account = _managed(actor, user_id)
    attempts.forgive(account.id, account.username, account.email)
    record(Action.ACCOUNT_UNLOCKED, actor_id=_id(actor), target=str(user_id))
    db.session.commit()
    return account


def force_reset(actor: Caller | None, user_id: int, style: MailStyle) -> Caller:
    """Make the password useless, end every session, and send a token to choose another one with."""
    account = _managed(actor, user_id)
    db.session.get_one(User, user_id).password_hash = UNUSABLE
    sessions.revoke_all(user_id)
    one_time.withdraw(user_id, Purpose.SECOND_FACTOR, Purpose.INVITATION)
    record(Action.PASSWORD_RESET_FORCED, actor_id=_id(actor), target=str(user_id))
    db.session.commit()
    recovery.request_reset(account.email, style)
    return account


def end_sessions(actor: Caller | None, user_id: int) -> int:
    """End every session; give their number."""
    _managed(actor, user_id)
    ended = sessions.revoke_all(user_id)
    record(Action.SESSIONS_ENDED, actor_id=_id(actor), target=str(user_id), details={"count": ended})
    db.session.commit()
    return ended


def _managed(actor: Caller | None, user_id: int) -> Caller:
    account = service.account_by_id(user_id)
    refuse_beyond(actor, account.permissions)
    return account


def _id(actor: Caller | None) -> int | None:
    return actor.id if actor else None
