"""Every feature's blueprint, commands and health parts, bound to an app."""

from typing import Any

from flask import Flask

from detomo import models, target
from detomo.audit.cli import audit_cli
from detomo.audit.routes import blueprint as audit
from detomo.auth import routes as auth
from detomo.auth.admin_routes import blueprint as administration
from detomo.auth.cli import user_cli
from detomo.connections.cli import connections_cli
from detomo.connections.routes import blueprint as connections
from detomo.crypto.cli import keys_cli
from detomo.evaluation.cli import eval_cli
from detomo.extensions import api
from detomo.health import routes as health
from detomo.query.cli import ask_command
from detomo.query.page_routes import blueprint as vanna_page
from detomo.query.routes import blueprint as query
from detomo.query.sql_cli import sql_cli
from detomo.query.usage_cli import usage_command
from detomo.query.usage_routes import blueprint as usage
from detomo.quotas.cli import quota_cli
from detomo.quotas.routes import blueprint as quotas
from detomo.roles.cli import role_cli
from detomo.roles.routes import blueprint as roles
from detomo.rules.cli import rules_cli
from detomo.rules.routes import blueprint as rules
from detomo.sample.cli import sample_cli
from detomo.settings.cli import settings_cli
from detomo.setup_cli import setup
from detomo.training.cli import training_cli
from detomo.training.routes import blueprint as training

BLUEPRINTS = (
    *auth.BLUEPRINTS,
    administration,
    audit,
    roles,
    quotas,
    usage,
    query,
    vanna_page,
    training,
    rules,
    connections,
    health.blueprint,
)
COMMANDS = (
    setup,
    user_cli,
    keys_cli,
    role_cli,
    quota_cli,
    usage_command,
    audit_cli,
    training_cli,
    rules_cli,
    connections_cli,
    ask_command,
    sql_cli,
    eval_cli,
    settings_cli,
    sample_cli,
)


def init_app(app: Flask, engine: Any) -> None:
    app.extensions["detomo_models"] = models
    target.init_app(app, engine)
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint)
    for command in COMMANDS:
        app.cli.add_command(command)
    health.init_app(app)
