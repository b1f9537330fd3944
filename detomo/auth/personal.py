"""What this feature holds about a person. The account itself is erased after all that points at it."""

from detomo.auth.models import (
    ApiKey,
    ExternalIdentity,
    KnownAddress,
    OneTimeToken,
    RecoveryCode,
    SecondFactor,
    Session,
    User,
)
from detomo.personal import PersonalRows

PERSONAL = (
    PersonalRows(
        "sessions",
        Session,
        Session.user_id,
        (
            Session.id,
            Session.created_at,
            Session.last_used_at,
            Session.expires_at,
            Session.revoked_at,
            Session.address,
            Session.user_agent,
        ),
    ),
    PersonalRows(
        "known_addresses", KnownAddress, KnownAddress.user_id, (KnownAddress.address, KnownAddress.last_proof_at)
    ),
    PersonalRows(
        "api_keys",
        ApiKey,
        ApiKey.user_id,
        (ApiKey.name, ApiKey.prefix, ApiKey.permissions, ApiKey.created_at, ApiKey.expires_at, ApiKey.last_used_at),
    ),
    PersonalRows("second_factor", SecondFactor, SecondFactor.user_id, (SecondFactor.confirmed_at,)),
    PersonalRows("recovery_codes", RecoveryCode, RecoveryCode.user_id, ()),
    PersonalRows(
        "one_time_tokens",
        OneTimeToken,
        OneTimeToken.user_id,
        (OneTimeToken.purpose, OneTimeToken.address, OneTimeToken.expires_at),
    ),
    PersonalRows(
        "external_identities",
        ExternalIdentity,
        ExternalIdentity.user_id,
        (ExternalIdentity.issuer, ExternalIdentity.subject, ExternalIdentity.created_at),
    ),
)
ACCOUNT = PersonalRows(
    "account",
    User,
    User.id,  # type: ignore[arg-type]
    (User.id, User.email, User.email_verified_at, User.username, User.role, User.is_active, User.created_at),
)
