"""The configured provider, and both ways in: an access token of its, or a browser that logged in there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import httpx2

from detomo.audit.service import Action, Outcome, record_alone
from detomo.auth import sessions
from detomo.auth.oidc import browser
from detomo.auth.oidc.browser import Client as BrowserClient
from detomo.auth.oidc.browser import Pending
from detomo.auth.oidc.claims import access_claims, is_from
from detomo.auth.oidc.identities import JoinRules, account_of_identity
from detomo.auth.oidc.provider import Provider
from detomo.auth.sessions import Client, Grant, Lifetimes
from detomo.exceptions import ServiceError
from detomo.identity import Caller

_SECOND_FACTORS = {"mfa", "otp", "hwk", "swk", "sc", "fpt", "face", "pin+hwk"}  # RFC 8176


@dataclass(frozen=True)
class OpenIdConnect:
    """One for an app. `audience` is what access tokens must be meant for."""

    provider: Provider
    client: BrowserClient
    audience: str
    rules: JoinRules
    http: httpx2.Client

    def issued(self, token: str) -> bool:
        """Whether a token says that it is the provider's."""
        return is_from(token, self.provider.issuer)

    def caller_of_token(self, token: str) -> Caller:
        """Who an access token of the provider belongs to. Raises PyJWT's errors and those of `account_of_identity`."""
        claims = access_claims(token, self.provider, self.audience)
        return replace(account_of_identity(claims, self.rules), has_second_factor=_by_second_factor(claims))

    def begin(self) -> tuple[str, Pending]:
        """Where to send a browser, and what to keep until it comes back. Raises `ProviderAway`."""
        return browser.begin(self.provider, self.client)

    def finish(self, pending: Pending, answer: Mapping[str, str], client: Client, lifetimes: Lifetimes) -> Grant:
        """Open a session for who came back. Raises `BrowserLoginFailed`, `ProviderAway`, `IdentityUnknown`, …"""
        try:
            claims = browser.finish(self.provider, self.client, self.http, pending, answer)
            account = account_of_identity(claims, self.rules)
        except ServiceError as error:
            record_alone(Action.LOGGED_IN, outcome=Outcome.FAILURE, actor_id=None, details={"code": error.code})
            raise
        return sessions.open_session(account, client, lifetimes, has_second_factor=_by_second_factor(claims))


def _by_second_factor(claims: Mapping[str, Any]) -> bool:
    methods = claims.get("amr")
    return isinstance(methods, list) and bool(_SECOND_FACTORS.intersection(map(str, methods)))
