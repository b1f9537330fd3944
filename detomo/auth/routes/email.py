from typing import Any

from detomo.auth import addresses
from detomo.auth.context import mail_style
from detomo.auth.schemas import AddressSchema, ProofSchema
from detomo.http import Blueprint, current_owner, public, requires, requires_recent_login
from detomo.identity import Permission

blueprint = Blueprint("email", __name__, url_prefix="/api/v0/auth", description="Proving e-mail addresses")


@blueprint.route("/email", methods=["POST"])
@requires(Permission.MANAGE_OWN_ACCOUNT)
@requires_recent_login
@blueprint.arguments(AddressSchema)
@blueprint.response(202)
def change_email(body: dict[str, Any]) -> None:
    """Have a token sent to another address, which becomes yours with it; needs a recent log-in"""
    addresses.request_change(current_owner(), body["email"], mail_style())


@blueprint.route("/verify-email", methods=["POST"])
@public
@blueprint.arguments(ProofSchema)
@blueprint.response(204)
def verify_email(body: dict[str, Any]) -> None:
    """Prove an address with the token of a mail"""
    addresses.verify(body["token"], mail_style())


@blueprint.route("/verify-email/send", methods=["POST"])
@public
@blueprint.arguments(AddressSchema)
@blueprint.response(202)
def send_verification(body: dict[str, Any]) -> None:
    """Have a token sent to this address if it is an account's and not proved; the answer is the same if not"""
    addresses.request_verification(body["email"], mail_style())
