from typing import Any

from detomo.auth import factor_changes, second_factor
from detomo.auth.context import mail_style
from detomo.auth.schemas import CodeSchema, EnrolmentSchema, RecoveryCodesSchema, SecondFactorSchema
from detomo.auth.second_factor import Enrolment
from detomo.http import Blueprint, before_second_factor, current_owner, requires, requires_recent_login
from detomo.identity import Permission

blueprint = Blueprint("mfa", __name__, url_prefix="/api/v0/auth/mfa", description="Second factor: TOTP, recovery codes")


@blueprint.route("", methods=["GET"])
@before_second_factor
@requires(Permission.MANAGE_OWN_ACCOUNT)
@blueprint.response(200, SecondFactorSchema)
def show() -> dict[str, Any]:
    """Tell whether your second factor is on, and how many recovery codes are left"""
    owner = current_owner()
    left = second_factor.recovery_codes_left(owner.id)
    return {"enabled": second_factor.is_enrolled(owner.id), "recovery_codes_left": left}


@blueprint.route("", methods=["POST"])
@before_second_factor
@requires(Permission.MANAGE_OWN_ACCOUNT)
@requires_recent_login
@blueprint.response(201, EnrolmentSchema)
def enrol() -> Enrolment:
    """Get a secret for an authenticator app, as text and QR code; needs a recent log-in"""
    return second_factor.enrol(current_owner())


@blueprint.route("/confirm", methods=["POST"])
@before_second_factor
@requires(Permission.MANAGE_OWN_ACCOUNT)
@blueprint.arguments(CodeSchema)
@blueprint.response(200, RecoveryCodesSchema)
def confirm(body: dict[str, Any]) -> dict[str, Any]:
    """Switch the second factor on with a code of the app; the recovery codes are shown only now"""
    return {"recovery_codes": factor_changes.confirm(current_owner(), body["code"], mail_style())}


@blueprint.route("", methods=["DELETE"])
@requires(Permission.MANAGE_OWN_ACCOUNT)
@requires_recent_login
@blueprint.response(204)
def remove() -> None:
    """Switch the second factor off; needs a recent log-in"""
    factor_changes.remove(current_owner(), mail_style())


@blueprint.route("/recovery-codes", methods=["POST"])
@requires(Permission.MANAGE_OWN_ACCOUNT)
@requires_recent_login
@blueprint.response(201, RecoveryCodesSchema)
def renew_recovery_codes() -> dict[str, Any]:
    """Get other recovery codes; the old ones end. Needs a recent log-in"""
    return {"recovery_codes": factor_changes.renew_recovery_codes(current_owner(), mail_style())}
