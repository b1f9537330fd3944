"""Answers as server-sent events."""

import json
from typing import Any

import pytest

from detomo.query import service
from tests.fakes.messages_api import Failure, MessagesApi
from tests.people import Person
from tests.query.conftest import BY_COUNTRY, HOW_MANY


def events(person: Person, question: str) -> list[tuple[str, dict[str, Any]]]:
    answer = person.post("/api/v0/query/stream", question=question)
    assert answer.status_code == 200
    assert answer.mimetype == "text/event-stream"
    blocks = answer.get_data(as_text=True).strip().split("\n\n")
    return [
        (lines[0].removeprefix("event: "), json.loads(lines[1].removeprefix("data: ")))
        for lines in (block.split("\n") for block in blocks)
    ]


def test_events_come_in_order_and_belong_to_one_question(alice: Person) -> None:
    told = events(alice, BY_COUNTRY)
    names = [name for name, _ in told if name != "status"]
    assert names == ["sql", "rows", "chart", "summary", "done"]
    assert told[0][0] == "status"
    assert len({data["id"] for _, data in told}) == 1


def test_the_pieces_make_up_the_answer(alice: Person) -> None:
    told = dict(events(alice, BY_COUNTRY))
    done = told["done"]
    assert done.keys() >= {"id", "question", "sql", "results", "columns", "visualization", "row_count"}
    assert (told["sql"]["sql"], told["rows"]["results"]) == (done["sql"], done["results"])
    assert (told["chart"]["figure"], told["summary"]["summary"]) == (done["visualization"], done["summary"])


def test_a_streamed_answer_is_kept_as_any_other(alice: Person) -> None:
    done = dict(events(alice, HOW_MANY))["done"]
    loaded = alice.post("/api/v0/load_question", id=done["id"]).get_json()
    assert loaded["results"] == done["results"]


def test_an_error_is_the_last_event(alice: Person) -> None:
    name, data = events(alice, "Who is the oldest artist?")[-1]
    assert (name, data["code"]) == ("error", "no_model")
    assert data.keys() >= {"detail", "code", "request_id", "hint", "nearest"}


def test_an_error_speaks_the_questions_language(alice: Person) -> None:
    assert "言語モデル" in events(alice, "天気は？")[-1][1]["detail"]


def test_what_the_model_service_says_stays_inside(carol: Person, messages_api: MessagesApi) -> None:
    messages_api.usual = Failure(401, "secret reason")
    name, data = events(carol, "anything")[-1]
    assert (name, data["code"]) == ("error", "model_key_refused")
    assert "secret reason" not in json.dumps(data)


def test_an_unknown_error_is_told_without_its_words(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ArithmeticError("inside")

    monkeypatch.setattr(service, "viewer_of", broken)
    name, data = events(alice, HOW_MANY)[-1]
    assert (name, data["code"]) == ("error", "internal_error")
    assert "inside" not in json.dumps(data)
