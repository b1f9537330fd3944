from typing import Any

from detomo.auth import api_keys
from detomo.auth.api_keys import OwnApiKey
from detomo.auth.context import mail_style
from detomo.auth.schemas import ApiKeysSchema, MadeApiKeySchema, NewApiKeySchema
from detomo.http import Blueprint, current_owner, current_settings, requires, requires_recent_login
from detomo.identity import Permission

blueprint = Blueprint("api-keys", __name__, url_prefix="/api/v0/auth/api-keys", description="Keys for programs")
KEY_PATH = "/<int(max=2147483647):key_id>"


@blueprint.route("", methods=["GET"])
@requires(Permission.MANAGE_OWN_ACCOUNT)
@blueprint.response(200, ApiKeysSchema)
def list_keys() -> dict[str, Any]:
    """List your keys, without their text"""
    return {"api_keys": api_keys.keys_of(current_owner().id)}


@blueprint.route("", methods=["POST"])
@requires(Permission.MANAGE_OWN_ACCOUNT)
@requires_recent_login
@blueprint.arguments(NewApiKeySchema)
@blueprint.response(201, MadeApiKeySchema)
def make_key(body: dict[str, Any]) -> OwnApiKey:
    """Make a key with some of your permissions; its text is shown only now. Needs a recent log-in"""
    most_days = current_settings().api_key_max_days
    return api_keys.create(current_owner(), **body, most_days=most_days, style=mail_style())


@blueprint.route(KEY_PATH, methods=["DELETE"])
@requires(Permission.MANAGE_OWN_ACCOUNT)
@blueprint.response(204)
def revoke_key(key_id: int) -> None:
    """Revoke a key, at once"""
    api_keys.revoke(current_owner().id, key_id)
