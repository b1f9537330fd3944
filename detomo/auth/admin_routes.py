from collections.abc import Callable
from typing import Any

from flask import Response, request, stream_with_context
from werkzeug.exceptions import UnsupportedMediaType

from detomo import background
from detomo.audit.service import Action, record_alone
from detomo.auth import administration, bulk, directory
from detomo.auth.bulk import Report
from detomo.auth.context import mail_style
from detomo.auth.directory import Entry, Wanted
from detomo.auth.schemas import (
    AccountChangeSchema,
    AccountFilterSchema,
    AccountSearchSchema,
    EntriesSchema,
    EntrySchema,
    ImportReportSchema,
    ImportSchema,
    InvitedAccountSchema,
)
from detomo.http import Blueprint, current_caller, current_settings, requires, requires_recent_login
from detomo.identity import Permission

blueprint = Blueprint(
    "administration", __name__, url_prefix="/api/v0/admin/users", description="Accounts (administrators)"
)
ONE = "/<int(max=2147483647):user_id>"
CSV = "text/csv"


@blueprint.route("", methods=["GET"])
@requires(Permission.MANAGE_USERS)
@blueprint.arguments(AccountSearchSchema, location="query")
@blueprint.response(200, EntriesSchema)
def list_users(query: dict[str, Any]) -> dict[str, Any]:
    """Search accounts, a page at a time"""
    limit, offset = query.pop("limit"), query.pop("offset")
    users, total = directory.search(_wanted(query), limit=limit, offset=offset)
    return {"users": users, "total": total}


@blueprint.route("", methods=["POST"])
@requires(Permission.MANAGE_USERS)
@requires_recent_login
@blueprint.arguments(InvitedAccountSchema)
@blueprint.response(201, EntrySchema)
def create_user(body: dict[str, Any]) -> Entry:
    """Make an account, and invite its owner by mail to choose a password; needs a recent log-in"""
    role = body.get("role", current_settings().default_role)
    with background.room_for(int(body["invite"])):
        account = administration.create(current_caller(), body["email"], body["username"], role)
        if body["invite"]:
            administration.invite(current_caller(), account.id, mail_style())
    return directory.entry_of(account.id)


@blueprint.route(ONE, methods=["GET"])
@requires(Permission.MANAGE_USERS)
@blueprint.response(200, EntrySchema)
def show_user(user_id: int) -> Entry:
    """One account"""
    return directory.entry_of(user_id)


@blueprint.route(ONE, methods=["PATCH"])
@requires(Permission.MANAGE_USERS)
@requires_recent_login
@blueprint.arguments(AccountChangeSchema)
@blueprint.response(200, EntrySchema)
def change_user(body: dict[str, Any], user_id: int) -> Entry:
    """Give an account another role, disable or enable it, from the next request on; needs a recent log-in"""
    if "role" in body:
        administration.set_role(current_caller(), user_id, body["role"])
    if "is_active" in body:
        administration.set_active(current_caller(), user_id, body["is_active"])
    return directory.entry_of(user_id)


def _invite(user_id: int) -> None:
    with background.room_for(1):
        administration.invite(current_caller(), user_id, mail_style())


def act(name: str, summary: str, do: Callable[[int], object]) -> None:
    """A route that does one thing to one account, and answers with the account. It needs a recent log-in."""

    def view(user_id: int) -> Entry:
        do(user_id)
        return directory.entry_of(user_id)

    view.__name__, view.__doc__ = name.replace("-", "_"), summary
    answered = requires(Permission.MANAGE_USERS)(requires_recent_login(blueprint.response(200, EntrySchema)(view)))
    blueprint.route(f"{ONE}/{name}", methods=["POST"])(answered)


act("invite", "Send the invitation again", _invite)
act("unlock", "Forget failed log-ins", lambda i: administration.unlock(current_caller(), i))
act("end-sessions", "Log an account out everywhere", lambda i: administration.end_sessions(current_caller(), i))
act(
    "reset-password",
    "Make the password useless and send a token for another one",
    lambda i: administration.force_reset(current_caller(), i, mail_style()),
)
act(
    "reset-mfa",
    "Switch the second factor off, for whoever has lost it",
    lambda i: administration.reset_second_factor(current_caller(), i, mail_style()),
)


@blueprint.route("/import", methods=["POST"])
@requires(Permission.MANAGE_USERS)
@requires_recent_login
@blueprint.doc(requestBody={"required": True, "content": {CSV: {"schema": {"type": "string"}}}})
@blueprint.arguments(ImportSchema, location="query")
@blueprint.response(200, ImportReportSchema)
def import_users(query: dict[str, Any]) -> Report:
    """Make accounts from CSV with the columns username, email and role: all of them, or none; needs a recent log-in"""
    if request.mimetype != CSV:
        raise UnsupportedMediaType
    role, encoding = current_settings().default_role, request.mimetype_params.get("charset")
    return bulk.import_accounts(current_caller(), request.get_data(), mail_style(), role, encoding=encoding, **query)


@blueprint.route("/export", methods=["GET"])
@requires(Permission.MANAGE_USERS)
@blueprint.arguments(AccountFilterSchema, location="query")
@blueprint.response(200, content_type=CSV)
def export_users(query: dict[str, Any]) -> Response:
    """Accounts as CSV"""
    record_alone(Action.USERS_EXPORTED, actor_id=current_caller().id)
    headers = {"Content-Disposition": 'attachment; filename="users.csv"'}
    pieces = stream_with_context(bulk.export_accounts(_wanted(query)))
    return Response(pieces, content_type=f"{CSV}; charset=utf-8", headers=headers)


def _wanted(query: dict[str, Any]) -> Wanted:
    return Wanted(query.get("search"), query.get("role"), query.get("is_active"))
