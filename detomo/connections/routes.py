from typing import Any

from detomo.connections import service
from detomo.connections.schemas import (
    AssignmentSchema,
    ConnectionSchema,
    ConnectionsSchema,
    NewConnectionSchema,
    PasswordSchema,
)
from detomo.connections.service import ConnectionView
from detomo.http import Blueprint, current_caller, current_settings, requires
from detomo.identity import Permission

blueprint = Blueprint("connections", __name__, url_prefix="/api/v0", description="Databases to ask (administrators)")
ONE = "/connections/<int(max=2147483647):connection_id>"


@blueprint.route("/connections", methods=["GET"])
@requires(Permission.MANAGE_CONNECTIONS)
@blueprint.response(200, ConnectionsSchema)
def list_connections() -> dict[str, Any]:
    """List all connections, without their passwords"""
    return {"connections": service.every_connection()}


@blueprint.route("/connections", methods=["POST"])
@requires(Permission.MANAGE_CONNECTIONS)
@blueprint.arguments(NewConnectionSchema)
@blueprint.response(201, ConnectionSchema)
def add_connection(body: dict[str, Any]) -> ConnectionView:
    """Try a connection and keep it"""
    return service.add(service.policy_of(current_settings()), current_caller().id, **body)


@blueprint.route(f"{ONE}/test", methods=["POST"])
@requires(Permission.MANAGE_CONNECTIONS)
@blueprint.response(200, ConnectionSchema)
def test_connection(connection_id: int) -> ConnectionView:
    """Try a connection again"""
    return service.test(service.policy_of(current_settings()), current_caller().id, connection_id)


@blueprint.route(f"{ONE}/password", methods=["PUT"])
@requires(Permission.MANAGE_CONNECTIONS)
@blueprint.arguments(PasswordSchema)
@blueprint.response(200, ConnectionSchema)
def set_password(body: dict[str, Any], connection_id: int) -> ConnectionView:
    """Replace a connection's password once the new one works; it holds from the next question on"""
    policy = service.policy_of(current_settings())
    return service.set_password(policy, current_caller().id, connection_id, body["password"])


@blueprint.route(ONE, methods=["DELETE"])
@requires(Permission.MANAGE_CONNECTIONS)
@blueprint.response(204)
def remove_connection(connection_id: int) -> None:
    """Remove a connection that no project asks"""
    service.remove(current_caller().id, connection_id)


@blueprint.route("/projects/default/connection", methods=["PUT"])
@requires(Permission.MANAGE_CONNECTIONS)
@blueprint.arguments(AssignmentSchema)
@blueprint.response(204)
def assign_connection(body: dict[str, Any]) -> None:
    """Let questions be about another database, from the next one on"""
    service.assign(current_caller().id, body["connection_id"])
