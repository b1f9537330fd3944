from typing import Any

from detomo.evaluation import service
from detomo.evaluation.schemas import GoldenListSchema, GoldenSchema, NewGoldenSchema, ReportSchema, RunSchema
from detomo.evaluation.service import Golden
from detomo.http import Blueprint, client_gone, current_caller, current_engine, requires
from detomo.identity import Permission
from detomo.rules.service import viewer_of
from detomo.schemas import PageSchema

blueprint = Blueprint(
    "evaluation", __name__, url_prefix="/api/v0/golden_questions", description="Golden questions: is it right?"
)


@blueprint.route("", methods=["GET"])
@requires(Permission.TEACH)
@blueprint.arguments(PageSchema, location="query")
@blueprint.response(200, GoldenListSchema)
def list_golden_questions(page: dict[str, Any]) -> dict[str, Any]:
    """List the golden questions, a page at a time"""
    return service.listing(current_engine().pipeline, current_caller(), **page)


@blueprint.route("", methods=["POST"])
@requires(Permission.TEACH)
@blueprint.arguments(NewGoldenSchema)
@blueprint.response(201, GoldenSchema)
def add_golden_question(body: dict[str, Any]) -> Golden:
    """Add a question with the SQL that answers it"""
    caller = current_caller()
    return service.add(current_engine().pipeline, viewer_of(caller), by=caller.id, **body)


@blueprint.route("/<int(max=2147483647):golden_id>", methods=["DELETE"])
@requires(Permission.TEACH)
@blueprint.response(204)
def remove_golden_question(golden_id: int) -> None:
    """Remove a golden question"""
    service.remove(golden_id, by=current_caller().id)


@blueprint.route("/run", methods=["POST"])
@requires(Permission.TEACH)
@blueprint.arguments(RunSchema)
@blueprint.response(200, ReportSchema)
def run_golden_questions(body: dict[str, Any]) -> dict[str, Any]:
    """Ask the golden questions with the caller's rights, and report how many are answered rightly"""
    return service.run(current_engine().pipeline, current_caller(), client_gone(), **body)
