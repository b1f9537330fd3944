"""The engine that an app's settings describe, what health asks about it, and Vanna's interface to it."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import structlog
from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from detomo.connections import service as connections
from detomo.connections.directory import EngineDirectory, Key
from detomo.engine.assemble import Engine, EngineSettings, assemble
from detomo.engine.errors import EngineError
from detomo.engine.propose.claude import ClaudeSettings
from detomo.engine.propose.prices import Prices
from detomo.engine.propose.privacy import PrivacyMode
from detomo.engine.types import Limits
from detomo.exceptions import ServiceError
from detomo.extensions import vanna
from detomo.health import service as health
from detomo.http import ENGINE, ENGINES, current_engine
from detomo.projects.service import DEFAULT_SLUG
from detomo.rules.service import current_rules
from detomo.training import first_start
from detomo.training.source import ProjectKnowledge
from detomo.training.trainer import ProjectTrainer

if TYPE_CHECKING:
    from config import Settings

log = structlog.get_logger(__name__)


def init_app(app: Flask, engine: Engine | None) -> None:
    made = engine or assemble(engine_settings(app.config["SETTINGS"]), ProjectKnowledge(DEFAULT_SLUG), current_rules)
    app.extensions[ENGINE] = made
    app.extensions[ENGINES] = EngineDirectory(made, connections.assigned, lambda: _engine_of_connection(app))
    vanna.init_app(app, lambda: _vanna(made))
    health.register(app, TargetDatabase())
    health.register(app, KnowledgeIndex())


def _engine_of_connection(app: Flask) -> tuple[Key, Engine] | None:
    """The engine for the connection that is assigned now; made from the settings but for its target."""
    settings = app.config["SETTINGS"]
    policy = connections.policy_of(settings)
    found = connections.assigned_url(policy)
    if found is None:
        return None
    own = {"target_url": found.url, "tables": (), "refuse_unsafe": True, "reach": policy.reach}
    described = replace(engine_settings(settings), **own)
    return (found.id, found.version), assemble(described, ProjectKnowledge(DEFAULT_SLUG), current_rules)


def teach_first(app: Flask) -> None:
    """Teach TRAINING_DATA_PATH if nothing was ever taught. With an engine of its own: it is called before the fork."""
    settings = app.config["SETTINGS"]
    if settings.training_data_path is None:
        return
    engine = assemble(engine_settings(settings), ProjectKnowledge(DEFAULT_SLUG), current_rules)
    try:
        with app.app_context():
            first_start.teach_first(engine.pipeline, settings.training_data_path)
    finally:
        engine.close()


def _vanna(engine: Engine) -> Any:
    from detomo.engine.vanna import DetomoVanna

    return DetomoVanna(engine, ProjectTrainer(engine.pipeline))


def warm_up(app: Flask) -> None:
    """Let the engine connect and read what it needs, ahead of the first question; what is away now is asked again."""
    with app.app_context():
        try:
            current_engine().warm_up()
        except (EngineError, ServiceError, SQLAlchemyError) as error:
            log.warning("not_warmed_up", error=type(error).__name__)


def engine_settings(settings: "Settings") -> EngineSettings:
    limits = Limits(
        seconds=settings.query_timeout_seconds,
        rows=settings.query_max_rows,
        cell_bytes=settings.query_max_cell_bytes,
        result_bytes=settings.query_max_result_bytes,
        memory_bytes=settings.query_memory_mb * 1_000_000,
    )
    claude = ClaudeSettings(
        api_key=settings.anthropic_api_key.get_secret_value(),
        model=settings.claude_model,
        base_url=settings.anthropic_base_url or None,
        temperature=settings.claude_temperature,
        max_tokens=settings.claude_max_tokens,
        timeout_seconds=settings.claude_timeout_seconds,
        max_retries=settings.claude_max_retries,
        privacy=PrivacyMode(settings.privacy_mode),
        prices=_prices(settings.claude_prices),
    )
    return EngineSettings(
        target_url=settings.target_database_uri,
        tables=settings.target_tables,
        limits=limits,
        processes=settings.query_processes,
        catalog_ttl_seconds=settings.catalog_ttl_seconds,
        value_index_ttl_seconds=settings.value_index_ttl_seconds,
        prompt_token_budget=settings.prompt_token_budget,
        generator=settings.generator,
        confidence_threshold=settings.confidence_threshold,
        claude=claude,
        embeddings=settings.embeddings,
        chroma_url=settings.chroma_url,
        refuse_unsafe=settings.is_deployed,
        time_zone=settings.time_zone,
        fiscal_year_start=settings.fiscal_year_start_month,
    )


def _prices(given: tuple[Decimal, ...]) -> Prices | None:
    if not given:
        return None
    fresh, output, *cached = given
    return Prices(fresh, output, *(cached or (fresh, fresh)))


class TargetDatabase:
    """The database that questions are about."""

    name = "database"

    def check(self) -> Mapping[str, Any]:
        try:
            runner = _engine_for_health().runner
        except ServiceError as error:  # the connection in use may not be used, or its password not be read
            raise health.PartAway({"database": error.code}) from error
        try:
            runner.ping()
        except EngineError as error:
            raise health.PartAway({"database": f"{runner.display_name} - {error.code}"}) from error
        return {"database": f"{runner.display_name} - Connected"}


class KnowledgeIndex:
    """The index over what was taught."""

    name = "index"

    def check(self) -> Mapping[str, Any]:
        try:
            return {"training_data_count": _engine_for_health().knowledge.check()}
        except (
            ServiceError,
            SQLAlchemyError,
        ) as err:  # it follows the application database, which is a part of its own
            raise health.PartAway from err


def _engine_for_health() -> Engine:
    """The current engine, or the settings' while the application database cannot say which one that is."""
    try:
        return current_engine()
    except SQLAlchemyError:
        return current_app.extensions[ENGINE]
