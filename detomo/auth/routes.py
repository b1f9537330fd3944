from typing import Any

from detomo.auth import service, tokens
from detomo.auth.schemas import AccountSchema, LoginSchema, RefreshTokenSchema, RegisterSchema, TokensSchema
from detomo.http import Blueprint, any_token, current_caller, current_settings, public, requires
from detomo.identity import Caller, Permission

blueprint = Blueprint("auth", __name__, url_prefix="/api/v0/auth", description="Accounts and sessions")


@blueprint.route("/register", methods=["POST"])
@public
@blueprint.arguments(RegisterSchema)
@blueprint.response(201, AccountSchema)
def register(body: dict[str, Any]) -> Caller:
    """Make an account"""
    settings = current_settings()
    return service.register(**body, rounds=settings.bcrypt_rounds, role=settings.default_role)


@blueprint.route("/login", methods=["POST"])
@public
@blueprint.arguments(LoginSchema)
@blueprint.response(200, TokensSchema)
def log_in(body: dict[str, Any]) -> dict[str, object]:
    """Open a session, with a JSON body or a form"""
    rounds = current_settings().bcrypt_rounds
    return tokens.issue(service.log_in(**body, rounds=rounds, lifetime=tokens.refresh_lifetime()))


@blueprint.route("/refresh", methods=["POST"])
@any_token
@blueprint.arguments(RefreshTokenSchema, required=False)
@blueprint.response(200, TokensSchema)
def refresh(body: dict[str, Any]) -> dict[str, object]:
    """Exchange a refresh token, in the header or the body, for the next pair"""
    claims = tokens.session_from_request({"refresh"}, body.get("refresh_token"))
    return tokens.issue(service.refresh(claims["sid"], claims["jti"], lifetime=tokens.refresh_lifetime()))


@blueprint.route("/logout", methods=["POST"])
@any_token
@blueprint.arguments(RefreshTokenSchema, required=False)
@blueprint.response(204)
def log_out(body: dict[str, Any]) -> None:
    """Revoke the session of an access or refresh token"""
    claims = tokens.session_from_request({"access", "refresh"}, body.get("refresh_token"))
    service.revoke_session(claims["sid"])


@blueprint.route("/me", methods=["GET"])
@requires(Permission.READ_PROFILE)
@blueprint.response(200, AccountSchema)
def me() -> Caller:
    """Tell who the token belongs to"""
    return current_caller()
