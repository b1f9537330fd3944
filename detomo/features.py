"""Every feature's blueprint, commands and health parts, bound to an app."""

from typing import Any

from flask import Flask

from detomo import models, target
from detomo.auth.cli import user_cli
from detomo.auth.routes import blueprint as auth
from detomo.evaluation.cli import eval_cli
from detomo.evaluation.routes import blueprint as evaluation
from detomo.extensions import api
from detomo.glossary.cli import glossary_cli
from detomo.glossary.routes import blueprint as glossary
from detomo.health import routes as health
from detomo.query.cli import ask_command
from detomo.query.page_routes import blueprint as vanna_page
from detomo.query.routes import blueprint as query
from detomo.query.sql_cli import sql_cli
from detomo.rules.cli import rules_cli
from detomo.rules.routes import blueprint as rules
from detomo.sample.cli import sample_cli
from detomo.settings.cli import settings_cli
from detomo.setup_cli import setup
from detomo.training.cli import training_cli
from detomo.training.routes import blueprint as training

BLUEPRINTS = (auth, query, vanna_page, training, glossary, rules, evaluation, health.blueprint)
COMMANDS = (
    setup,
    user_cli,
    training_cli,
    glossary_cli,
    rules_cli,
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
