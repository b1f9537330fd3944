"""Detomo SQL AI: questions in English or Japanese, answered from your own database.

Importing this package stays cheap on purpose: `detomo.engine` and its query processes are used without Flask.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

    from config import Settings

__version__ = "3.0.0"


def create_app(config: "Settings | Mapping[str, object] | None" = None, *, engine: Any = None) -> "Flask":
    """Make the application.

    `config` gives settings that stand alone; without it they come from the environment and `.env`. Raises
    `SettingsError` when one is wrong. `engine` replaces the engine that the settings describe.
    """
    from flask import Flask

    from detomo import background, errors, features, headers, http, local_only, logs, proxies, storage
    from detomo.audit import service as audit
    from detomo.auth import passwords, tokens
    from detomo.auth.oidc import configured as oidc
    from detomo.crypto import columns as crypto
    from detomo.extensions import cors, migrate
    from detomo.limits import requests as limits
    from detomo.mail import service as mail
    from detomo.openapi import routes as openapi
    from detomo.settings import setup

    app = Flask(__name__, static_folder=None)
    setup.init_app(app, config)
    proxies.init_app(app)
    logs.init_app(app)
    headers.init_app(app)
    storage.init_app(app)
    crypto.init_app(app)
    audit.init_app(app)
    migrate.init_app(app, storage.db, directory=storage.MIGRATIONS)
    cors.init_app(app, origins=list(app.config["CORS_ORIGINS"]), expose_headers=http.EXPOSED_HEADERS)
    local_only.init_app(app)
    http.init_app(app)
    tokens.init_app(app)
    passwords.init_app(app)
    oidc.init_app(app)
    limits.init_app(app)
    background.init_app(app)
    mail.init_app(app)
    openapi.init_app(app)
    errors.init_app(app)
    features.init_app(app, engine)
    return app
