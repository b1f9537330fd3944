from http import HTTPStatus

from flask import Flask, Response, jsonify

from detomo import __version__
from detomo.errors import RETRY, error_response, said
from detomo.health import service
from detomo.health.schemas import HealthSchema, ReadinessSchema
from detomo.http import Blueprint, public

blueprint = Blueprint("health", __name__, description="Liveness and readiness")
HEALTHY = {"status": "healthy", "service": "Detomo SQL AI", "version": __version__}


def init_app(app: Flask) -> None:
    service.register(app, service.AppDatabase())
    service.register(app, service.LanguageModel())


@blueprint.route("/health", methods=["GET"])
@blueprint.route("/health/live", methods=["GET"])
@public
@blueprint.response(200, HealthSchema)
def live() -> dict[str, str]:
    """Tell that the process answers"""
    return HEALTHY


@blueprint.route("/api/v0/health", methods=["GET"])
@blueprint.route("/health/ready", methods=["GET"])
@public
@blueprint.alt_response(200, schema=ReadinessSchema)
@blueprint.alt_response(503, schema=ReadinessSchema, description="The database or the index is away")
def ready() -> Response:
    """Tell whether the databases and the index can serve"""
    details, away = service.readiness()
    if not away:
        return jsonify({**HEALTHY, **details})
    body = {**said("unhealthy"), **HEALTHY, "status": "unhealthy", **details, "away": away}
    return error_response(HTTPStatus.SERVICE_UNAVAILABLE, body, RETRY)
