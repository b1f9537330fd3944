from typing import Any

from detomo.auth import cookies, session_list, sessions
from detomo.auth.context import lifetimes
from detomo.auth.schemas import SessionsSchema
from detomo.http import Blueprint, before_second_factor, current_owner, requires, requires_recent_login
from detomo.identity import Permission

blueprint = Blueprint("sessions", __name__, url_prefix="/api/v0/auth", description="One's own sessions")


@blueprint.route("/sessions", methods=["GET"])
@requires(Permission.MANAGE_OWN_ACCOUNT)
@blueprint.response(200, SessionsSchema)
def list_sessions() -> dict[str, Any]:
    """List your living sessions, the last used first"""
    owner = current_owner()
    idle = lifetimes().idle
    return {"sessions": session_list.sessions_of(owner.id, owner.session_id, idle)}


@blueprint.route("/sessions", methods=["DELETE"])
@before_second_factor
@requires(Permission.MANAGE_OWN_ACCOUNT)
@requires_recent_login
@blueprint.response(204)
def log_out_everywhere() -> None:
    """End all your sessions, this one too; needs a recent log-in"""
    sessions.log_out_everywhere(current_owner().id)
    cookies.forget()


@blueprint.route("/sessions/<string:session_id>", methods=["DELETE"])
@requires(Permission.MANAGE_OWN_ACCOUNT)
@requires_recent_login
@blueprint.response(204)
def end_session(session_id: str) -> None:
    """End one of your sessions; needs a recent log-in"""
    sessions.revoke_own(current_owner().id, session_id)
