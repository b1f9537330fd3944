"""gunicorn's thread worker, with an end to requests that arrive too slowly, and with our answer to those it refuses.

A thread reads a request from its first byte to its last. gunicorn gives it back only while nothing at all has come:
some hundred clients that send half a request and wait would hold every thread of a service that no proxy shields.
"""

import json
import time
import uuid
from typing import Any

from gunicorn import util
from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers import gthread

from config import load_settings
from detomo.errors import CODES
from detomo.headers import HEADERS
from detomo.messages import MESSAGES

SHORTEST_SECONDS = 0.001  # 0 would mean: do not wait


class Unreader(SocketUnreader):
    """Reads until `deadline`, by `time.monotonic`; after it, as if the client had hung up."""

    deadline = float("inf")

    def chunk(self, size_hint: int | None = None) -> bytes:
        given = self.sock.gettimeout()
        left = max(self.deadline - time.monotonic(), SHORTEST_SECONDS)
        self.sock.settimeout(left if given is None else min(left, given))
        try:
            return super().chunk(size_hint)  # type: ignore[no-any-return]
        except TimeoutError:
            return b""
        finally:
            self.sock.settimeout(given)


class Connection(gthread.TConn):
    """`seconds` is how long each request of it may take to arrive."""

    seconds = float("inf")

    def init(self) -> None:
        """Prepare for a request: called before each."""
        begins = not self.initialized
        super().init()
        if begins:
            self.parser.unreader = Unreader(self.sock)
        self.parser.unreader.deadline = time.monotonic() + self.seconds


class Worker(gthread.ThreadWorker):
    def init_process(self) -> None:
        settings = load_settings()
        Connection.seconds = settings.request_seconds
        gthread.TConn = Connection  # gunicorn has no setting for either
        util.write_error = write_error
        super().init_process()


def write_error(connection: Any, status: int, reason: str, _message: str) -> None:
    """Answer what is no request, or one that is too large, as everything else is answered: nothing of it is quoted."""
    code = CODES.get(status, f"http_{status}")
    detail = MESSAGES[code].to(load_settings().default_language) if code in MESSAGES else reason
    body = json.dumps({"detail": detail, "code": code, "request_id": uuid.uuid4().hex}, ensure_ascii=False).encode()
    fields = {"Connection": "close", "Content-Type": "application/json", "Content-Length": str(len(body)), **HEADERS}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    util.write_nonblock(connection, f"HTTP/1.1 {status} {reason}\r\n{head}\r\n".encode("latin1") + body)
