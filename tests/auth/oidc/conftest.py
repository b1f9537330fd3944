"""A provider, and a service that knows it"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.auth.oidc.steps import CALLBACK, Make
from tests.fakes.identity_provider import CLIENT, IdentityProvider


@pytest.fixture
def provider() -> Iterator[IdentityProvider]:
    with IdentityProvider() as provider:
        yield provider


@pytest.fixture
def make(make_app: Callable[..., Flask], provider: IdentityProvider) -> Make:
    def make(**settings: Any) -> Flask:
        ours = {"OIDC_ISSUER": provider.issuer, "OIDC_CLIENT_ID": CLIENT, "OIDC_REDIRECT_URL": CALLBACK}
        return make_app(**{**ours, **settings})

    return make


@pytest.fixture
def client(make: Make) -> FlaskClient:
    return make().test_client()
