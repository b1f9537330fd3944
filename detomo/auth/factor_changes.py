"""Switching the second factor on and off, with what follows for the session and the owner's mailbox."""

from detomo.auth import delays, second_factor, sessions
from detomo.auth.delays import TooManyAttempts, counter
from detomo.auth.lookup import hold
from detomo.auth.mails import MailStyle, Notice, notice
from detomo.extensions import db
from detomo.identity import Caller
from detomo.mail.service import send


def confirm(owner: Caller, code: str, style: MailStyle) -> list[str]:
    """Switch it on; this session counts as opened with it, all others end. Give the recovery codes."""
    guesses = counter("confirm code", owner.session_id)
    if wait := delays.claim(guesses):
        raise TooManyAttempts(retry_after=wait)
    _hold(owner)
    codes = second_factor.confirm(owner.id, code)
    delays.forget(guesses)
    sessions.prove_second_factor(owner.session_id)
    sessions.revoke_all(owner.id, but=owner.session_id)
    db.session.commit()
    send(notice(Notice.SECOND_FACTOR_ADDED, owner.email, style))
    return codes


def renew_recovery_codes(owner: Caller, style: MailStyle) -> list[str]:
    """Replace all recovery codes. Raises `NotEnrolled`."""
    _hold(owner)
    codes = second_factor.renew_recovery_codes(owner.id)
    db.session.commit()
    send(notice(Notice.RECOVERY_CODES_MADE, owner.email, style))
    return codes


def remove(owner: Caller, style: MailStyle) -> None:
    """Switch it off; one that was not confirmed is forgotten."""
    _hold(owner)
    was_on = second_factor.remove(owner.id, actor_id=owner.id)
    db.session.commit()
    if was_on:
        send(notice(Notice.SECOND_FACTOR_REMOVED, owner.email, style))


def _hold(owner: Caller) -> None:
    """Raise `TokenRevoked` if a reset came first: changes of one account take turns."""
    hold(owner.id)
    sessions.refuse_revoked(owner.session_id)
