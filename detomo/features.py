"""Every feature's blueprint, commands and health parts, bound to an app."""

from typing import Any

from flask import Flask

from detomo import models, target
from detomo.audit import personal as audit_personal
from detomo.audit.cli import audit_cli
from detomo.audit.routes import blueprint as audit
from detomo.auth import personal as auth_personal
from detomo.auth import routes as auth
from detomo.auth.admin_routes import blueprint as administration
from detomo.auth.cli import user_cli
from detomo.auth.retention import remove_old_places
from detomo.connections import personal as connections_personal
from detomo.connections.cli import connections_cli
from detomo.connections.routes import blueprint as connections
from detomo.crypto.cli import keys_cli
from detomo.evaluation import personal as evaluation_personal
from detomo.evaluation.cli import eval_cli
from detomo.evaluation.routes import blueprint as evaluation
from detomo.glossary import personal as glossary_personal
from detomo.glossary.cli import glossary_cli
from detomo.glossary.routes import blueprint as glossary
from detomo.health import routes as health
from detomo.privacy import jobs as privacy_jobs
from detomo.privacy import personal as privacy_personal
from detomo.privacy.cli import privacy_cli
from detomo.privacy.routes import blueprint as privacy
from detomo.query import personal as query_personal
from detomo.query.cli import ask_command
from detomo.query.page_routes import blueprint as vanna_page
from detomo.query.retention import remove_old_rows
from detomo.query.routes import blueprint as query
from detomo.query.sql_cli import sql_cli
from detomo.query.usage_cli import usage_command
from detomo.query.usage_routes import blueprint as usage
from detomo.quotas import personal as quotas_personal
from detomo.quotas.cli import quota_cli
from detomo.quotas.routes import blueprint as quotas
from detomo.roles.cli import role_cli
from detomo.roles.routes import blueprint as roles
from detomo.rules import personal as rules_personal
from detomo.rules.cli import rules_cli
from detomo.rules.routes import blueprint as rules
from detomo.sample.cli import sample_cli
from detomo.settings.cli import settings_cli
from detomo.setup_cli import setup
from detomo.training import personal as training_personal
from detomo.training.cli import training_cli
from detomo.training.routes import blueprint as training
from detomo.usage import personal as usage_personal

BLUEPRINTS = (
    *auth.BLUEPRINTS,
    administration,
    privacy,
    audit,
    roles,
    quotas,
    usage,
    query,
    vanna_page,
    training,
    glossary,
    rules,
    evaluation,
    connections,
    health.blueprint,
)
COMMANDS = (
    setup,
    user_cli,
    keys_cli,
    privacy_cli,
    role_cli,
    quota_cli,
    usage_command,
    audit_cli,
    training_cli,
    glossary_cli,
    rules_cli,
    connections_cli,
    ask_command,
    sql_cli,
    eval_cli,
    settings_cli,
    sample_cli,
)


PERSONAL = (
    *query_personal.PERSONAL,
    *training_personal.PERSONAL,
    *glossary_personal.PERSONAL,
    *evaluation_personal.PERSONAL,
    *rules_personal.PERSONAL,
    *connections_personal.PERSONAL,
    *usage_personal.PERSONAL,
    *quotas_personal.PERSONAL,
    *privacy_personal.PERSONAL,
    *auth_personal.PERSONAL,
    auth_personal.ACCOUNT,
    *audit_personal.PERSONAL,
)
SWEEPS = (privacy_jobs.drop_old_exports, remove_old_rows, remove_old_places)


def init_app(app: Flask, engine: Any) -> None:
    app.extensions["detomo_models"] = models
    target.init_app(app, engine)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for command in COMMANDS:
        app.cli.add_command(command)
    privacy_jobs.init_app(app, PERSONAL, SWEEPS)
    health.init_app(app)
