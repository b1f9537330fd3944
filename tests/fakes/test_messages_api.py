"""The stand-in must look like the real API to the client library that the product uses."""

import json
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anthropic
import pytest

from tests.fakes.messages_api import Answer, Failure, Hangup, MessagesApi, Stall, last_user_text

QUESTION: dict[str, Any] = {
    "model": "any-model",
    "max_tokens": 100,
    "messages": [{"role": "user", "content": "How many customers are there?"}],
}
TOOL: dict[str, Any] = {"name": "answer", "input_schema": {"type": "object", "properties": {"sql": {"type": "string"}}}}


@pytest.fixture
def client(messages_api: MessagesApi) -> Iterator[anthropic.Anthropic]:
    with anthropic.Anthropic(api_key="any", base_url=messages_api.url, max_retries=0, timeout=5) as client:
        yield client


def text_of(message: Any) -> str:
    return "".join(block.text for block in message.content)


def test_queued_answers_come_first_then_the_usual_one(messages_api: MessagesApi, client: anthropic.Anthropic) -> None:
    messages_api.usual = lambda request: f"re: {last_user_text(request)}"
    messages_api.queue("SELECT 1", "SELECT 2")
    texts = [text_of(client.messages.create(**QUESTION)) for _ in range(3)]
    assert texts == ["SELECT 1", "SELECT 2", "re: How many customers are there?"]


def test_requests_are_kept(messages_api: MessagesApi, client: anthropic.Anthropic) -> None:
    client.messages.create(**QUESTION, system="Be brief.")
    assert messages_api.requests == [{**QUESTION, "system": "Be brief."}]
    assert messages_api.headers[0]["authorization"] == "Bearer any"


def test_usage_is_reported(client: anthropic.Anthropic) -> None:
    assert client.messages.create(**QUESTION).usage.input_tokens > 10


@pytest.mark.parametrize("text", ["SELECT COUNT(*) FROM customers WHERE country = 'France'", "東京", ""])
def test_a_stream_carries_the_whole_text(messages_api: MessagesApi, client: anthropic.Anthropic, text: str) -> None:
    messages_api.queue(text)
    with client.messages.stream(**QUESTION) as stream:
        assert "".join(stream.text_stream) == text
        assert stream.get_final_message().stop_reason == "end_turn"


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_a_mapping_is_the_input_of_the_tool(
    messages_api: MessagesApi, client: anthropic.Anthropic, streamed: bool
) -> None:
    messages_api.queue({"sql": "SELECT 1"})
    asked: dict[str, Any] = {**QUESTION, "tools": [TOOL], "tool_choice": {"type": "tool", "name": "answer"}}
    if streamed:
        with client.messages.stream(**asked) as stream:
            message: Any = stream.get_final_message()
    else:
        message = client.messages.create(**asked)
    assert message.stop_reason == "tool_use"
    assert (message.content[0].name, message.content[0].input) == ("answer", {"sql": "SELECT 1"})


FAILURES = [
    pytest.param(Failure(401), anthropic.AuthenticationError, id="401"),
    pytest.param(Failure(404), anthropic.NotFoundError, id="404"),
    pytest.param(Failure(429, retry_after=3), anthropic.RateLimitError, id="429"),
    pytest.param(Failure(500), anthropic.InternalServerError, id="500"),
    pytest.param(Failure(529), anthropic.APIStatusError, id="529"),
    pytest.param(Hangup(), anthropic.APIConnectionError, id="hang-up"),
    pytest.param(Stall(5), anthropic.APITimeoutError, id="timeout"),
]


@pytest.mark.parametrize(("answer", "error"), FAILURES)
def test_failures_on_request(
    messages_api: MessagesApi, client: anthropic.Anthropic, answer: Answer, error: type[Exception]
) -> None:
    messages_api.queue(answer)
    with pytest.raises(error) as caught:
        client.with_options(timeout=0.3).messages.create(**QUESTION)
    if isinstance(answer, Failure) and answer.retry_after:
        assert getattr(caught.value, "response").headers["retry-after"] == "3"  # noqa: B009


def test_the_client_tries_again(messages_api: MessagesApi, client: anthropic.Anthropic) -> None:
    messages_api.queue(Failure(529, retry_after=0.01), "SELECT 1")
    assert text_of(client.with_options(max_retries=1).messages.create(**QUESTION)) == "SELECT 1"


def test_a_stream_can_stall_in_the_middle(messages_api: MessagesApi, client: anthropic.Anthropic) -> None:
    messages_api.queue(Stall(5, "SELECT 1 FROM a_long_table_name", events=4))
    received = []
    with (
        pytest.raises(Exception, match=r"(?i)time"),  # the transport's own error: the client does not wrap it
        client.with_options(timeout=0.3).messages.stream(**QUESTION) as stream,
    ):
        received.extend(stream.text_stream)
    assert received == ["SELECT 1 FRO"]


@pytest.mark.parametrize(
    ("options", "asked", "error"),
    [
        pytest.param({"key": "right"}, {}, anthropic.AuthenticationError, id="wrong key"),
        pytest.param(
            {"refused": frozenset({"temperature"})},
            {"extra_body": {"temperature": 0}},
            anthropic.BadRequestError,
            id="refused field",
        ),
        pytest.param({}, {"messages": []}, anthropic.BadRequestError, id="no messages"),
    ],
)
def test_requests_are_checked(options: dict[str, Any], asked: dict[str, Any], error: type[Exception]) -> None:
    with (
        MessagesApi(**options) as api,
        anthropic.Anthropic(api_key="wrong", base_url=api.url, max_retries=0) as client,
        pytest.raises(error),
    ):
        client.messages.create(**{**QUESTION, **asked})


def test_tokens_can_be_counted(client: anthropic.Anthropic) -> None:
    counted = client.messages.count_tokens(model="any-model", messages=QUESTION["messages"])
    assert counted.input_tokens > 0


def test_delays_do_not_queue_up(messages_api: MessagesApi, client: anthropic.Anthropic) -> None:
    messages_api.delay = 0.2
    begun = time.monotonic()
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda _: client.messages.create(**QUESTION), range(20)))
    assert time.monotonic() - begun < 20 * 0.2 / 2


def test_it_runs_as_a_program(tmp_path: Path) -> None:
    answers = tmp_path / "answers.jsonl"
    answers.write_text(json.dumps({"contains": "HOW MANY", "answer": "SELECT 59"}), encoding="utf-8")
    command = [sys.executable, "-m", "tests.fakes.messages_api", "--answers", str(answers), "--answer", "SELECT 0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        url = program.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", url)
        headers = {"x-api-key": "any", "content-type": "application/json"}
        request = urllib.request.Request(f"{url}/v1/messages", json.dumps(QUESTION).encode(), headers)
        with urllib.request.urlopen(request, timeout=5) as response:
            assert json.load(response)["content"] == [{"type": "text", "text": "SELECT 59"}]
        program.terminate()
