"""Someone who uses a running service, each call on a connection of its own, so that any worker may answer."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from tests.conftest import PASSWORD, bearer

Events = Iterator[tuple[str, dict[str, Any]]]
LONGEST_SECONDS = 60


class Visitor:
    """`tokens` is the body of the login; `asked` are the ids that were given to the requests, in order."""

    def __init__(self, url: str, name: str) -> None:
        limits = httpx.Limits(max_keepalive_connections=0)
        self._client = httpx.Client(base_url=url, limits=limits, timeout=LONGEST_SECONDS, trust_env=False)
        body = {"email": f"{name}@example.com", "username": name, "password": PASSWORD}
        self.post("/auth/register", **body)
        login = self._client.post("/api/v0/auth/login", data={"username": name, "password": PASSWORD})
        self.tokens: dict[str, Any] = login.json()
        self._client.headers.update(bearer(self.tokens["access_token"]))

    def get(self, path: str, **query: Any) -> httpx.Response:
        return self._client.get(f"/api/v0{path}", params=query)

    def post(self, path: str, *, request_id: str = "", **body: Any) -> httpx.Response:
        headers = {"X-Request-ID": request_id} if request_id else {}
        return self._client.post(f"/api/v0{path}", json=body, headers=headers)

    def ask(self, question: str, *, timeout: float = LONGEST_SECONDS) -> httpx.Response:
        return self._client.post("/api/v0/query", json={"question": question}, timeout=timeout)

    @contextmanager
    def stream(self, question: str) -> Iterator[Events]:
        """Ask for events; they come as the service sends them. Leaving the block hangs up."""
        with self._client.stream("POST", "/api/v0/query/stream", json={"question": question}) as response:
            yield _events(response)


def _events(response: httpx.Response) -> Events:
    name = ""
    for line in response.iter_lines():
        field, _, value = line.partition(": ")
        if field == "event":
            name = value
        elif field == "data":
            yield name, json.loads(value)
