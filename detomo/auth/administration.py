"""What administrators do to accounts. Nobody reaches an account that may do more than they may themselves.

`actor` None is the command line, which may do everything but take the last administrator away. Every function raises
`UserUnknown` and `BeyondOwnPermissions`.
"""

from detomo.audit.service import Action, record
from detomo.auth import service
from detomo.auth.last_admin import refuse_last_admin
from detomo.auth.mails import MailStyle
from detomo.auth.models import User
from detomo.exceptions import ServiceError
from detomo.extensions import db
from detomo.identity import Caller
from detomo.roles.service import hold, permissions_now, refuse_beyond


class HasPassword(ServiceError):
    status = 409
    code = "has_password"


def create(actor: Caller | None, email: str, username: str, role: str) -> Caller:
    """Make an account without a password. Raises `UserExists` and `RoleUnknown`."""
    hold()
    refuse_beyond(actor, permissions_now(role))
    return service.add_without_password(email, username, role=role, actor_id=_id(actor))


def invite(actor: Caller | None, user_id: int, style: MailStyle) -> Caller:
    """Send the owner a token to choose a first password with. Raises `HasPassword`."""
    account = _managed(actor, user_id)
    if service.has_password(user_id):
        raise HasPassword
    service.send_invitation(account, style, actor_id=_id(actor))
    return account


def set_role(actor: Caller | None, user_id: int, role: str) -> Caller:
    """Raises `RoleUnknown` and `LastAdmin`. Holds from the next request on."""
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
    return service.account_by_id(user_id)


def set_active(actor: Caller | None, user_id: int, is_active: bool) -> Caller:
    """Enable, or disable and end every session. Raises `LastAdmin`."""
    hold()
    account = _managed(actor, user_id)
    return service.set_active(account.username, is_active, actor_id=_id(actor))


def unlock(actor: Caller | None, user_id: int) -> Caller:
    """Forget the failed log-ins that delay the next one."""
    return service.unlock(_managed(actor, user_id).username, actor_id=_id(actor))


def force_reset(actor: Caller | None, user_id: int, style: MailStyle) -> Caller:
    """Make the password useless, end every session, and send a token to choose another one with."""
    return service.force_password_reset(_managed(actor, user_id).username, style, actor_id=_id(actor))


def end_sessions(actor: Caller | None, user_id: int) -> Caller:
    return service.end_sessions(_managed(actor, user_id).username, actor_id=_id(actor))


def reset_second_factor(actor: Caller | None, user_id: int, style: MailStyle) -> Caller:
    """For whoever has lost app and recovery codes; their sessions end, and they are told by mail."""
    return service.reset_second_factor(_managed(actor, user_id).username, style, actor_id=_id(actor))


def _managed(actor: Caller | None, user_id: int) -> Caller:
    account = service.account_by_id(user_id)
    refuse_beyond(actor, account.permissions)
    return account


def _id(actor: Caller | None) -> int | None:
    return actor.id if actor else None
