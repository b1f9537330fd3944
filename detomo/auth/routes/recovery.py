from typing import Any

from detomo.auth import login, recovery
from detomo.auth.context import client, mail_style
from detomo.auth.schemas import AddressSchema, NewPasswordSchema, PasswordChangeSchema
from detomo.http import Blueprint, current_owner, current_settings, public, requires
from detomo.identity import Permission

blueprint = Blueprint("passwords", __name__, url_prefix="/api/v0/auth", description="Changing and replacing passwords")


@blueprint.route("/password", methods=["POST"])
@requires(Permission.MANAGE_OWN_ACCOUNT)
@blueprint.arguments(PasswordChangeSchema)
@blueprint.response(204)
def change_password(body: dict[str, Any]) -> None:
    """Change your password, with the current one; all other sessions end"""
    owner = current_owner()
    login.check_password(owner, body["current_password"])
    rounds = current_settings().bcrypt_rounds
    recovery.change_password(owner, body["new_password"], rounds=rounds, style=mail_style())


@blueprint.route("/forgot-password", methods=["POST"])
@public
@blueprint.arguments(AddressSchema)
@blueprint.response(202)
def forgot_password(body: dict[str, Any]) -> None:
    """Have a token sent to this address if an account has it; the answer is the same if not"""
    recovery.request_reset(body["email"], mail_style())


@blueprint.route("/reset-password", methods=["POST"])
@public
@blueprint.arguments(NewPasswordSchema)
@blueprint.response(204)
def reset_password(body: dict[str, Any]) -> None:
    """Set a password with the token of a mail; every session ends"""
    rounds = current_settings().bcrypt_rounds
    recovery.reset_password(body["token"], body["password"], client(), rounds=rounds, style=mail_style())
