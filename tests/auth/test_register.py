"""POST /api/v0/auth/register"""

import json
from datetime import datetime

import pytest
from flask.testing import FlaskClient

URL = "/api/v0/auth/register"


def test_the_answer_is_the_account(client: FlaskClient, account: dict[str, str]) -> None:
    answer = client.post(URL, json=account)
    body = answer.get_json()
    assert answer.status_code == 201
    assert {name: body[name] for name in ("email", "username", "is_active", "role")} == {
        "email": "alice@example.com",
        "username": "alice",
        "is_active": True,
        "role": "analyst",
    }
    assert isinstance(body["id"], int)
    assert datetime.fromisoformat(body["created_at"]).tzinfo is not None
    assert account["password"] not in answer.text


TAKEN = [
    ("same address", {"username": "other"}),
    ("same name", {"email": "other@example.com"}),
    ("address in other case", {"username": "other", "email": "ALICE@Example.COM"}),
    ("name in other case", {"email": "other@example.com", "username": "Alice"}),
    ("name in full width", {"email": "other@example.com", "username": "ａｌｉｃｅ"}),
    ("name of the local user", {"email": "other@example.com", "username": "Local"}),
]


@pytest.mark.parametrize("change", [case[1] for case in TAKEN], ids=[case[0] for case in TAKEN])
def test_a_taken_name_is_refused(client: FlaskClient, account: dict[str, str], change: dict[str, str]) -> None:
    client.post(URL, json=account)
    answer = client.post(URL, json=account | change)
    assert (answer.status_code, answer.get_json()["detail"]) == (400, "User already exists")


REFUSED = [
    ("no address", "email", "alice"),
    ("address without a dot", "email", "alice@example"),
    ("address with a space", "email", "a b@example.com"),
    ("long address", "email", "a" * 250 + "@example.com"),
    ("number for an address", "email", 3),
    ("short name", "username", "al"),
    ("long name", "username", "a" * 51),
    ("name that looks like an address", "username", "bob@example.com"),
    ("name with a full-width at sign", "username", "bob＠example.com"),
    ("name with an invisible character", "username", "ali\u200bce"),
    ("name that spaces surround", "username", " alice "),
    ("name that grows when folded", "username", "ﷺ" * 10),
    ("name with NUL", "username", "ali\0ce"),
    ("name with half a surrogate pair", "username", "ali\ud800ce"),
    ("short password", "password", "1234567"),
    ("list for a password", "password", ["correct horse"]),
    ("no password", "password", None),
]


@pytest.mark.parametrize(("field", "value"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_a_wrong_field_is_named(client: FlaskClient, account: dict[str, str], field: str, value: object) -> None:
    body = json.dumps(account | {field: value})
    answer = client.post(URL, data=body, content_type="application/json")
    assert answer.status_code == 422
    assert {tuple(found["loc"]) for found in answer.get_json()["detail"]} == {("body", field)}


@pytest.mark.parametrize("field", ["email", "username", "password"])
def test_a_missing_field_is_named(client: FlaskClient, account: dict[str, str], field: str) -> None:
    answer = client.post(URL, json={name: value for name, value in account.items() if name != field})
    assert answer.get_json()["detail"] == [
        {"loc": ["body", field], "msg": "Missing data for required field.", "type": "missing"}
    ]


@pytest.mark.parametrize(
    "address", ["alice@corp.local", "alice@mail.test", "アリス@例え.jp", "alice+shop@mail.example.co.jp"]
)
def test_a_companys_own_addresses_are_accepted(client: FlaskClient, account: dict[str, str], address: str) -> None:
    assert client.post(URL, json=account | {"email": address}).status_code == 201


def test_a_japanese_name_is_accepted(client: FlaskClient, account: dict[str, str]) -> None:
    answer = client.post(URL, json=account | {"username": "山田 太郎"})
    assert (answer.status_code, answer.get_json()["username"]) == (201, "山田 太郎")
