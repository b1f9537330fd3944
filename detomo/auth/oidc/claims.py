"""Checking what a provider signed: access tokens (RFC 9068), ID tokens (OpenID Connect Core 1.0, 3.1.3.7)."""

from typing import Any

import jwt

from detomo import clock
from detomo.auth.oidc.provider import ALGORITHMS, Provider
from detomo.exceptions import ServiceError

_REQUIRED = ["iss", "sub", "aud", "exp", "iat"]
_OF_ID_TOKENS = {"nonce", "at_hash", "c_hash"}  # OpenID Connect Core 1.0, sections 2 and 3.3.2.11
SKEW_SECONDS = 30  # by which a provider's clock may be ahead; nothing counts for longer than it says
_LONGEST_SUBJECT = 255  # OpenID Connect Core 1.0, section 2


class ScopeMissing(ServiceError):
    """RFC 6750, section 3.1: `insufficient_scope`."""

    status = 403
    code = "oidc_scope_missing"


def is_from(token: str, issuer: str) -> bool:
    """Whether a token says that it is the provider's; nothing is checked yet."""
    try:
        claims = jwt.decode(token, options={"verify_signature": False})
    except (jwt.PyJWTError, RecursionError, ValueError):
        return False
    return bool(issuer) and claims.get("iss") == issuer


def access_claims(
    token: str, provider: Provider, audience: str, *, scope: str = "", is_distinct: bool = True
) -> dict[str, Any]:
    """The claims of an access token meant for us, granted `scope` if that is not empty.

    `is_distinct` says that the audience is not the one of ID tokens, which say who somebody is, not what they may call
    (RFC 9068, section 5); where it is, only a token that says it is an access token is one. Raises PyJWT's errors for
    any other token, `ScopeMissing`, and `ProviderAway` without keys.
    """
    kinds = {"", "jwt", "at+jwt"} if is_distinct or scope else {"at+jwt"}
    claims = _verified(token, provider, audience, kinds)
    if _OF_ID_TOKENS & claims.keys():
        raise jwt.InvalidTokenError("not an access token")
    if scope and scope not in _granted(claims):
        raise ScopeMissing
    return claims


def _granted(claims: dict[str, Any]) -> set[str]:
    """`scope` is text with spaces (RFC 9068, section 2.2.3); some providers write `scp`, as text or as a list."""
    said = claims.get("scope", claims.get("scp"))
    names = said.split() if isinstance(said, str) else said
    return {str(name) for name in names} if isinstance(names, list) else set()


def id_claims(token: str, provider: Provider, client_id: str, nonce: str) -> dict[str, Any]:
    """The claims of the ID token that answers our own request, which `nonce` names. Raises as `access_claims` does."""
    claims = _verified(token, provider, client_id, {"", "jwt"})
    if claims.get("nonce") != nonce:
        raise jwt.InvalidTokenError("another request's token")
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", client_id) != client_id or (several and "azp" not in claims):
        raise jwt.InvalidTokenError("another client's token")
    return claims


def _verified(token: str, provider: Provider, audience: str, kinds: set[str]) -> dict[str, Any]:
    """Signature, issuer, audience, times. The algorithm is the key's own, never the token's choice (RFC 8725, 3.1).

    `kinds`: of the types that a provider signs (log-out tokens, events, …) those that are meant (RFC 8725, 3.11).
    """
    header = jwt.get_unverified_header(token)
    if str(header.get("typ", "")).lower().removeprefix("application/") not in kinds:
        raise jwt.InvalidTokenError("another kind of token")
    key = provider.key(str(header.get("kid", "")))
    if key is None or header.get("alg") != key.algorithm_name or key.algorithm_name not in ALGORITHMS:
        raise jwt.InvalidTokenError("unknown key or algorithm")
    if "crit" in header:
        raise jwt.InvalidTokenError("unknown critical header")
    claims = jwt.decode(
        token,
        key,
        algorithms=[key.algorithm_name],
        audience=audience,
        issuer=provider.issuer,
        options={"require": _REQUIRED, "verify_iat": False, "verify_nbf": False},
    )
    if not all(_has_begun(claims[name]) for name in ("iat", "nbf") if name in claims):
        raise jwt.ImmatureSignatureError("not yet")
    if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= _LONGEST_SUBJECT:
        raise jwt.InvalidTokenError("no subject")
    return claims


def _has_begun(moment: object) -> bool:
    return isinstance(moment, int | float) and moment <= clock.utcnow().timestamp() + SKEW_SECONDS
