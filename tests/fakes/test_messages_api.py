"""The stand-in speaks the protocol as Anthropic's own SDK expects it."""

import subprocess
import sys
import time
from collections.abc import Iterator

import anthropic
import pytest

from tests.fakes.messages_api import DROP, EMPTY, Fault, MessagesApi

MESSAGE = {"model": "some-model", "max_tokens": 50, "messages": [{"role": "user", "content": "hello"}]}


@pytest.fixture
def api() -> Iterator[MessagesApi]:
    with MessagesApi("hello back") as made:
        yield made


def client_of(url: str) -> anthropic.Anthropic:
    return anthropic.Anthropic(api_key="k", base_url=url, max_retries=0, timeout=5)


def test_a_message_is_answered(api: MessagesApi) -> None:
    with client_of(api.url) as client:
        message = client.messages.create(**MESSAGE)
    assert (message.content[0].text, message.model) == ("hello back", "some-model")
    assert message.usage.input_tokens > 0


def test_a_message_is_streamed(api: MessagesApi) -> None:
    api.say("a reply that is longer than one piece of the stream")
    with client_of(api.url) as client, client.messages.stream(**MESSAGE) as stream:
        pieces = list(stream.text_stream)
        final = stream.get_final_message()
    assert len(pieces) > 1
    assert "".join(pieces) == final.content[0].text == "a reply that is longer than one piece of the stream"


def test_answers_come_in_order_and_the_last_one_stays(api: MessagesApi) -> None:
    api.say("one", "two")
    with client_of(api.url) as client:
        replies = [client.messages.create(**MESSAGE).content[0].text for _ in range(3)]
    assert replies == ["one", "two", "two"]


def test_an_answer_may_depend_on_the_request(api: MessagesApi) -> None:
    api.say(lambda body: body["messages"][0]["content"].upper())
    with client_of(api.url) as client:
        assert client.messages.create(**MESSAGE).content[0].text == "HELLO"


def test_requests_are_remembered(api: MessagesApi) -> None:
    with client_of(api.url) as client:
        client.messages.create(**MESSAGE, system="be brief")
    assert api.requests[0].text == "be brief\nhello"
    assert api.requests[0].headers["authorization"] == "Bearer k"


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (401, anthropic.AuthenticationError),
        (404, anthropic.NotFoundError),
        (429, anthropic.RateLimitError),
        (500, anthropic.InternalServerError),
        (529, anthropic.OverloadedError),
    ],
)
def test_an_error_is_raised_once(api: MessagesApi, code: int, error: type[Exception]) -> None:
    api.fail(Fault.status(code))
    with client_of(api.url) as client:
        with pytest.raises(error):
            client.messages.create(**MESSAGE)
        assert client.messages.create(**MESSAGE).content[0].text == "hello back"


def test_a_connection_is_dropped(api: MessagesApi) -> None:
    api.fail(DROP)
    with client_of(api.url) as client, pytest.raises(anthropic.APIConnectionError):
        client.messages.create(**MESSAGE)


def test_a_message_may_be_empty(api: MessagesApi) -> None:
    api.fail(EMPTY)
    with client_of(api.url) as client:
        assert client.messages.create(**MESSAGE).content == []


def test_an_answer_takes_its_time(api: MessagesApi) -> None:
    api.delay = 0.2
    started = time.monotonic()
    with client_of(api.url) as client:
        client.messages.create(**MESSAGE)
    assert time.monotonic() - started >= 0.2


def test_the_script_serves_sql() -> None:
    command = [sys.executable, "-m", "tests.fakes.messages_api", "--sql", "SELECT 42"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            with client_of(process.stdout.readline().strip()) as client:
                assert "SELECT 42" in client.messages.create(**MESSAGE).content[0].text
        finally:
            process.terminate()
