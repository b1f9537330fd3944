"""Clients that a proxy would keep away: too slow to hold a thread, or not speaking HTTP at all."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from detomo.headers import HEADERS
from tests.conftest import SECRET
from tests.servers import Gunicorn, flask_command, gunicorn, wait_until

THREADS = 2
LOGIN = b"POST /api/v0/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gunicorn]:
    """One worker of few threads; a request has a second to arrive."""
    folder = tmp_path_factory.mktemp("service")
    environment = {"APP_ENV": "testing", "SECRET_KEY": SECRET, "USER_DB_PATH": str(folder / "app.sqlite")}
    environment |= {"WEB_CONCURRENCY": "1", "WEB_THREADS": str(THREADS), "REQUEST_SECONDS": "1", "LOG_FORMAT": "json"}
    assert flask_command("db", "upgrade", environment=environment).returncode == 0
    with gunicorn(environment, folder / "log") as running:
        yield running


def connected(server: Gunicorn) -> socket.socket:
    return socket.create_connection((httpx.URL(server.url).host, httpx.URL(server.url).port or 80), 10)


def answer_to(server: Gunicorn, sent: bytes) -> bytes:
    """Everything that comes back until the service hangs up."""
    with connected(server) as client:
        client.sendall(sent)
        return b"".join(iter(lambda: client.recv(65536), b""))


@pytest.mark.parametrize(
    "sent",
    [b"G", b"GET /health/live HTTP/1.1\r\nHost: x\r\n", LOGIN + b"\r\n", LOGIN + b'\r\n{"username"'],
    ids=["one byte", "half the headers", "no body", "half a body"],
)
def test_requests_that_stop_halfway_give_their_threads_back(server: Gunicorn, sent: bytes) -> None:
    with ExitStack() as held:
        for client in [held.enter_context(connected(server)) for _ in range(4 * THREADS)]:
            client.sendall(sent)
        assert httpx.get(f"{server.url}/health/live", timeout=30, trust_env=False).status_code == 200


def test_a_request_that_trickles_in_has_no_more_time(server: Gunicorn) -> None:
    with connected(server) as client:
        client.sendall(b"GET /health/live HTTP/1.1\r\nX: ")

        def hung_up() -> bool:
            try:
                client.sendall(b"a")
            except OSError:
                return True
            return False

        assert wait_until(hung_up, 20)


def test_each_request_of_a_connection_has_its_own_time(server: Gunicorn) -> None:
    with httpx.Client(base_url=server.url, trust_env=False) as client:
        for _ in range(3):
            assert client.get("/health/live").status_code == 200
            time.sleep(0.5)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GARBAGE zq7\r\n\r\n", 400),
        (b"GET /zq7 HTTP/9.9\r\n\r\n", 400),
        (b"GET /?token=zq7" + b"a" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 70_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X%d: zq7\r\n" % n for n in range(300)) + b"\r\n", 431),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", 400),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, zq7\r\n\r\n", 501),
        (b"GET / HTTP/1.1\r\nHost: x\r\nBad Name: zq7\r\n\r\n", 400),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    ],
    ids=lambda value: value[:50].decode().replace("\r\n", " ") if isinstance(value, bytes) else None,
)
def test_what_is_no_request_gets_our_error(server: Gunicorn, sent: bytes, status: int) -> None:
    head, _, body = answer_to(server, sent).decode().partition("\r\n\r\n")
    lines = head.split("\r\n")
    fields = dict(line.split(": ", 1) for line in lines[1:])
    assert int(lines[0].split()[1]) == status
    assert {name: fields.get(name) for name in HEADERS} == HEADERS
    assert set(json.loads(body)) == {"detail", "code", "request_id"}
    assert "zq7" not in body
    assert "zq7" not in server.log.read_text("utf-8")
