"""The Flask extensions, unbound: `create_app` binds them. This module imports nothing of ours."""

import threading
from collections.abc import Callable
from typing import Any

from flask import Flask, current_app
from flask_cors import CORS
from flask_jwt_extended import JWTManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """Constraint names follow one convention, so that migrations can name them on every database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Vanna:
    """One Vanna object an app, made at its first use: importing Vanna costs a second and about 110 MB."""

    def init_app(self, app: Flask, make: Callable[[], Any]) -> None:
        app.extensions["vanna"] = _Once(make)

    @property
    def instance(self) -> Any:
        """The current app's `detomo.engine.vanna.DetomoVanna`. Needs an app context."""
        return current_app.extensions["vanna"].get()


class _Once:
    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._made: Any = None
        self._lock = threading.Lock()

    def get(self) -> Any:
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made


db = SQLAlchemy(model_class=Base, disable_autonaming=True)
migrate = Migrate(render_as_batch=True, compare_type=True)
jwt = JWTManager()
cors = CORS()
vanna = Vanna()
