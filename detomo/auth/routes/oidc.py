from typing import Any

from flask import Response, jsonify, redirect, request

from detomo.auth import tokens
from detomo.auth.context import client, lifetimes
from detomo.auth.login import Challenge
from detomo.auth.oidc import browser
from detomo.auth.oidc.configured import oidc
from detomo.auth.schemas import LoginAnswerSchema, ProviderLoginSchema
from detomo.auth.sessions import Grant
from detomo.exceptions import ServiceError
from detomo.http import Blueprint, current_settings, public

blueprint = Blueprint("oidc", __name__, url_prefix="/api/v0/auth/oidc", description="Logging in at another provider")


@blueprint.route("/login", methods=["GET"])
@public
@blueprint.arguments(ProviderLoginSchema, location="query")
@blueprint.response(302)
def log_in(query: dict[str, Any]) -> Any:
    """Send the browser to the provider's page"""
    page, pending = oidc().begin(**query)
    answer = redirect(page)
    _keep(answer, browser.sealed(pending, _key()), browser.LIFE_SECONDS)
    return answer


@blueprint.route("/callback", methods=["GET"])
@public
@blueprint.response(200, LoginAnswerSchema)
def callback() -> Any:
    """Where the provider sends the browser back to: opens a session, or asks for the second factor"""
    page = current_settings().oidc_return_url
    try:
        pending = browser.unsealed(request.cookies.get(_cookie(), ""), _key())
        opened = oidc().finish(pending, request.args, client(), lifetimes())
    except ServiceError as error:
        if not page:
            raise
        return redirect(f"{page}#error={error.code}")  # people who changed their mind there see a page, too
    body = tokens.answer(opened, as_cookies=bool(page))
    answer = redirect(f"{page}{_fragment(opened)}") if page else jsonify(body)
    _keep(answer, "", 0)
    return answer


def _fragment(opened: Grant | Challenge) -> str:
    """What the page needs for the second step, where neither servers nor the next page see it."""
    return f"#mfa_token={opened.token}" if isinstance(opened, Challenge) else ""


def _keep(answer: Response, value: str, seconds: int) -> None:
    """Lax: the provider's redirect is a navigation from another site."""
    secure = current_settings().is_deployed
    answer.set_cookie(_cookie(), value, max_age=seconds, path="/", secure=secure, httponly=True, samesite="Lax")


def _cookie() -> str:
    """Where a service is deployed no other host of its domain can set it, to have people log in as somebody else."""
    return "__Host-detomo_oidc" if current_settings().is_deployed else "detomo_oidc"


def _key() -> str:
    return current_settings().secret_key.get_secret_value()
