"""Every feature's blueprint, commands and health parts, bound to an app."""

from typing import Any

from flask import Flask

from detomo import models
from detomo.auth.cli import user_cli
from detomo.auth.routes import blueprint as auth
from detomo.extensions import api
from detomo.health import routes as health
from detomo.settings.cli import settings_cli
from detomo.setup_cli import setup

BLUEPRINTS = (auth, health.blueprint)
COMMANDS = (setup, user_cli, settings_cli)
ENGINE = "detomo_engine"


def init_app(app: Flask, engine: Any) -> None:
    app.extensions["detomo_models"] = models
    app.extensions[ENGINE] = engine
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint)
    for command in COMMANDS:
        app.cli.add_command(command)
    health.init_app(app)
