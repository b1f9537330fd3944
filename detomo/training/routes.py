"""The contract's calls for training data, flat (v2) and nested (v3)."""

from typing import Any

from detomo.http import Blueprint, current_caller, current_engine, requires
from detomo.identity import Permission
from detomo.projects.service import default_project_id
from detomo.schemas import IdSchema, PageSchema
from detomo.training import service
from detomo.training.schemas import ListSchema, RemovedSchema, TaughtSchema, TrainSchema

blueprint = Blueprint("training", __name__, description="Training data")


@blueprint.route("/api/v0/train", methods=["POST"])
@blueprint.route("/api/v0/training", methods=["POST"])
@requires(Permission.TEACH)
@blueprint.arguments(TrainSchema)
@blueprint.response(200, TaughtSchema)
def train(body: dict[str, Any]) -> dict[str, str]:
    """Teach DDL, documentation, or a question with its SQL"""
    return service.teach_one(current_engine().pipeline, service.new_item(**body), current_caller())


@blueprint.route("/api/v0/get_training_data", methods=["GET"])
@blueprint.route("/api/v0/training", methods=["GET"])
@requires(Permission.TEACH)
@blueprint.arguments(PageSchema, location="query")
@blueprint.response(200, ListSchema)
def get_training_data(page: dict[str, Any]) -> dict[str, Any]:
    """List what was taught, a page at a time"""
    return service.listing(current_engine().pipeline, default_project_id(), current_caller(), **page)


@blueprint.route("/api/v0/remove_training_data", methods=["POST"])
@requires(Permission.TEACH)
@blueprint.arguments(IdSchema)
@blueprint.response(200, RemovedSchema)
def remove_training_data(body: dict[str, Any]) -> dict[str, Any]:
    """Forget an item; an unknown id is no error"""
    service.forget(default_project_id(), body["id"], by=current_caller().id)
    return service.REMOVED


@blueprint.route("/api/v0/training/<string:item_id>", methods=["DELETE"])
@requires(Permission.TEACH)
@blueprint.response(200, RemovedSchema)
def delete_training_item(item_id: str) -> dict[str, Any]:
    """Forget an item"""
    return service.forget_known(default_project_id(), item_id, by=current_caller().id)
