"""Puts the checked settings into a Flask app's configuration."""

from collections.abc import Mapping

from flask import Flask
from flask.json.provider import DefaultJSONProvider

from config import Settings, load_settings


def init_app(app: Flask, config: Settings | Mapping[str, object] | None) -> None:
    """`app.config["SETTINGS"]` holds them typed; each is there by its own name as well."""
    settings = config if isinstance(config, Settings) else load_settings(config)
    app.config.update({name.upper(): getattr(settings, name) for name in type(settings).model_fields})
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key.get_secret_value(),
        TESTING=settings.app_env == "testing",
        MAX_CONTENT_LENGTH=settings.max_body_bytes,
    )
    provider = app.json
    if isinstance(provider, DefaultJSONProvider):
        provider.sort_keys = False  # errors begin with `detail`
        provider.ensure_ascii = False
