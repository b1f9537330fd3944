from typing import Any

from flask import Response, stream_with_context

from detomo.audit.export import MEDIA_TYPES, as_bytes
from detomo.audit.schemas import ExportSchema, HeadSchema, LinesSchema, SearchSchema
from detomo.audit.search import Filter, every, search
from detomo.audit.service import Action, record_alone
from detomo.audit.verify import Head, current_head
from detomo.http import Blueprint, current_caller, requires
from detomo.identity import Permission

blueprint = Blueprint("audit", __name__, url_prefix="/api/v0/admin/audit", description="The audit")


@blueprint.route("", methods=["GET"])
@requires(Permission.READ_AUDIT)
@blueprint.arguments(SearchSchema, location="query")
@blueprint.response(200, LinesSchema)
def list_lines(query: dict[str, Any]) -> dict[str, Any]:
    """Lines that match, newest first"""
    limit, below = query.pop("limit"), query.pop("below", None)
    lines = search(Filter(**query), limit=limit, below=below)
    record_alone(Action.AUDIT_READ, actor_id=current_caller().id, details={"lines": len(lines)})
    return {"lines": lines, "next": lines[-1].id if len(lines) == limit else None}


@blueprint.route("/export", methods=["GET"])
@requires(Permission.READ_AUDIT)
@blueprint.arguments(ExportSchema, location="query")
@blueprint.response(200, content_type="text/csv")
def export(query: dict[str, Any]) -> Response:
    """All lines that match, oldest first, as CSV or JSON lines"""
    form = query.pop("format")
    record_alone(Action.AUDIT_EXPORTED, actor_id=current_caller().id, details={"format": form})
    headers = {"Content-Disposition": f'attachment; filename="audit.{form}"'}
    pieces = stream_with_context(as_bytes(every(Filter(**query)), form))
    return Response(pieces, content_type=MEDIA_TYPES[form], headers=headers)


@blueprint.route("/head", methods=["GET"])
@requires(Permission.READ_AUDIT)
@blueprint.response(200, HeadSchema)
def head() -> Head:
    """The end of the chain, to be noted elsewhere"""
    return current_head()
