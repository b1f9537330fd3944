"""Swagger UI's files come from the package flask-swagger-ui; the page and its start script are ours."""

from importlib.util import find_spec
from pathlib import Path

import flask
from flask import Flask, Response, current_app, jsonify, send_from_directory

from detomo import __version__
from detomo.http import Blueprint, public
from detomo.openapi.description import describe

blueprint = flask.Blueprint("openapi", __name__)
OURS = Path(__file__).parent / "static"
THEIRS = {"swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"}
POLICY = (  # Swagger UI sets style attributes and draws its icons from data: URLs
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)


@blueprint.get("/openapi.json")
@public
def document() -> Response:
    own = tuple(each for each in current_app.blueprints.values() if isinstance(each, Blueprint))
    return jsonify(describe(own, __version__))


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
