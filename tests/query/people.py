"""People who use the API in tests."""

from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.conftest import PASSWORD, bearer


class Person:
    """A registered user with a token of an app; `get`, `post` and `delete` send it."""

    def __init__(self, app: Flask, name: str) -> None:
        self.app = app
        self._client = app.test_client()
        account = {"email": f"{name}@example.com", "username": name, "password": PASSWORD}
        self._client.post("/api/v0/auth/register", json=account)  # may have an account through another app
        login = self._client.post("/api/v0/auth/login", json={"username": name, "password": PASSWORD})
        self.headers = bearer(login.get_json()["access_token"])

    def get(self, path: str, **options: Any) -> TestResponse:
        return self._send("GET", path, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> TestResponse:
        return self._send("POST", path, json=body, **options)

    def delete(self, path: str, **options: Any) -> TestResponse:
        return self._send("DELETE", path, **options)

    def teach(self, question: str, sql: str) -> str:
        """Teach a pair; give its id."""
        taught = self.post("/api/v0/training", {"question": question, "sql": sql})
        assert taught.status_code == 200, taught.get_json()
        return str(taught.get_json()["id"])

    def ask(self, question: str, **more: Any) -> dict[str, Any]:
        answer = self.post("/api/v0/query", {"question": question, **more})
        assert answer.status_code == 200, answer.get_json()
        return dict(answer.get_json())

    def _send(self, method: str, path: str, headers: dict[str, str] | None = None, **options: Any) -> TestResponse:
        return self._client.open(path, method=method, headers={**self.headers, **(headers or {})}, **options)
