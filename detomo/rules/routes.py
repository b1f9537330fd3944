from typing import Any

from detomo.auth import service as accounts
from detomo.http import Blueprint, current_caller, current_engine, requires
from detomo.identity import Permission
from detomo.rules import service
from detomo.rules.schemas import AttributeSchema, NewRuleSchema, RuleSchema, RulesSchema
from detomo.rules.service import StoredRule

blueprint = Blueprint("rules", __name__, url_prefix="/api/v0", description="Row and column rules (administrators)")


@blueprint.route("/rules", methods=["GET"])
@requires(Permission.MANAGE_RULES)
@blueprint.response(200, RulesSchema)
def list_rules() -> dict[str, Any]:
    """List all rules"""
    return {"rules": service.every_rule()}


@blueprint.route("/rules", methods=["POST"])
@requires(Permission.MANAGE_RULES)
@blueprint.arguments(NewRuleSchema)
@blueprint.response(201, RuleSchema)
def add_rule(body: dict[str, Any]) -> StoredRule:
    """Add a rule; it holds from the next question on"""
    return service.add(current_engine().catalog.current(), current_caller().id, **body)


@blueprint.route("/rules/<int(max=2147483647):rule_id>", methods=["DELETE"])
@requires(Permission.MANAGE_RULES)
@blueprint.response(204)
def remove_rule(rule_id: int) -> None:
    """Remove a rule"""
    service.remove(rule_id, current_caller().id)


@blueprint.route("/users/<string:name>/attributes", methods=["PUT"])
@requires(Permission.MANAGE_RULES)
@blueprint.arguments(AttributeSchema)
@blueprint.response(204)
def set_attribute(body: dict[str, Any], name: str) -> None:
    """Give a user an attribute for row rules, or take it away with null"""
    service.set_attribute(accounts.account(name).id, body["name"], body["value"], current_caller().id)
