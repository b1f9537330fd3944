"""Readiness is the sum of parts that register themselves; each says what it knows or that it is away."""

from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import urlsplit, urlunsplit

from flask import Flask, current_app
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from detomo.engine.errors import EngineError
from detomo.extensions import db

PARTS = "detomo_health"


class PartAway(Exception):
    """A part cannot serve. `details` may still hold keys of the answer, such as `{"database": "shop - Away"}`."""

    def __init__(self, details: Mapping[str, Any] | None = None) -> None:
        super().__init__("away")
        self.details = dict(details or {})


class HealthPart(Protocol):
    """`check` returns keys for the answer, or raises `PartAway` or an `EngineError`."""

    name: str

    def check(self) -> Mapping[str, Any]: ...


class AppDatabase:
    """The service's own database."""

    name = "app_database"

    def check(self) -> Mapping[str, Any]:
        try:
            with db.engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        except SQLAlchemyError as err:
            raise PartAway from err
        return {}


class LanguageModel:
    """Which model server is configured. It is not called: an outage there stops no verified answer."""

    name = "language_model"

    def check(self) -> Mapping[str, Any]:
        settings = current_app.config["SETTINGS"]
        given = settings.anthropic_base_url or settings.anthropic_api_key.get_secret_value()
        if settings.generator == "grammar" or not given:
            return {"llm_endpoint": "not configured"}
        return {"llm_endpoint": _without_secrets(settings.anthropic_base_url or "https://api.anthropic.com")}


def _without_secrets(url: str) -> str:
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, "", ""))


def register(app: Flask, part: HealthPart) -> None:
    """Let readiness ask one more part."""
    app.extensions.setdefault(PARTS, []).append(part)


def readiness() -> tuple[dict[str, Any], list[str]]:
    """Ask every part: the keys they give, and the names of those that are away."""
    details: dict[str, Any] = {}
    away: list[str] = []
    for part in current_app.extensions[PARTS]:
        try:
            details |= part.check()
        except (PartAway, EngineError) as err:
            details |= getattr(err, "details", {})
            away.append(part.name)
    return details, away
