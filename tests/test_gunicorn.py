"""The real server with two workers: what one worker changes, the other knows at once."""

import json
import re
import socket
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import PASSWORD, SECRET, bearer
from tests.servers import flask_command, gunicorn

pytestmark = pytest.mark.timeout(180)
MANY = 40  # requests on connections of their own: enough to meet both workers


class Service:
    """A running server, its environment for commands, and its log."""

    def __init__(self, url: str, environment: dict[str, str], log: Path) -> None:
        limits = httpx.Limits(max_keepalive_connections=0)
        self.client = httpx.Client(base_url=f"{url}/api/v0/auth", limits=limits, timeout=60, trust_env=False)
        self.environment = environment
        self.log = log

    def call(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Call on a connection of its own, so that any worker may answer."""
        return self.client.request(method, path, **more)

    def register(self, name: str) -> None:
        body = {"email": f"{name}@example.com", "username": name, "password": PASSWORD}
        assert self.call("POST", "/register", json=body).status_code == 201

    def log_in(self, name: str) -> dict[str, str]:
        return self.call("POST", "/login", data={"username": name, "password": PASSWORD}).json()

    def statuses(self, token: str) -> Counter[int]:
        """What many requests with the token get."""
        with ThreadPoolExecutor(8) as pool:
            return Counter(pool.map(lambda _: self.call("GET", "/me", headers=bearer(token)).status_code, range(MANY)))

    def workers(self) -> set[int]:
        """The processes that answered requests so far."""
        lines = (json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{"))
        return {line["worker"] for line in lines if line.get("event") == "request"}


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("service")
    url = f"sqlite:///{folder}/app.sqlite"
    if request.param == "postgres":
        url = request.getfixturevalue("shared_postgres_url")
    environment = {"APP_ENV": "testing", "SECRET_KEY": SECRET, "APP_DATABASE_URL": url, "BCRYPT_ROUNDS": "10"}
    environment |= {"WEB_CONCURRENCY": "2", "LOG_FORMAT": "json"}
    assert flask_command("db", "upgrade", environment=environment).returncode == 0
    with gunicorn(environment, folder / "log") as server:
        service = Service(server.url, environment, folder / "log")
        with service.client:
            yield service


@pytest.fixture(scope="module")
def shared_postgres_url() -> Iterator[str]:
    from tests.servers import postgres_database

    with postgres_database() as url:
        yield url


def test_both_workers_answer(service: Service) -> None:
    service.register("both")
    assert service.statuses(service.log_in("both")["access_token"]) == {200: MANY}
    assert len(service.workers()) == 2


def test_logout_counts_everywhere_at_once(service: Service) -> None:
    service.register("leaver")
    tokens = service.log_in("leaver")
    assert service.statuses(tokens["access_token"]) == {200: MANY}
    assert service.call("POST", "/logout", headers=bearer(tokens["refresh_token"])).status_code == 204
    assert service.statuses(tokens["access_token"]) == {401: MANY}


def test_deactivation_counts_everywhere_at_once(service: Service) -> None:
    service.register("disabled")
    token = service.log_in("disabled")["access_token"]
    assert service.statuses(token) == {200: MANY}
    assert flask_command("user", "disable", "disabled", environment=service.environment).returncode == 0
    assert service.statuses(token) == {400: MANY}


SMUGGLED = "GET /api/v0/auth/me HTTP/1.1\r\nHost: x\r\n\r\n"
AMBIGUOUS = {
    "two lengths": "Content-Length: 0\r\nContent-Length: {length}\r\n\r\n{smuggled}",
    "a length that is no number": "Content-Length: +{length}\r\n\r\n{smuggled}",
    "a length beside chunks": "Content-Length: {whole}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{smuggled}",
    "an unknown encoding": "Transfer-Encoding: xchunked\r\nContent-Length: 0\r\n\r\n{smuggled}",
    "a space before the colon": "Transfer-Encoding : chunked\r\nContent-Length: 0\r\n\r\n{smuggled}",
}


@pytest.mark.parametrize("headers", AMBIGUOUS.values(), ids=AMBIGUOUS)
def test_no_second_request_hides_in_the_body_of_one(service: Service, headers: str) -> None:
    """RFC 9112, section 6.3: where a body ends is never in doubt; what is in doubt ends the connection."""
    end = headers.format(length=len(SMUGGLED), whole=len(SMUGGLED) + 5, smuggled=SMUGGLED)
    url = service.client.base_url
    with socket.create_connection((url.host, url.port), timeout=30) as connection:
        connection.sendall(f"POST /api/v0/auth/login HTTP/1.1\r\nHost: x\r\n{end}".encode())
        answers = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answers.count(b"HTTP/1.1 ") == 1
    assert b"not_authenticated" not in answers


def test_200_registrations_of_one_address_make_one_user(service: Service) -> None:
    def register(number: int) -> int:
        body = {"email": "Same@Example.com", "username": f"same{number}", "password": PASSWORD}
        return service.call("POST", "/register", json=body).status_code

    started = time.monotonic()
    with ThreadPoolExecutor(50) as pool:
        statuses = Counter(pool.map(register, range(200)))
    assert statuses == {201: 1, 400: 199}
    assert time.monotonic() - started < 30
    listed = flask_command("user", "list", environment=service.environment).stdout
    assert len(re.findall("same@example.com", listed, re.IGNORECASE)) == 1


def test_one_refresh_token_is_exchanged_at_most_once(service: Service) -> None:
    service.register("racer")
    for _ in range(3):
        tokens = service.log_in("racer")
        with ThreadPoolExecutor(8) as pool:
            headers = bearer(tokens["refresh_token"])
            answers = list(pool.map(lambda _, h=headers: service.call("POST", "/refresh", headers=h), range(8)))
        assert Counter(answer.status_code for answer in answers) == {200: 1, 401: 7}
        assert service.statuses(tokens["access_token"]) == {401: MANY}


def test_a_chunked_body_is_read_and_limited(service: Service) -> None:
    def parts(size: int) -> Iterator[bytes]:
        yield b'{"email": "'
        for _ in range(size // 1000):
            yield b"a" * 1000
        yield b'"}'

    def send(size: int) -> int:
        headers = {"Content-Type": "application/json"}
        return service.call("POST", "/register", content=parts(size), headers=headers).status_code

    assert (send(2_000), send(9_000_000)) == (422, 413)


def test_the_log_has_one_line_for_each_request_and_no_secret(service: Service) -> None:
    service.register("logged")
    tokens = service.log_in("logged")
    text = service.log.read_text()
    assert all(line.startswith("{") for line in text.splitlines())
    assert [
        secret for secret in (PASSWORD, SECRET, tokens["access_token"], tokens["refresh_token"]) if str(secret) in text
    ] == []
    assert "Traceback" not in text


def test_a_wrong_setting_stops_the_start_with_a_sentence(tmp_path: Path) -> None:
    environment = {"APP_ENV": "production", "SECRET_KEY": "short", "USER_DB_PATH": str(tmp_path / "app.sqlite")}
    sentence = "SECRET_KEY: it is shorter than 32 characters"
    with pytest.raises(AssertionError, match=sentence) as caught, gunicorn(environment, tmp_path / "log"):
        pass
    assert "Traceback" not in str(caught.value)


def test_a_command_with_a_wrong_setting_says_how_to_mend_it(tmp_path: Path) -> None:
    result = flask_command("user", "list", environment={"APP_ENV": "nowhere", "USER_DB_PATH": str(tmp_path / "a")})
    assert result.returncode != 0
    assert "APP_ENV: input should be" in result.stderr
    assert "Traceback" not in result.stderr
