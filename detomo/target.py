"""The engine that an app's settings describe, what health asks about it, and Vanna's interface to it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from detomo.engine.assemble import Engine, EngineSettings, assemble
from detomo.engine.errors import EngineError
from detomo.engine.propose.claude import ClaudeSettings
from detomo.engine.propose.prices import Prices
from detomo.engine.propose.privacy import PrivacyMode
from detomo.engine.types import Limits
from detomo.extensions import vanna
from detomo.health import service as health
from detomo.http import ENGINE
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
    vanna.init_app(app, lambda: _vanna(made))
    health.register(app, TargetDatabase(made))
    health.register(app, KnowledgeIndex(made))


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
            app.extensions[ENGINE].warm_up()
        except (EngineError, SQLAlchemyError) as error:
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

    def __init__(self, engine: Engine) -> None:
        self._runner = engine.runner

    def check(self) -> Mapping[str, Any]:
        try:
            self._runner.ping()
        except EngineError as error:
            raise health.PartAway({"database": f"{self._runner.display_name} - {error.code}"}) from error
        return {"database": f"{self._runner.display_name} - Connected"}


class KnowledgeIndex:
    """The index over what was taught."""

    name = "index"

    def __init__(self, engine: Engine) -> None:
        self._knowledge = engine.knowledge

    def check(self) -> Mapping[str, Any]:
        try:
            return {"training_data_count": self._knowledge.check()}
        except SQLAlchemyError as err:  # it follows the application database, which is a part of its own
            raise health.PartAway from err
