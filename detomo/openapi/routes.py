"""Swagger UI's files come from the package flask-swagger-ui; the page and its start script are ours."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, jsonify, send_from_directory

from detomo.extensions import api
from detomo.http import public
from detomo.schemas import ErrorSchema

blueprint = Blueprint("openapi", __name__)
OURS = Path(__file__).parent / "static"
THEIRS = {"swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"}
POLICY = (  # Swagger UI sets style attributes and draws its icons from data: URLs
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
SPEC: dict[str, Any] = {
    "info": {"description": "Questions in English or Japanese, answered from your own database."},
    "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}},
    "security": [{"bearer": []}],
}


def init_app(app: Flask, version: str) -> None:
    api.ERROR_SCHEMA = ErrorSchema
    api.init_app(
        app,
        spec_kwargs={"title": "Detomo SQL AI", "version": version, "openapi_version": "3.1.0", **SPEC},
    )
    app.register_blueprint(blueprint)


@blueprint.get("/openapi.json")
@public
def describe() -> Response:
    return jsonify(api.spec.to_dict())


@blueprint.get("/docs")
@public
def page() -> Response:
    response = send_from_directory(OURS, "docs.html")
    response.headers["Content-Security-Policy"] = POLICY
    return response


@blueprint.get("/docs/<name>")
@public
def page_file(name: str) -> Response:
    response = send_from_directory(_swagger_ui() if name in THEIRS else OURS, name)
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _swagger_ui() -> Path:
    found = find_spec("flask_swagger_ui")  # found, not imported: only its files are of use
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError("flask-swagger-ui is not installed")
    return Path(found.submodule_search_locations[0]) / "dist"
