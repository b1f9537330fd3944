"""The configured provider, and both ways in: an access token of its, or a browser that logged in there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import httpx2

from detomo import clock
from detomo.audit.service import Action, Outcome, record_alone
from detomo.auth import attempts, second_factor, sessions
from detomo.auth.login import Challenge, challenge
from detomo.auth.lookup import hold
from detomo.auth.oidc import browser
from detomo.auth.oidc.browser import Client as BrowserClient
from detomo.auth.oidc.browser import Pending
from detomo.auth.oidc.claims import SKEW_SECONDS, access_claims, is_from
from detomo.auth.oidc.identities import JoinRules, account_of_identity
from detomo.auth.oidc.provider import Provider
from detomo.auth.sessions import Client, Grant, InactiveUser, Lifetimes
from detomo.exceptions import ServiceError
from detomo.extensions import db
from detomo.identity import Caller

_KNOWN = {"pwd", "pin", "kba"}  # RFC 8176
_HELD = {"otp", "hwk", "swk", "pop", "sc", "sms", "tel", "mca", "fpt", "face", "iris", "retina", "vbm"}


@dataclass(frozen=True)
class OpenIdConnect:
    """One for an app. `audience` and `scope` are what access tokens must be meant for and granted (`""`: any scope)."""

    provider: Provider
    client: BrowserClient
    audience: str
    scope: str
    rules: JoinRules
    http: httpx2.Client

    def issued(self, token: str) -> bool:
        """Whether a token says that it is the provider's."""
        return is_from(token, self.provider.issuer)

    def caller_of_token(self, token: str) -> Caller:
        """Who an access token of the provider belongs to. Raises as `access_claims` and `account_of_identity` do."""
        claims = access_claims(
            token,
            self.provider,
            self.audience,
            scope=self.scope,
            is_distinct=self.audience != self.client.id,
        )
        return replace(account_of_identity(claims, self.rules), has_second_factor=_by_second_factor(claims))

    def begin(self, *, again: bool = False) -> tuple[str, Pending]:
        """Where to send a browser, and what to keep until it comes back. Raises `ProviderAway`."""
        return browser.begin(self.provider, self.client, again=again)

    def finish(
        self, pending: Pending, answer: Mapping[str, str], client: Client, lifetimes: Lifetimes
    ) -> Grant | Challenge:
        """Open a session for who came back, or ask for the second factor that the account has here.

        Raises `BrowserLoginFailed`, `ProviderAway`, `IdentityUnknown`, …
        """
        try:
            claims = browser.finish(self.provider, self.client, self.http, pending, answer)
            return _opened(account_of_identity(claims, self.rules), claims, client, lifetimes)
        except ServiceError as error:
            db.session.rollback()
            record_alone(Action.LOGGED_IN, outcome=Outcome.FAILURE, actor_id=None, details={"code": error.code})
            raise


def _opened(account: Caller, claims: Mapping[str, Any], client: Client, lifetimes: Lifetimes) -> Grant | Challenge:
    is_proved_twice = _by_second_factor(claims)
    if not hold(account.id):
        raise InactiveUser
    if not is_proved_twice and second_factor.is_enrolled(account.id):
        return challenge(account.id)
    attempts.remember(account.id, client.address)
    proof = {"has_second_factor": is_proved_twice, "authenticated_at": _proved_at(claims)}
    return sessions.open_session(account, client, lifetimes, **proof)


def _proved_at(claims: Mapping[str, Any]) -> datetime:
    """When somebody logged in at the provider: long ago, unless it tells (it must, asked for `again`)."""
    moment, now = claims.get("auth_time"), clock.utcnow().timestamp()
    if not isinstance(moment, int | float) or not 0 <= moment <= now + SKEW_SECONDS:
        moment = 0
    return datetime.fromtimestamp(min(moment, now), UTC)


def _by_second_factor(claims: Mapping[str, Any]) -> bool:
    """Whether the provider says that two different factors were shown, not which one."""
    methods = claims.get("amr")
    shown = {str(method) for method in methods} if isinstance(methods, list) else set()
    return "mfa" in shown or bool(shown & _KNOWN and shown & _HELD)
