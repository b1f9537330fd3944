"""Changing a known password, and replacing a forgotten one by way of the mailbox."""

from detomo import background
from detomo.audit.service import Action, record
from detomo.auth import api_keys, attempts, delays, one_time, sessions
from detomo.auth.delays import counter
from detomo.auth.lookup import account_of, hold, with_address
from detomo.auth.mails import MailStyle, Notice, notice, with_token
from detomo.auth.models import User
from detomo.auth.names import LOCAL_NAME, name_key
from detomo.auth.one_time import OneTimeTokenRefused, Proof, Purpose
from detomo.auth.passwords import hash_password, hashing_slot
from detomo.auth.sessions import Client
from detomo.auth.strength import check_strength
from detomo.clock import utcnow
from detomo.extensions import db
from detomo.identity import Caller
from detomo.mail.service import Mail, deliver, send

MAILS_AT_ONCE = 3  # to one address, before the delays between them grow


def change_password(caller: Caller, password: str, *, rounds: int, style: MailStyle) -> None:
    """Set another password; all other sessions end, and the owner is told by mail.

    The caller must have proved who they are. Raises `WeakPassword`, and `TokenRevoked` if a reset came first.
    """
    with hashing_slot():
        check_strength(password, caller.username, caller.email, field="new_password")
        password_hash = hash_password(password, rounds)
    hold(caller.id)
    sessions.refuse_revoked(caller.session_id)
    db.session.get_one(User, caller.id).replace_password(password_hash)
    sessions.revoke_all(caller.id, but=caller.session_id)
    one_time.withdraw(caller.id, Purpose.RESET_PASSWORD, Purpose.INVITATION)
    record(Action.PASSWORD_CHANGED, actor_id=caller.id, target=str(caller.id))
    db.session.commit()
    send(notice(Notice.PASSWORD_CHANGED, caller.email, style))


def request_reset(address: str, style: MailStyle) -> None:
    """Send a token to this address if an account has it: in the background, so that the response tells nothing."""
    background.submit(lambda: _send_reset(address, style))


def _send_reset(address: str, style: MailStyle) -> None:
    user = db.session.scalars(with_address(address).where(User.is_active, User.username_key != LOCAL_NAME)).first()
    if user is None or delays.claim(counter("reset mail", name_key(address), free=MAILS_AT_ONCE)):
        return
    mail = reset_mail(account_of(user.id), style)
    record(Action.PASSWORD_RESET_REQUESTED, actor_id=None, target=str(user.id))
    db.session.commit()
    deliver(mail)


def reset_mail(account: Caller, style: MailStyle) -> Mail:
    """A mail with a token to choose another password; tokens sent before end. The caller commits, then sends it."""
    token = one_time.issue(account.id, Purpose.RESET_PASSWORD)
    return with_token(Purpose.RESET_PASSWORD, account.email, token, style)


def forget_mails(address: str) -> None:
    """Forget how many mails were asked for with this address. The caller commits."""
    delays.forget_subject(*(counter(kind, name_key(address)) for kind in ("reset mail", "verification mail")))


def reset_password(token: str, password: str, client: Client, *, rounds: int, style: MailStyle) -> None:
    """Set a password by the token of a mail; every session ends, and the delays of this account.

    Where the address was never proved, API keys end as well: somebody else may have made the account, and them.
    Raises `OneTimeTokenRefused` or `WeakPassword`; a weak password does not use the token up.
    """
    purpose, proof = _look_at(token)
    account = account_of(proof.user_id)
    db.session.rollback()
    if not account.is_active:
        raise OneTimeTokenRefused
    with hashing_slot():
        check_strength(password, account.username, account.email)
        password_hash = hash_password(password, rounds)
    one_time.use(token, purpose)
    user = db.session.get_one(User, account.id)
    user.replace_password(password_hash)
    if user.email_verified_at is None:
        user.email_verified_at = utcnow()  # the token came by mail
        api_keys.revoke_all(user.id)
    sessions.revoke_all(user.id)
    one_time.withdraw(user.id, Purpose.RESET_PASSWORD, Purpose.INVITATION)
    attempts.forgive(user.id, user.username, user.email)
    attempts.remember(user.id, client.address)
    record(Action.PASSWORD_RESET, actor_id=user.id, target=str(user.id))
    db.session.commit()
    send(notice(Notice.PASSWORD_CHANGED, account.email, style))


def _look_at(token: str) -> tuple[Purpose, Proof]:
    try:
        return Purpose.RESET_PASSWORD, one_time.look_at(token, Purpose.RESET_PASSWORD)
    except OneTimeTokenRefused:
        return Purpose.INVITATION, one_time.look_at(token, Purpose.INVITATION)


def send_invitation(account: Caller, style: MailStyle, *, actor_id: int | None = None) -> None:
    """Send a token by which the owner of a new account chooses its first password. Commits."""
    token = one_time.issue(account.id, Purpose.INVITATION)
    record(Action.ACCOUNT_INVITED, actor_id=actor_id, target=str(account.id))
    db.session.commit()
    send(with_token(Purpose.INVITATION, account.email, token, style, username=account.username))
