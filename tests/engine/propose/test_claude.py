"""Claude's client against the stand-in for the Messages API: what is sent, what comes back, what can go wrong."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from detomo.engine.errors import ModelFailed, NoModel
from detomo.engine.ports import Content, Message, Prompt, Section
from detomo.engine.propose.claude import NO_CLAUDE, Claude, ClaudeSettings
from tests.fakes.messages_api import Failure, Hangup, MessagesApi, Stall

SCHEMA = Section(Content.SCHEMA, "the schema")
PROMPT = Prompt(
    (Section(Content.TASK, "the task"), SCHEMA), (Message("user", (Section(Content.QUESTION, "how many?"),)),)
)
AT_ONCE = 0.0  # retry-after


Make = Callable[..., Claude]


@pytest.fixture
def claude(messages_api: MessagesApi) -> Iterator[Make]:
    """Make clients of the stand-in; keyword arguments are settings."""
    made: list[Claude] = []

    def make(**options: Any) -> Claude:
        given = {"api_key": "k", "base_url": messages_api.url, "max_retries": 0, "timeout_seconds": 5.0, **options}
        made.append(Claude(ClaudeSettings(**given)))
        return made[-1]

    yield make
    for client in made:
        client.close()


def test_the_reply_tells_its_model_and_cost(claude: Make, messages_api: MessagesApi) -> None:
    messages_api.queue("42")
    completion = claude(model="claude-x").complete(PROMPT)
    assert (completion.text, completion.model) == ("42", "claude-x")
    assert completion.input_tokens > 0
    assert completion.output_tokens > 0


def test_the_system_part_may_be_cached(claude: Make, messages_api: MessagesApi) -> None:
    claude().complete(PROMPT)
    cached = {"type": "text", "text": "the schema", "cache_control": {"type": "ephemeral"}}
    assert messages_api.requests[0]["system"] == [{"type": "text", "text": "the task"}, cached]
    assert messages_api.requests[0]["messages"] == [{"role": "user", "content": "how many?"}]


def test_a_prompt_without_system_part_sends_none(claude: Make, messages_api: MessagesApi) -> None:
    claude().complete(Prompt((), PROMPT.messages))
    assert "system" not in messages_api.requests[0]


def test_settings_are_sent(claude: Make, messages_api: MessagesApi) -> None:
    claude(model="claude-x", temperature=0.25, max_tokens=77).complete(PROMPT)
    sent = messages_api.requests[0]
    assert (sent["model"], sent["temperature"], sent["max_tokens"]) == ("claude-x", 0.25, 77)
    assert messages_api.headers[0]["authorization"] == "Bearer k"


def test_options_of_a_call_win(claude: Make, messages_api: MessagesApi) -> None:
    model = claude(model="claude-x", temperature=0.25, max_tokens=77)
    model.complete(PROMPT, model="claude-y", temperature=0.0, max_tokens=5)
    sent = messages_api.requests[0]
    assert (sent["model"], sent["temperature"], sent["max_tokens"]) == ("claude-y", 0.0, 5)


def test_no_temperature_is_sent_by_default(claude: Make, messages_api: MessagesApi) -> None:
    claude().complete(PROMPT)
    assert "temperature" not in messages_api.requests[0]


def test_a_model_that_takes_no_temperature_is_asked_without(claude: Make, messages_api: MessagesApi) -> None:
    messages_api.refused = frozenset({"temperature"})
    messages_api.usual = "42"
    assert claude(temperature=0.5).complete(PROMPT).text == "42"


@pytest.mark.parametrize("settings", [NO_CLAUDE, ClaudeSettings(model="claude-x")])
def test_without_a_key_there_is_no_model(settings: ClaudeSettings) -> None:
    with pytest.raises(NoModel, match="No language model") as raised:
        Claude(settings).complete(PROMPT)
    assert raised.value.code == "no_model"
    assert raised.value.hint is not None


def test_another_server_needs_no_key(claude: Make, messages_api: MessagesApi) -> None:
    model = claude(api_key="")
    assert model.configured
    assert model.complete(PROMPT).text == "SELECT 1"


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        pytest.param(Failure(401), "model_key_refused", id="wrong key"),
        pytest.param(Failure(403), "model_key_refused", id="key without rights"),
        pytest.param(Failure(404), "model_unknown", id="unknown model"),
        pytest.param(Failure(400, "max_tokens: too large"), "model_request_refused", id="bad request"),
        pytest.param(Failure(413), "model_request_refused", id="too long"),
        pytest.param(Failure(429, retry_after=AT_ONCE), "model_busy", id="rate limit"),
        pytest.param(Failure(529, retry_after=AT_ONCE), "model_busy", id="overloaded"),
        pytest.param(Failure(500, retry_after=AT_ONCE), "model_unreachable", id="server error"),
        pytest.param(Hangup(), "model_unreachable", id="connection lost"),
        pytest.param("", "model_empty_reply", id="no text"),
        pytest.param(" \n", "model_empty_reply", id="blank text"),
    ],
)
def test_each_failure_has_a_code_and_says_what_to_do(
    claude: Make, messages_api: MessagesApi, fault: object, code: str
) -> None:
    messages_api.usual = fault  # type: ignore[assignment]
    with pytest.raises(ModelFailed) as raised:
        claude().complete(PROMPT)
    assert raised.value.code == code
    assert raised.value.message.en != raised.value.message.ja
    assert "k" not in raised.value.message.en.split()


@pytest.mark.parametrize("fault", [Failure(429, retry_after=AT_ONCE), Failure(529, retry_after=AT_ONCE), Hangup()])
def test_what_may_pass_is_tried_again(claude: Make, messages_api: MessagesApi, fault: Failure | Hangup) -> None:
    messages_api.queue(fault, "42")
    assert claude(max_retries=2).complete(PROMPT).text == "42"
    assert len(messages_api.requests) == 2


def test_retries_are_counted(claude: Make, messages_api: MessagesApi) -> None:
    messages_api.usual = Failure(500, retry_after=AT_ONCE)
    with pytest.raises(ModelFailed):
        claude(max_retries=2).complete(PROMPT)
    assert len(messages_api.requests) == 3


@pytest.mark.parametrize("status", [400, 401, 404])
def test_what_cannot_pass_is_not_tried_again(claude: Make, messages_api: MessagesApi, status: int) -> None:
    messages_api.usual = Failure(status)
    with pytest.raises(ModelFailed):
        claude(max_retries=2).complete(PROMPT)
    assert len(messages_api.requests) == 1


def test_a_pause_beyond_the_time_is_not_waited_for(claude: Make, messages_api: MessagesApi) -> None:
    messages_api.usual = Failure(429, retry_after=60)
    started = time.monotonic()
    with pytest.raises(ModelFailed, match="busy"):
        claude(max_retries=2).complete(PROMPT)
    assert time.monotonic() - started < 3


def test_a_stalled_server_costs_the_configured_time_once(claude: Make, messages_api: MessagesApi) -> None:
    messages_api.usual = Stall(30)
    model = claude(timeout_seconds=0.5, max_retries=2)
    started = time.monotonic()
    with pytest.raises(ModelFailed, match="CLAUDE_TIMEOUT_SECONDS") as raised:
        model.complete(PROMPT)
    assert raised.value.code == "model_timeout"
    assert time.monotonic() - started < 3


def test_a_server_that_is_not_there_is_unreachable(claude: Make) -> None:
    with pytest.raises(ModelFailed) as raised:
        claude(base_url="http://127.0.0.1:9").complete(PROMPT)
    assert raised.value.code == "model_unreachable"


@pytest.mark.parametrize(
    ("kind", "body"),
    [("text/html", b"<html>log in</html>"), ("application/json", b"<html>"), ("application/json", b'{"ok": true}')],
)
def test_something_else_that_answers_is_named(claude: Make, kind: str, body: bytes) -> None:
    with answering(kind, body) as url, pytest.raises(ModelFailed) as raised:
        claude(base_url=url).complete(PROMPT)
    assert raised.value.code == "model_not_understood"


@contextmanager
def answering(kind: str, body: bytes) -> Iterator[str]:
    """A server that knows nothing of messages, such as a captive portal."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
