"""A real service to measure: gunicorn on an empty application database, with the model's stand-in and one account."""

import http.client
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.fakes.messages_api import MessagesApi
from tests.servers import flask_command, gunicorn

TAUGHT = "How many customers are there?"


class Refusal(RuntimeError):
    """Any status but 2xx."""

    def __init__(self, path: str, status: int, text: bytes) -> None:
        super().__init__(f"{path}: {status} {text[:300]!r}")
        self.status = status


class Person:
    """One keep-alive connection with a token, as a client would hold it; `address` as a proxy would tell it."""

    def __init__(self, url: str, token: str = "", address: str = "") -> None:
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=120)
        self._headers = {"Content-Type": "application/json"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        if address:
            self._headers["X-Forwarded-For"] = address

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Raises `Refusal`."""
        self._connection.request("POST", path, json.dumps(body), self._headers)
        response = self._connection.getresponse()
        text = response.read()
        if response.status >= 300:
            raise Refusal(path, response.status, text)
        return json.loads(text) if text else {}

    def get(self, path: str) -> bytes:
        """Raises `Refusal`."""
        return b"".join(self.download(path))

    def download(self, path: str) -> Iterator[bytes]:
        self._connection.request("GET", path, headers=self._headers)
        response = self._connection.getresponse()
        if response.status >= 300:
            raise Refusal(path, response.status, response.read())
        while piece := response.read(256 * 1024):
            yield piece

    def close(self) -> None:
        self._connection.close()


@dataclass(frozen=True, slots=True)
class Service:
    url: str
    token: str
    seconds_to_start: float

    def person(self) -> Person:
        return Person(self.url, self.token)


@contextmanager
def serving(folder: Path, target: Path, **settings: str) -> Iterator[Service]:
    """Serve `target` with an account and one taught question."""
    environment = {
        "APP_ENV": "production",
        "ENCRYPTION_KEY": secrets.token_urlsafe(48),
        "RATE_LIMIT": "1000000/second",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "USER_DB_PATH": str(folder / "app.sqlite"),
        "DATABASE_PATH": str(target),
        "LOG_LEVEL": "WARNING",
        **settings,
    }
    flask_command("db", "upgrade", environment=environment).check_returncode()
    begun = time.perf_counter()
    with gunicorn(environment, folder / "gunicorn.log") as server:
        started = time.perf_counter() - begun
        yield Service(server.url, _account(server.url), started)


def asking(model: MessagesApi) -> dict[str, str]:
    """Settings that send questions to a stand-in."""
    return {"ANTHROPIC_BASE_URL": model.url, "ANTHROPIC_API_KEY": "any"}


def _account(url: str) -> str:
    name, password = "benchmark", secrets.token_urlsafe(16)
    with closing(Person(url)) as person:
        person.post("/api/v0/auth/register", {"email": "b@example.com", "username": name, "password": password})
        return person.post("/api/v0/auth/login", {"username": name, "password": password})["access_token"]
