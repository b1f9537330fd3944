from typing import Any

from detomo.engine.knowledge.glossary import GlossaryEntry
from detomo.glossary import service
from detomo.glossary.schemas import NewTermSchema, TermSchema, TermsSchema
from detomo.http import Blueprint, current_caller, current_engine
from detomo.schemas import PageSchema

blueprint = Blueprint("glossary", __name__, url_prefix="/api/v0/glossary", description="The project's terms")


@blueprint.route("", methods=["GET"])
@blueprint.arguments(PageSchema, location="query")
@blueprint.response(200, TermsSchema)
def list_terms(page: dict[str, Any]) -> dict[str, Any]:
    """List the terms, a page at a time, and what the documentation suggests"""
    return service.listing(current_engine().pipeline, current_caller(), **page)


@blueprint.route("", methods=["POST"])
@blueprint.arguments(NewTermSchema)
@blueprint.response(201, TermSchema)
def add_term(entry: GlossaryEntry) -> GlossaryEntry:
    """Add a term"""
    return service.add(current_engine().pipeline, current_caller(), entry)


@blueprint.route("/<string:term_id>", methods=["PUT"])
@blueprint.arguments(NewTermSchema)
@blueprint.response(200, TermSchema)
def change_term(entry: GlossaryEntry, term_id: str) -> GlossaryEntry:
    """Change a term"""
    return service.change(current_engine().pipeline, current_caller(), term_id, entry)


@blueprint.route("/<string:term_id>/accept", methods=["POST"])
@blueprint.response(200, TermSchema)
def accept_suggestion(term_id: str) -> GlossaryEntry:
    """Accept a suggestion"""
    return service.accept(current_engine().pipeline, current_caller(), term_id)


@blueprint.route("/<string:term_id>", methods=["DELETE"])
@blueprint.response(204)
def remove_term(term_id: str) -> None:
    """Remove a term, or decline a suggestion"""
    service.remove(current_engine().pipeline, current_caller(), term_id)
