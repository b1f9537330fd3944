from typing import Any

from flask import Response, jsonify, redirect, request

from detomo.auth import tokens
from detomo.auth.context import client, lifetimes
from detomo.auth.oidc import browser
from detomo.auth.oidc.configured import oidc
from detomo.auth.schemas import TokensSchema
from detomo.http import Blueprint, current_settings, public

blueprint = Blueprint("oidc", __name__, url_prefix="/api/v0/auth/oidc", description="Logging in at another provider")
COOKIE = "detomo_oidc"


@blueprint.route("/login", methods=["GET"])
@public
@blueprint.response(302)
def log_in() -> Any:
    """Send the browser to the provider's page"""
    page, pending = oidc().begin()
    answer = redirect(page)
    _keep(answer, browser.sealed(pending, _key()), browser.LIFE_SECONDS)
    return answer


@blueprint.route("/callback", methods=["GET"])
@public
@blueprint.response(200, TokensSchema)
def callback() -> Any:
    """Where the provider sends the browser back to: opens a session"""
    pending = browser.unsealed(request.cookies.get(COOKIE, ""), _key())
    grant = oidc().finish(pending, request.args, client(), lifetimes())
    page = current_settings().oidc_return_url
    body = tokens.answer(grant, as_cookies=bool(page))
    answer = redirect(page) if page else jsonify(body)
    _keep(answer, "", 0)
    return answer


def _keep(answer: Response, value: str, seconds: int) -> None:
    """Lax: the provider's redirect is a navigation from another site."""
    secure = current_settings().is_deployed
    path = "/api/v0/auth/oidc"
    answer.set_cookie(COOKIE, value, max_age=seconds, path=path, secure=secure, httponly=True, samesite="Lax")


def _key() -> str:
    return current_settings().secret_key.get_secret_value()
