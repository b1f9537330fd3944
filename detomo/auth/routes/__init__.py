"""HTTP: one file for each concern, one blueprint each, all under `/api/v0/auth`."""

from detomo.auth.routes import api_keys, email, login, recovery, second_factor, sessions

BLUEPRINTS = tuple(part.blueprint for part in (login, sessions, recovery, email, second_factor, api_keys))
