"""People who use an app over HTTP, each with a token of their own."""

from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from detomo.auth import service as accounts
from detomo.identity import Role
from tests.conftest import PASSWORD, bearer


class Person:
    """A logged-in account; `on` gives the same person on another app with the same database."""

    def __init__(self, app: Flask, name: str, headers: dict[str, str]) -> None:
        self.app = app
        self.name = name
        self._client = app.test_client()
        self._headers = headers

    def get(self, path: str, **query: Any) -> TestResponse:
        return self._client.get(path, query_string=query or None, headers=self._headers)

    def post(self, path: str, **body: Any) -> TestResponse:
        return self._client.post(path, json=body, headers=self._headers)

    def put(self, path: str, **body: Any) -> TestResponse:
        return self._client.put(path, json=body, headers=self._headers)

    def delete(self, path: str) -> TestResponse:
        return self._client.delete(path, headers=self._headers)

    def call(self, method: str, path: str, **more: Any) -> TestResponse:
        return self._client.open(path, method=method, headers=self._headers, **more)

    def teach(self, question: str, sql: str) -> str:
        """Teach a pair; give its id."""
        taught = self.post("/api/v0/training", question=question, sql=sql)
        assert taught.status_code == 200, taught.get_json()
        return str(taught.get_json()["id"])

    def ask(self, question: str, **more: Any) -> dict[str, Any]:
        answer = self.post("/api/v0/query", question=question, **more)
        assert answer.status_code == 200, answer.get_json()
        return dict(answer.get_json())

    def speaking(self, language: str) -> "Person":
        return self._changed(self.app, {**self._headers, "Accept-Language": language})

    def on(self, app: Flask) -> "Person":
        return self._changed(app, self._headers)

    def _changed(self, app: Flask, headers: dict[str, str]) -> "Person":
        return Person(app, self.name, headers)


def person(app: Flask, name: str, role: str = Role.ANALYST) -> Person:
    """Make an account and log it in."""
    with app.app_context():
        accounts.register(f"{name}@example.com", name, PASSWORD, rounds=4, role=role)
    login = app.test_client().post("/api/v0/auth/login", json={"username": name, "password": PASSWORD})
    return Person(app, name, bearer(login.get_json()["access_token"]))
