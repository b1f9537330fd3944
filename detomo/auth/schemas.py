import unicodedata

import email_validator
import marshmallow as ma
from email_validator import EmailNotValidError, validate_email

from detomo.schemas import Schema

NAME_RULE = "May hold no @, control characters or spaces at its ends."
INNER_DOMAINS = {"local"}  # reserved, and in use inside companies
email_validator.SPECIAL_USE_DOMAIN_NAMES[:] = [
    domain for domain in email_validator.SPECIAL_USE_DOMAIN_NAMES if domain not in INNER_DOMAINS
]
Name = ma.validate.Length(3, 50)


def check_username(name: str) -> None:
    """Refuse names that look like e-mail addresses, or that the eye cannot tell from another."""
    folded = unicodedata.normalize("NFKC", name)
    hidden = any(unicodedata.category(character).startswith("C") for character in folded)
    if hidden or "@" in folded or folded != folded.strip():
        raise ma.ValidationError(NAME_RULE)
    if folded != name:
        Name(folded)


def check_email(address: str) -> None:
    """Check the form only: a company's own domains need not be known to the internet."""
    try:
        found = validate_email(
            unicodedata.normalize("NFKC", address), check_deliverability=False, test_environment=True
        )
    except EmailNotValidError as err:
        raise ma.ValidationError("Not a valid email address.") from err
    if "." not in found.domain:
        raise ma.ValidationError("Not a valid email address.")


class RegisterSchema(Schema):
    email = ma.fields.String(required=True, validate=[ma.validate.Length(max=254), check_email])
    username = ma.fields.String(required=True, validate=[Name, check_username])
    password = ma.fields.String(required=True, validate=ma.validate.Length(8, 1024), load_only=True)


class LoginSchema(Schema):
    """Other fields are ignored: clients of OAuth 2 send `grant_type`, `scope`, …"""

    class Meta:
        unknown = ma.EXCLUDE

    also_form = True

    username = ma.fields.String(required=True, metadata={"description": "User name or e-mail address"})
    password = ma.fields.String(required=True, validate=ma.validate.Length(max=1024), load_only=True)


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
    access_token = ma.fields.String(required=True)
    refresh_token = ma.fields.String(required=True)
    token_type = ma.fields.String(required=True, metadata={"description": "Always `bearer`"})
    expires_in = ma.fields.Integer(required=True, metadata={"description": "Life of the access token, in seconds"})
