"""A stand-in for Anthropic's Messages API on loopback: real HTTP, canned answers, faults on demand.

    with MessagesApi() as api:
        api.say("```sql\\nSELECT 1\\n```")        # the next answer; the last one given is repeated
        api.fail(Fault.status(429, retry_after=0))  # the next request fails instead
        Claude(ClaudeSettings(api_key="k", base_url=api.url)).complete(…)
        api.requests[-1].body["messages"]

As a script it serves one answer for ever: `python -m tests.fakes.messages_api --port 8123 --delay 2 --sql "SELECT 1"`.
"""

import argparse
import contextlib
import json
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

Answer = str | Callable[[dict[str, Any]], str]
DEFAULT_ANSWER = "```sql\nSELECT 1\n```"
_ERROR_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    500: "api_error",
    529: "overloaded_error",
}
_STALL_SECONDS = 30.0


@dataclass(frozen=True)
class Fault:
    """How one request goes wrong: an HTTP error, or `kind` `stall`, `drop`, `not_json`, `empty`."""

    kind: str
    code: int = 200
    message: str = ""
    retry_after: float | None = None

    @classmethod
    def status(cls, code: int, message: str = "", retry_after: float | None = None) -> Self:
        return cls("status", code, message or f"fault {code}", retry_after)


STALL = Fault("stall")  # accepts the request and says nothing
DROP = Fault("drop")  # closes the connection without an answer
NOT_JSON = Fault("not_json")  # 200 with a web page, as a captive portal gives
EMPTY = Fault("empty")  # a message without text


@dataclass(frozen=True)
class Request:
    body: dict[str, Any]
    headers: dict[str, str]

    @property
    def system(self) -> str:
        given = self.body.get("system", "")
        return given if isinstance(given, str) else "\n".join(block["text"] for block in given)

    @property
    def text(self) -> str:
        """Everything that the model would read."""
        return "\n".join([self.system, *(_content(message) for message in self.body["messages"])])


@dataclass
class MessagesApi:
    """Thread-safe. `delay` is the model's time for each answer, in seconds."""

    answer: Answer = DEFAULT_ANSWER
    delay: float = 0.0
    port: int = 0
    requests: list[Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._queue: deque[Answer | Fault] = deque()
        self._lock = threading.Lock()
        self._stopping = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def say(self, *answers: Answer) -> None:
        """Queue answers; after the last one it is repeated. A callable gets the request's JSON."""
        with self._lock:
            self._queue.extend(answers)

    def say_sql(self, *statements: str) -> None:
        self.say(*(f"```sql\n{sql}\n```" for sql in statements))

    def fail(self, *faults: Fault) -> None:
        with self._lock:
            self._queue.extend(faults)

    def __enter__(self) -> Self:
        self._server = _Server(("127.0.0.1", self.port), _Handler)
        self._server.api = self
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def take(self, request: Request) -> str | Fault:
        """Record a request and decide on its outcome."""
        with self._lock:
            self.requests.append(request)
            if self._queue:
                following = self._queue.popleft()
                if isinstance(following, Fault):
                    return following
                self.answer = following
            chosen = self.answer
        return chosen if isinstance(chosen, str) else chosen(request.body)

    def pause(self, seconds: float) -> None:
        self._stopping.wait(seconds)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
    api: MessagesApi


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path.partition("?")[0] != "/v1/messages":
            return self._send_error(Fault.status(404, f"no such path: {self.path}"))
        api = self.server.api
        outcome = api.take(Request(body, {name.lower(): value for name, value in self.headers.items()}))
        if isinstance(outcome, Fault):
            return self._go_wrong(outcome, body)
        api.pause(api.delay)
        if body.get("stream"):
            return self._stream(_message(body, outcome))
        return self._send(200, json.dumps(_message(body, outcome)).encode())

    def log_message(self, *_: object) -> None:
        """Tests read `MessagesApi.requests` instead."""

    def _go_wrong(self, fault: Fault, body: dict[str, Any]) -> None:
        if fault.kind == "status":
            self._send_error(fault)
        elif fault.kind == "not_json":
            self._send(200, b"<html>Please log in</html>", "text/html")
        elif fault.kind == "empty":
            self._send(200, json.dumps(_message(body, "")).encode())
        else:
            self.server.api.pause(_STALL_SECONDS if fault.kind == "stall" else 0)
            self.close_connection = True
            with contextlib.suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)

    def _send_error(self, fault: Fault) -> None:
        error = {"type": _ERROR_TYPES.get(fault.code, "api_error"), "message": fault.message}
        extra = {} if fault.retry_after is None else {"retry-after": str(fault.retry_after)}
        self._send(fault.code, json.dumps({"type": "error", "error": error}).encode(), **extra)

    def _send(self, code: int, body: bytes, kind: str = "application/json", **headers: str) -> None:
        with contextlib.suppress(OSError):  # the client may have given up
            self.send_response(code)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    def _stream(self, message: dict[str, Any]) -> None:
        pieces = b"".join(
            f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode() for event in _stream_events(message)
        )
        self._send(200, pieces, "text/event-stream")


def _message(body: dict[str, Any], text: str) -> dict[str, Any]:
    words = len(json.dumps(body)) // 4
    return {
        "id": "msg_standin",
        "type": "message",
        "role": "assistant",
        "model": body["model"],
        "content": [{"type": "text", "text": text}] if text else [],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": words, "output_tokens": len(text) // 4},
    }


def _stream_events(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    text = "".join(block["text"] for block in message["content"])
    usage = message["usage"]
    yield {"type": "message_start", "message": {**message, "content": [], "stop_reason": None}}
    yield {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}
    for start in range(0, len(text), 20):
        delta = {"type": "text_delta", "text": text[start : start + 20]}
        yield {"type": "content_block_delta", "index": 0, "delta": delta}
    yield {"type": "content_block_stop", "index": 0}
    ended = {"stop_reason": message["stop_reason"], "stop_sequence": None}
    yield {"type": "message_delta", "delta": ended, "usage": usage}
    yield {"type": "message_stop"}


def _content(message: dict[str, Any]) -> str:
    content = message["content"]
    return content if isinstance(content, str) else "\n".join(block.get("text", "") for block in content)


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve one canned answer as the Messages API does.")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--delay", type=float, default=0.0, help="the model's time, in seconds")
    parser.add_argument("--sql", default="SELECT 1", help="the statement of every answer")
    given = parser.parse_args()
    with MessagesApi(f"```sql\n{given.sql}\n```", given.delay, given.port) as api:
        print(api.url, flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            while True:
                time.sleep(3600)


if __name__ == "__main__":
    main()
