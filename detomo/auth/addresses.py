"""Proving that an e-mail address is one's own: the first one, and another one later."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from detomo import background, clock
from detomo.audit.service import Action, record
from detomo.auth import delays, one_time
from detomo.auth.delays import counter
from detomo.auth.lookup import with_address
from detomo.auth.mails import MailStyle, Notice, notice, with_token
from detomo.auth.models import User
from detomo.auth.names import as_address, name_key
from detomo.auth.one_time import OneTimeTokenRefused, Purpose
from detomo.crypto import blind_index
from detomo.extensions import db
from detomo.identity import Caller
from detomo.mail.service import deliver, send

MAILS_AT_ONCE = 3  # to one address, before the delays between them grow


def request_verification(address: str, style: MailStyle) -> None:
    """Send a token to this address if it is an account's and unproved: in the background, so that nothing is told."""
    background.submit(lambda: _verify_own(address, style))


def _verify_own(address: str, style: MailStyle) -> None:
    unproved = with_address(address).where(User.is_active, User.email_verified_at.is_(None))
    user = db.session.scalars(unproved).first()
    if user is not None:
        _send_token(user.id, user.email, style)


def request_change(caller: Caller, address: str, style: MailStyle) -> None:
    """Send a token to another address, which replaces the present one once proved. Whether it is taken is not told."""
    background.submit(lambda: _verify_other(caller.id, as_address(address), style))


def _verify_other(user_id: int, address: str, style: MailStyle) -> None:
    taken = db.session.scalar(with_address(address).with_only_columns(User.id).where(User.id != user_id))
    if taken is None:
        _send_token(user_id, address, style)


def _send_token(user_id: int, address: str, style: MailStyle) -> None:
    if delays.claim(counter("verification mail", name_key(address), free=MAILS_AT_ONCE)):
        return
    token = one_time.issue(user_id, Purpose.VERIFY_EMAIL, address=address)
    db.session.commit()
    deliver(with_token(Purpose.VERIFY_EMAIL, address, token, style))


def verify(token: str, style: MailStyle) -> None:
    """Take the address that a token proves as the account's; the old one is told. Raises `OneTimeTokenRefused`."""
    proof = one_time.use(token, Purpose.VERIFY_EMAIL)
    user = db.session.scalars(select(User).where(User.id == proof.user_id, User.is_active)).first()
    if user is None or proof.address is None:
        db.session.rollback()
        raise OneTimeTokenRefused
    old, is_other = user.email, name_key(user.email) != name_key(proof.address)
    if is_other:
        one_time.withdraw(user.id, Purpose.RESET_PASSWORD, Purpose.INVITATION)  # they may lie in the old mailbox
    record(Action.EMAIL_CHANGED if is_other else Action.EMAIL_VERIFIED, actor_id=user.id, target=str(user.id))
    user.email, user.email_key = proof.address, blind_index(name_key(proof.address))
    user.email_verified_at = clock.utcnow()
    try:
        db.session.commit()
    except IntegrityError as err:  # somebody else has proved the address meanwhile
        db.session.rollback()
        raise OneTimeTokenRefused from err
    if is_other:
        send(notice(Notice.EMAIL_CHANGED, old, style))
