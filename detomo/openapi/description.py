"""The API's description (OpenAPI 3.1), made from the app's blueprints when somebody first asks for it.

flask-smorest describes while it registers, which takes longer than all else that makes an app; here it does so on an
app of its own.
"""

from functools import cache
from typing import Any

import flask_smorest
from flask import Flask

from detomo.http import Blueprint
from detomo.schemas import ErrorSchema

_SPEC: dict[str, Any] = {
    "title": "Detomo SQL AI",
    "openapi_version": "3.1.0",
    "info": {"description": "Questions in English or Japanese, answered from your own database."},
    "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}},
    "security": [{"bearer": []}],
}


class _Api(flask_smorest.Api):
    ERROR_SCHEMA = ErrorSchema


@cache
def describe(blueprints: tuple[Blueprint, ...], version: str) -> dict[str, Any]:
    """The document, ready for JSON."""
    api = _Api(Flask(__name__), spec_kwargs={"version": version, **_SPEC})
    for blueprint in blueprints:
        api.register_blueprint(blueprint)
    return api.spec.to_dict()
