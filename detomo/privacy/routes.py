from datetime import timedelta

from flask import Response

from detomo import background
from detomo.http import Blueprint, current_owner, current_settings, requires, requires_recent_login
from detomo.identity import Permission
from detomo.privacy import jobs, service
from detomo.privacy.schemas import AskedSchema
from detomo.privacy.service import Asked

blueprint = Blueprint("privacy", __name__, url_prefix="/api/v0/auth/me", description="One's own data")


@blueprint.route("/export", methods=["POST"])
@requires(Permission.MANAGE_OWN_ACCOUNT)
@requires_recent_login
@blueprint.response(202, AskedSchema)
def ask_for_export() -> Asked:
    """Have a copy made of everything that is stored about oneself"""
    asked = service.ask_for_export(current_owner())
    background.submit(jobs.run_due)
    return asked


@blueprint.route("/export", methods=["GET"])
@requires(Permission.MANAGE_OWN_ACCOUNT)
@blueprint.response(200, AskedSchema)
def export_state() -> Asked:
    """How far the last copy is"""
    return service.state(current_owner(), service.EXPORT)


@blueprint.route("/export/download", methods=["GET"])
@requires(Permission.MANAGE_OWN_ACCOUNT)
@requires_recent_login
@blueprint.response(200, content_type="application/zip")
def download_export() -> Response:
    """The last copy, as a ZIP of JSON files"""
    headers = {"Content-Disposition": 'attachment; filename="my-data.zip"'}
    return Response(service.archive(current_owner()), mimetype="application/zip", headers=headers)


@blueprint.route("/deletion", methods=["POST"])
@requires(Permission.MANAGE_OWN_ACCOUNT)
@requires_recent_login
@blueprint.response(202, AskedSchema)
def ask_for_deletion() -> Asked:
    """Have the account and everything personal erased after the grace period"""
    grace = timedelta(days=current_settings().account_deletion_grace_days)
    return service.ask_for_deletion(current_owner(), grace)


@blueprint.route("/deletion", methods=["GET"])
@requires(Permission.MANAGE_OWN_ACCOUNT)
@blueprint.response(200, AskedSchema)
def deletion_state() -> Asked:
    """Whether and when the account will be erased"""
    return service.state(current_owner(), service.DELETION)


@blueprint.route("/deletion", methods=["DELETE"])
@requires(Permission.MANAGE_OWN_ACCOUNT)
@blueprint.response(204)
def keep_account() -> None:
    """Take the wish to be erased back, within the grace period"""
    service.keep_account(current_owner())
