"""Which account an outside identity is. An identity is issuer and subject: addresses change hands, subjects do not."""

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy.exc import IntegrityError

from detomo import clock
from detomo.audit.service import Action, record
from detomo.auth import api_keys, second_factor, sessions
from detomo.auth.lookup import ACCOUNTS, account_of, caller_from, hold, with_address
from detomo.auth.models import ExternalIdentity, User
from detomo.auth.passwords import UNUSABLE
from detomo.auth.schemas import AddressSchema
from detomo.auth.service import UserExists, new_user, record_created
from detomo.auth.sessions import InactiveUser
from detomo.exceptions import ServiceError
from detomo.extensions import db
from detomo.identity import Caller
from detomo.privacy import service as privacy

_OF_IDENTITY = ACCOUNTS.join(ExternalIdentity, ExternalIdentity.user_id == User.id).where(
    ExternalIdentity.issuer == bindparam("issuer"), ExternalIdentity.subject == bindparam("subject")
)


class IdentityUnknown(ServiceError):
    status = 403
    code = "oidc_identity_unknown"


class AddressTaken(ServiceError):
    status = 409
    code = "oidc_address_taken"


@dataclass(frozen=True, slots=True)
class JoinRules:
    """`creates_accounts`: for identities that were never seen. `links_verified_addresses`: to the account with the
    address that the provider says it verified; only for a provider that is trusted with every account."""

    creates_accounts: bool
    links_verified_addresses: bool
    role: str


def account_of_identity(claims: Mapping[str, Any], rules: JoinRules) -> Caller:
    """The account of a checked token's subject, made or linked first where the rules say so.

    Raises `IdentityUnknown`, `AddressTaken` or `InactiveUser`.
    """
    caller = _known(claims) or _join(claims, rules)
    if not caller.is_active:
        raise InactiveUser
    return caller


def _known(claims: Mapping[str, Any]) -> Caller | None:
    with db.engine.connect() as connection:
        row = connection.execute(_OF_IDENTITY, {"issuer": claims["iss"], "subject": claims["sub"]}).first()
    return caller_from(row) if row is not None else None


def _join(claims: Mapping[str, Any], rules: JoinRules) -> Caller:
    address = claims.get("email")
    if claims.get("email_verified") is not True or AddressSchema().validate({"email": address}):
        raise IdentityUnknown
    user = db.session.scalars(with_address(str(address))).first()
    if user is None and not rules.creates_accounts:
        raise IdentityUnknown
    if user is not None:
        if (known := _known(claims)) is not None:
            return known  # another request of the same person has just made or linked the account
        if not rules.links_verified_addresses:
            raise AddressTaken
        if not user.is_active:
            raise InactiveUser
    return _linked(user or new_user(str(address), _free_name(claims), rules.role), claims)


def _hand_over(user: User) -> None:
    """Take away what opens an account whose address was never proved: a stranger may have registered it, and waits
    for its owner to come ("pre-hijacking", Sudhodanan and Paverd, USENIX Security 2022).
    """
    hold(user.id)
    user.replace_password(UNUSABLE)
    user.email_verified_at = clock.utcnow()
    sessions.revoke_all(user.id)
    api_keys.revoke_all(user.id)
    second_factor.remove(user.id, actor_id=user.id)
    privacy.withdraw(user.id)


def _linked(user: User, claims: Mapping[str, Any]) -> Caller:
    if user.email_verified_at is None:
        _hand_over(user)
    db.session.add(user)
    is_new = user.id is None
    try:
        db.session.flush()
        if is_new:
            record_created(user, user.id)
        db.session.add(ExternalIdentity(issuer=claims["iss"], subject=claims["sub"], user_id=user.id))
        record(Action.IDENTITY_LINKED, actor_id=user.id, target=str(user.id))
        db.session.commit()
    except IntegrityError as err:  # another request was first, with the identity or with the name
        db.session.rollback()
        if (known := _known(claims)) is not None:
            return known
        raise UserExists from err
    return account_of(user.id)


def _free_name(claims: Mapping[str, Any]) -> str:
    """A user name from what the provider calls the person, with a part of its own, so that it is nobody else's."""
    wanted = str(claims.get("preferred_username") or claims.get("name") or claims["email"].partition("@")[0])
    shown = (character for character in unicodedata.normalize("NFKC", wanted) if character.isprintable())
    kept = "".join(character for character in shown if character != "@").strip()[:40]
    own = hashlib.sha256(f"{claims['iss']} {claims['sub']}".encode()).hexdigest()[:8]
    return f"{kept or 'user'}-{own}"
