from typing import Any

from detomo.auth import addresses, cookies, login, service, sessions, tokens
from detomo.auth.attempts import Device
from detomo.auth.context import client, lifetimes, login_rules, mail_style
from detomo.auth.schemas import (
    AccountSchema,
    LoginAnswerSchema,
    LoginSchema,
    RefreshTokenSchema,
    RegisterSchema,
    SecondStepSchema,
    StepUpSchema,
    TokensSchema,
)
from detomo.http import (
    Blueprint,
    any_token,
    before_second_factor,
    current_caller,
    current_owner,
    current_settings,
    public,
    requires,
)
from detomo.identity import Caller, Permission

blueprint = Blueprint("auth", __name__, url_prefix="/api/v0/auth", description="Accounts and logging in")


@blueprint.route("/register", methods=["POST"])
@public
@blueprint.arguments(RegisterSchema)
@blueprint.response(201, AccountSchema)
def register(body: dict[str, Any]) -> Caller:
    """Make an account"""
    settings = current_settings()
    account = service.register(**body, rounds=settings.bcrypt_rounds, role=settings.default_role)
    if settings.email_verification_required:
        addresses.request_verification(account.email, mail_style())
    return account


@blueprint.route("/login", methods=["POST"])
@public
@blueprint.arguments(LoginSchema)
@blueprint.response(200, LoginAnswerSchema)
def log_in(body: dict[str, Any]) -> dict[str, object]:
    """Open a session, with a JSON body or a form; where a second factor is on, get a token for the second step"""
    return tokens.answer(login.log_in(body["username"], body["password"], client(), login_rules(), _device(body)))


def _device(body: dict[str, Any]) -> Device:
    return tokens.read_device(body.get("device_token") or cookies.device_token())


@blueprint.route("/login/mfa", methods=["POST"])
@public
@blueprint.arguments(SecondStepSchema)
@blueprint.response(200, TokensSchema)
def log_in_with_code(body: dict[str, Any]) -> dict[str, object]:
    """Open a session with the token of the first step and a code, of the app or for recovery"""
    opened = login.finish_log_in(body["mfa_token"], body["code"], client(), lifetimes(), mail_style(), _device(body))
    return tokens.answer(opened)


@blueprint.route("/refresh", methods=["POST"])
@any_token
@blueprint.arguments(RefreshTokenSchema, required=False)
@blueprint.response(200, TokensSchema)
def refresh(body: dict[str, Any]) -> dict[str, object]:
    """Exchange a refresh token, in the header or the body, for the next pair"""
    claims = tokens.session_from_request({"refresh"}, body.get("refresh_token"))
    return tokens.answer(sessions.refresh(claims["sid"], claims["jti"], lifetimes()))


@blueprint.route("/logout", methods=["POST"])
@any_token
@blueprint.arguments(RefreshTokenSchema, required=False)
@blueprint.response(204)
def log_out(body: dict[str, Any]) -> None:
    """Revoke the session of an access or refresh token"""
    claims = tokens.session_from_request({"access", "refresh"}, body.get("refresh_token"))
    sessions.revoke_session(claims["sid"])
    cookies.forget()


@blueprint.route("/step-up", methods=["POST"])
@before_second_factor
@requires(Permission.MANAGE_OWN_ACCOUNT)
@blueprint.arguments(StepUpSchema)
@blueprint.response(200, TokensSchema)
def step_up(body: dict[str, Any]) -> dict[str, object]:
    """Prove again who you are, for acts that ask for a recent log-in; get other tokens, the ones before end"""
    proof = body["password"], body["code"]
    return tokens.answer(login.step_up(current_owner(), *proof, client(), lifetimes(), mail_style()))


@blueprint.route("/me", methods=["GET"])
@before_second_factor
@requires(Permission.READ_PROFILE)
@blueprint.response(200, AccountSchema)
def me() -> Caller:
    """Tell who the token belongs to"""
    return current_caller()
