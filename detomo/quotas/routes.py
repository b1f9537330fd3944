from typing import Any

from detomo.http import Blueprint, current_caller, requires
from detomo.identity import Permission
from detomo.quotas import service, settings
from detomo.quotas.schemas import LimitsSchema, QuotasSchema, StandingSchema
from detomo.quotas.service import Standing

blueprint = Blueprint("quotas", __name__, url_prefix="/api/v0", description="How much may be asked")


@blueprint.route("/quota", methods=["GET"])
@requires(Permission.READ_PROFILE)
@blueprint.response(200, StandingSchema)
def own_quota() -> Standing:
    """What the caller may ask, and has asked"""
    return service.standing_of(current_caller())


@blueprint.route("/admin/quotas", methods=["GET"])
@requires(Permission.MANAGE_USERS)
@blueprint.response(200, QuotasSchema)
def list_quotas() -> dict[str, Any]:
    """Every quota that was set"""
    return {"quotas": settings.every_quota()}


@blueprint.route("/admin/roles/<string:name>/quota", methods=["PUT"])
@requires(Permission.MANAGE_USERS)
@blueprint.arguments(LimitsSchema)
@blueprint.response(204)
def set_role_quota(body: dict[str, Any], name: str) -> None:
    """Set how much each account of a role may ask; null removes a limit"""
    settings.set_for_role(current_caller(), name, **body)


@blueprint.route("/admin/users/<int(max=2147483647):user_id>/quota", methods=["PUT"])
@requires(Permission.MANAGE_USERS)
@blueprint.arguments(LimitsSchema)
@blueprint.response(204)
def set_user_quota(body: dict[str, Any], user_id: int) -> None:
    """Set how much one account may ask, in place of its role's limits"""
    settings.set_for_user(current_caller(), user_id, **body)
