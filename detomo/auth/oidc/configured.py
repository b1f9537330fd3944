"""The provider that the settings name."""

import httpx2
from flask import Flask, current_app

from detomo.auth.oidc.browser import Client
from detomo.auth.oidc.identities import JoinRules
from detomo.auth.oidc.login import OpenIdConnect
from detomo.auth.oidc.provider import Provider
from detomo.exceptions import ServiceError

_KEY = "detomo_oidc"


class NoProvider(ServiceError):
    status = 404
    code = "oidc_not_configured"


def init_app(app: Flask) -> None:
    settings = app.config["SETTINGS"]
    if not settings.oidc_issuer:
        return
    http = httpx2.Client(follow_redirects=False)
    app.extensions[_KEY] = OpenIdConnect(
        Provider(settings.oidc_issuer, http),
        Client(
            settings.oidc_client_id,
            settings.oidc_client_secret.get_secret_value(),
            settings.oidc_redirect_url,
            settings.oidc_scopes,
        ),
        settings.oidc_audience or settings.oidc_client_id,
        settings.oidc_required_scope,
        JoinRules(settings.oidc_create_accounts, settings.oidc_link_verified_email, settings.default_role),
        http,
    )


def oidc() -> OpenIdConnect:
    """Raises `NoProvider` when none is configured."""
    found = configured()
    if found is None:
        raise NoProvider
    return found


def configured() -> OpenIdConnect | None:
    """The provider, or None where the settings name none."""
    found: OpenIdConnect | None = current_app.extensions.get(_KEY)
    return found
