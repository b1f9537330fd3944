"""What people do at a service with a provider"""

from collections.abc import Callable

import httpx2
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.conftest import bearer

ME = "/api/v0/auth/me"
CALLBACK = "http://localhost/api/v0/auth/oidc/callback"
KIM = {"email": "kim@example.com", "email_verified": True}
Make = Callable[..., Flask]


def me(client: FlaskClient, token: str) -> TestResponse:
    return client.get(ME, headers=bearer(token))


def log_in(client: FlaskClient, query: str = "") -> TestResponse:
    """Follow the browser to the provider and back."""
    return client.get(back_from_provider(client, query))


def back_from_provider(client: FlaskClient, query: str = "") -> str:
    page = client.get(f"/api/v0/auth/oidc/login{query}").headers["Location"]
    with httpx2.Client() as browser:
        return str(browser.get(page).headers["Location"])
