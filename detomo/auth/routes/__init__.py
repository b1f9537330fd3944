"""HTTP: one file for each concern, one blueprint each, all under `/api/v0/auth`."""

from detomo.auth.routes import api_keys, email, login, passwords, second_factor, sessions

BLUEPRINTS = tuple(part.blueprint for part in (login, sessions, passwords, email, second_factor, api_keys))
