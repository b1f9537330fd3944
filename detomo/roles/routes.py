from typing import Any

from detomo.http import Blueprint, current_caller, requires, requires_recent_login
from detomo.identity import Permission
from detomo.roles import custom
from detomo.roles.custom import RoleView
from detomo.roles.schemas import NewRoleSchema, RoleChangeSchema, RoleSchema, RolesSchema

blueprint = Blueprint("roles", __name__, url_prefix="/api/v0/admin/roles", description="Roles and their permissions")


@blueprint.route("", methods=["GET"])
@requires(Permission.MANAGE_USERS)
@blueprint.response(200, RolesSchema)
def list_roles() -> dict[str, Any]:
    """List the built-in and the custom roles"""
    return {"roles": custom.every_role()}


@blueprint.route("", methods=["POST"])
@requires(Permission.MANAGE_ROLES)
@requires_recent_login
@blueprint.arguments(NewRoleSchema)
@blueprint.response(201, RoleSchema)
def create_role(body: dict[str, Any]) -> RoleView:
    """Make a custom role, with permissions that the caller has; needs a recent log-in"""
    return custom.create(current_caller(), **body)


@blueprint.route("/<string:name>", methods=["PATCH"])
@requires(Permission.MANAGE_ROLES)
@requires_recent_login
@blueprint.arguments(RoleChangeSchema)
@blueprint.response(200, RoleSchema)
def change_role(body: dict[str, Any], name: str) -> RoleView:
    """Change a custom role; it holds from the next request on. Needs a recent log-in"""
    return custom.change(current_caller(), name, **body)


@blueprint.route("/<string:name>", methods=["DELETE"])
@requires(Permission.MANAGE_ROLES)
@requires_recent_login
@blueprint.response(204)
def remove_role(name: str) -> None:
    """Remove a custom role that no account has; needs a recent log-in"""
    custom.remove(current_caller(), name)
