import unicodedata

import email_validator
import marshmallow as ma
from email_validator import EmailNotValidError, validate_email

from detomo.identity import Permission
from detomo.schemas import Schema

NAME_RULE = "May hold no @, control characters or spaces at its ends."
INNER_DOMAINS = {"local"}  # reserved, and in use inside companies
email_validator.SPECIAL_USE_DOMAIN_NAMES[:] = [
    domain for domain in email_validator.SPECIAL_USE_DOMAIN_NAMES if domain not in INNER_DOMAINS
]
LONGEST_EMAIL = 254  # RFC 3696, erratum 1690
Name = ma.validate.Length(3, 50)
Password = ma.validate.Length(8, 1024)
Given = ma.validate.Length(max=1024)


def check_password(password: str) -> None:
    """Count the characters as they are compared, too: a letter and its accent, typed as two, are one."""
    folded = unicodedata.normalize("NFKC", password)
    if folded != password:
        Password(folded)


def check_username(name: str) -> None:
    """Refuse names that look like e-mail addresses, or that the eye cannot tell from another."""
    folded = unicodedata.normalize("NFKC", name)
    hidden = any(unicodedata.category(character).startswith("C") for character in folded)
    if hidden or "@" in folded or folded != folded.strip():
        raise ma.ValidationError(NAME_RULE)
    if folded != name:
        Name(folded)


def check_email(address: str) -> None:
    """Check the form only: a company's own domains need not be known to the internet.

    One that is too long is left to `Email`'s other part, for looking at a megabyte takes a while.
    """
    if len(address) > LONGEST_EMAIL:
        return
    try:
        found = validate_email(
            unicodedata.normalize("NFKC", address), check_deliverability=False, test_environment=True
        )
    except EmailNotValidError as err:
        raise ma.ValidationError("Not a valid email address.") from err
    if "." not in found.domain:
        raise ma.ValidationError("Not a valid email address.")


Email = (ma.validate.Length(max=LONGEST_EMAIL), check_email)


class RegisterSchema(Schema):
    email = ma.fields.String(required=True, validate=Email)
    username = ma.fields.String(required=True, validate=[Name, check_username])
    password = ma.fields.String(required=True, validate=[Password, check_password], load_only=True)


class DeviceSchema(Schema):
    device_token = ma.fields.String(
        validate=Given,
        metadata={"description": "A refresh token of an earlier session on this device, even an ended one"},
    )


class LoginSchema(DeviceSchema):
    """Other fields are ignored: clients of OAuth 2 send `grant_type`, `scope`, …"""

    class Meta:
        unknown = ma.EXCLUDE

    also_form = True

    username = ma.fields.String(required=True, validate=Given, metadata={"description": "User name or e-mail address"})
    password = ma.fields.String(required=True, validate=Given, load_only=True)


class RefreshTokenSchema(Schema):
    refresh_token = ma.fields.String(metadata={"description": "Where no token is sent in the Authorization header"})


class AccountSchema(Schema):
    id = ma.fields.Integer(required=True)
    email = ma.fields.String(required=True)
    username = ma.fields.String(required=True)
    role = ma.fields.String(required=True)
    is_active = ma.fields.Boolean(required=True)
    created_at = ma.fields.AwareDateTime(required=True)


class TokensSchema(Schema):
    """With `X-Token-Transport: cookie` the tokens are cookies, and `csrf_token` goes into `X-CSRF-Token`."""

    access_token = ma.fields.String()
    refresh_token = ma.fields.String()
    token_type = ma.fields.String(required=True, metadata={"description": "`bearer` or `cookie`"})
    expires_in = ma.fields.Integer(required=True, metadata={"description": "Life of the access token, in seconds"})
    csrf_token = ma.fields.String()


class LoginAnswerSchema(ma.Schema):
    """Tokens as in a refresh, or `mfa_required` with what the second step needs."""

    access_token = ma.fields.String()
    refresh_token = ma.fields.String()
    token_type = ma.fields.String(metadata={"description": "`bearer` or `cookie`"})
    csrf_token = ma.fields.String(metadata={"description": "With cookies: goes into `X-CSRF-Token`"})
    mfa_required = ma.fields.Boolean()
    mfa_token = ma.fields.String(metadata={"description": "For `/login/mfa`, within its life"})
    expires_in = ma.fields.Integer(required=True, metadata={"description": "Life of the token, in seconds"})


class CodeSchema(Schema):
    code = ma.fields.String(required=True, validate=Given, metadata={"description": "Of the app, or for recovery"})


class ProviderLoginSchema(Schema):
    again = ma.fields.Boolean(
        load_default=False, metadata={"description": "Prove who you are even with a session at the provider"}
    )


class SecondStepSchema(CodeSchema, DeviceSchema):
    mfa_token = ma.fields.String(required=True, validate=Given)


class StepUpSchema(Schema):
    password = ma.fields.String(required=True, validate=Given, load_only=True)
    code = ma.fields.String(load_default="", validate=Given, metadata={"description": "Where a second factor is on"})


class AddressSchema(Schema):
    email = ma.fields.String(required=True, validate=Email)


class ProofSchema(Schema):
    token = ma.fields.String(required=True, validate=Given, metadata={"description": "From the mail"})


class NewPasswordSchema(ProofSchema):
    password = ma.fields.String(required=True, validate=[Password, check_password], load_only=True)


class PasswordChangeSchema(Schema):
    new_password = ma.fields.String(required=True, validate=[Password, check_password], load_only=True)
    current_password = ma.fields.String(required=True, validate=Given, load_only=True)


class SessionSchema(Schema):
    id = ma.fields.String(required=True)
    device = ma.fields.String(required=True)
    address = ma.fields.String(required=True)
    created_at = ma.fields.AwareDateTime(required=True)
    last_used_at = ma.fields.AwareDateTime(required=True, metadata={"description": "Exact to a minute"})
    expires_at = ma.fields.AwareDateTime(required=True)
    has_second_factor = ma.fields.Boolean(required=True)
    is_current = ma.fields.Boolean(required=True)


class SessionsSchema(Schema):
    sessions = ma.fields.List(ma.fields.Nested(SessionSchema), required=True)


class SecondFactorSchema(Schema):
    enabled = ma.fields.Boolean(required=True)
    recovery_codes_left = ma.fields.Integer(required=True)


class EnrolmentSchema(Schema):
    secret = ma.fields.String(required=True, metadata={"description": "Base32, to be typed into an app"})
    uri = ma.fields.String(required=True, metadata={"description": "`otpauth://` URI"})
    qr_code = ma.fields.String(required=True, metadata={"description": "The URI as SVG, in a `data:` URI"})


class RecoveryCodesSchema(Schema):
    recovery_codes = ma.fields.List(ma.fields.String(), required=True)


class NewApiKeySchema(Schema):
    name = ma.fields.String(required=True, validate=ma.validate.Length(1, 100))
    permissions = ma.fields.List(ma.fields.Enum(Permission, by_value=True), required=True)
    expires_in_days = ma.fields.Integer(strict=True, load_default=90, validate=ma.validate.Range(1, 36500))


class ApiKeySchema(Schema):
    id = ma.fields.Integer(required=True)
    name = ma.fields.String(required=True)
    prefix = ma.fields.String(required=True, metadata={"description": "How the key begins"})
    permissions = ma.fields.List(ma.fields.String(), required=True)
    created_at = ma.fields.AwareDateTime(required=True)
    expires_at = ma.fields.AwareDateTime(required=True)
    last_used_at = ma.fields.AwareDateTime(required=True, allow_none=True)


class MadeApiKeySchema(ApiKeySchema):
    key = ma.fields.String(required=True, metadata={"description": "Send it as `Authorization: Bearer …`"})


class ApiKeysSchema(Schema):
    api_keys = ma.fields.List(ma.fields.Nested(ApiKeySchema), required=True)


class NewAccountSchema(Schema):
    email = ma.fields.String(required=True, validate=Email)
    username = ma.fields.String(required=True, validate=[Name, check_username])
    role = ma.fields.String(validate=ma.validate.Length(1, 32))


class InvitedAccountSchema(NewAccountSchema):
    invite = ma.fields.Boolean(load_default=True, metadata={"description": "Send a mail to choose a password with"})


class AccountChangeSchema(Schema):
    role = ma.fields.String(validate=ma.validate.Length(1, 32))
    is_active = ma.fields.Boolean()


class AccountFilterSchema(Schema):
    search = ma.fields.String(
        validate=ma.validate.Length(max=254),
        metadata={"description": "Part of a user name, or a whole e-mail address"},
    )
    role = ma.fields.String(validate=ma.validate.Length(1, 32))
    is_active = ma.fields.Boolean()


class AccountSearchSchema(AccountFilterSchema):
    limit = ma.fields.Integer(load_default=100, validate=ma.validate.Range(1, 1000))
    offset = ma.fields.Integer(load_default=0, validate=ma.validate.Range(0, 2**31 - 1))


class EntrySchema(AccountSchema):
    email_verified_at = ma.fields.AwareDateTime(allow_none=True)
    has_second_factor = ma.fields.Boolean()
    last_used_at = ma.fields.AwareDateTime(allow_none=True)


class EntriesSchema(Schema):
    users = ma.fields.List(ma.fields.Nested(EntrySchema))
    total = ma.fields.Integer()


class ImportSchema(Schema):
    dry_run = ma.fields.Boolean(load_default=False, metadata={"description": "Only check and report"})
    invite = ma.fields.Boolean(load_default=True)


class ImportLineSchema(Schema):
    line = ma.fields.Integer()
    username = ma.fields.String()
    status = ma.fields.String(metadata={"enum": ["ok", "created", "refused"]})
    problems = ma.fields.List(ma.fields.String())
    user_id = ma.fields.Integer(allow_none=True)


class ImportReportSchema(Schema):
    created = ma.fields.Integer()
    refused = ma.fields.Integer()
    lines = ma.fields.List(ma.fields.Nested(ImportLineSchema))
