"""A stand-in for Anthropic's Messages API: real HTTP on loopback, canned answers, a history of what was asked.

In a test, with the `messages_api` fixture:

    messages_api.queue("SELECT 1", Failure(529), Stall(5))   # one entry per request, in order; then the usual answer
    messages_api.usual = lambda request: "SELECT 2"          # text, mapping, failure or a function of the request
    client = anthropic.Anthropic(api_key="any", base_url=messages_api.url)
    messages_api.requests                                    # bodies of POST /v1/messages, in order of arrival

As a program, for benchmarks and trying the service without a model:

    python -m tests.fakes.messages_api --port 9000 --delay 2 --answers answers.jsonl

where each line of the file is `{"contains": "how many customers", "answer": "SELECT COUNT(*) FROM customers"}`.
"""

import argparse
import json
import threading
from collections import deque
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.fakes.messages_protocol import (
    Answer,
    Failure,
    Hangup,
    Json,
    Stall,
    error_body,
    last_user_text,
    message_body,
    message_events,
    problem_of,
    tokens,
)

__all__ = ["Answer", "Failure", "Hangup", "MessagesApi", "Stall", "last_user_text"]

Usual = Answer | Callable[[Json], Answer]


class MessagesApi:
    """`delay`: seconds before every answer. `key`: the only key that is accepted, None for any but none at all.

    `refused` are request fields that this model does not take: the API answers 400 to them.
    """

    def __init__(
        self,
        usual: Usual = "SELECT 1",
        *,
        delay: float = 0.0,
        key: str | None = None,
        refused: frozenset[str] = frozenset(),
        port: int = 0,
    ) -> None:
        self.usual = usual
        self.delay = delay
        self.key = key
        self.refused = refused
        self.requests: list[Json] = []
        self.headers: list[dict[str, str]] = []
        self.stopped = threading.Event()
        self._queue: deque[Answer] = deque()
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", port), self)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def url(self) -> str:
        """The base URL for a client, without `/v1`."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def queue(self, *answers: Answer) -> None:
        """Answer the next requests with these, one each, before the usual answer."""
        self._queue.extend(answers)

    def answer_to(self, request: Json, headers: dict[str, str]) -> Answer:
        """Record a request and take its answer."""
        with self._lock:
            self.requests.append(request)
            self.headers.append(headers)
            if self._queue:
                return self._queue.popleft()
        return self.usual(request) if callable(self.usual) else self.usual

    def __enter__(self) -> "MessagesApi":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopped.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, address: tuple[str, int], api: MessagesApi) -> None:
        self.api = api
        super().__init__(address, _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up, as tests of timeouts do, are no news."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        path = self.path.partition("?")[0]
        failure = self._refusal(path, body)
        if failure:
            self._fail(failure)
        elif path.endswith("/count_tokens"):
            self._send(200, {"input_tokens": tokens(json.loads(body))})
        else:
            self._answer(json.loads(body))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Stay quiet."""

    def _refusal(self, path: str, body: bytes) -> Failure | None:
        api = self.server.api
        if path not in ("/v1/messages", "/v1/messages/count_tokens"):
            return Failure(404, "Not found")
        key = self.headers.get("x-api-key") or self.headers.get("authorization", "").removeprefix("Bearer ")
        if not key or (api.key and key != api.key):
            return Failure(401, "invalid x-api-key")
        try:
            request = json.loads(body)
        except ValueError:
            return Failure(400, "The request body is not valid JSON")
        problem = problem_of({"max_tokens": 1, **request} if path.endswith("/count_tokens") else request)
        refused = api.refused.intersection(request) if not problem else ()
        if refused:
            problem = f"{min(refused)}: Extra inputs are not permitted"
        return Failure(400, problem) if problem else None

    def _answer(self, request: Json) -> None:
        api = self.server.api
        answer = api.answer_to(request, {name.lower(): value for name, value in self.headers.items()})
        api.stopped.wait(api.delay)
        if isinstance(answer, Stall) and not answer.events:
            api.stopped.wait(answer.seconds)
            answer = answer.text
        if isinstance(answer, Failure):
            self._fail(answer)
        elif isinstance(answer, Hangup):
            self.close_connection = True
        elif request.get("stream"):
            self._stream(request, answer)
        else:
            self._send(200, message_body(request, answer.text if isinstance(answer, Stall) else answer))

    def _stream(self, request: Json, answer: Any) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream; charset=utf-8")
        self.send_header("connection", "close")
        self.end_headers()
        stall = answer if isinstance(answer, Stall) else Stall(0)
        for index, event in enumerate(message_events(message_body(request, stall.text or answer))):
            if stall.events and index == stall.events:
                self.server.api.stopped.wait(stall.seconds)
            self.wfile.write(event)
        self.close_connection = True

    def _fail(self, failure: Failure) -> None:
        headers = {} if failure.retry_after is None else {"retry-after": f"{failure.retry_after:g}"}
        self._send(failure.status, error_body(failure.status, failure.message), headers)

    def _send(self, status: int, body: Json, headers: dict[str, str] | None = None) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"content-type": "application/json", "request-id": "req_fake", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def answers_from(file: Path, otherwise: str) -> Callable[[Json], Answer]:
    """Answer by what the last user message contains, without case; the first line that fits counts."""
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]

    def answer(request: Json) -> Answer:
        text = last_user_text(request).casefold()
        return next((line["answer"] for line in lines if line["contains"].casefold() in text), otherwise)

    return answer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0, help="0 takes any free one (default)")
    parser.add_argument("--delay", type=float, default=0.0, help="seconds before every answer")
    parser.add_argument("--answer", default="SELECT 1", help="the answer to everything")
    parser.add_argument("--answers", type=Path, help="a file of answers by question, see above")
    options = parser.parse_args()
    usual: Usual = answers_from(options.answers, options.answer) if options.answers else options.answer
    with MessagesApi(usual, delay=options.delay, port=options.port) as api:
        print(api.url, flush=True)
        try:
            api.stopped.wait()
        except KeyboardInterrupt:
            print(f"{len(api.requests)} requests", flush=True)


if __name__ == "__main__":
    main()
