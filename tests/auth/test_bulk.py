"""Many accounts from CSV, and as CSV"""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from detomo import background
from detomo.identity import Role
from tests.people import Person, person

USERS = "/api/v0/admin/users"
GOOD = "username,email,role\nyamada,yamada@example.com,viewer\nsuzuki,suzuki@example.com,\n"


@pytest.fixture
def admin(app: Flask) -> Person:
    return person(app, "root", Role.ADMIN)


def send(who: Person, text: str | bytes, **query: Any) -> TestResponse:
    body = text.encode() if isinstance(text, str) else text
    charset = f"; charset={query.pop('charset')}" if "charset" in query else ""
    return who.call("POST", f"{USERS}/import", data=body, content_type=f"text/csv{charset}", query_string=query)


def names(who: Person) -> list[str]:
    return [user["username"] for user in who.get(USERS).get_json()["users"]]


def test_all_lines_are_made(admin: Person) -> None:
    report = send(admin, GOOD, invite="false").get_json()
    assert (report["created"], report["refused"]) == (2, 0)
    assert [(line["line"], line["status"]) for line in report["lines"]] == [(2, "created"), (3, "created")]
    roles = {user["username"]: user["role"] for user in admin.get(USERS).get_json()["users"]}
    assert roles == {"root": "admin", "yamada": "viewer", "suzuki": "analyst"}


def test_a_dry_run_makes_nothing(admin: Person) -> None:
    report = send(admin, GOOD, dry_run="true").get_json()
    assert [line["status"] for line in report["lines"]] == ["ok", "ok"]
    assert names(admin) == ["root"]


PROBLEMS = [
    ("no-mail,nowhere,viewer", "email"),
    ("x,x@example.com,viewer", "username"),
    ("boss,boss@example.com,boss", "role boss"),
    ("ROOT,other@example.com,viewer", "already exists"),
    ("other,Root@Example.com,viewer", "already exists"),
    ("first,other@example.com,viewer", "already exists"),
    ("other,first@example.com,viewer", "already exists"),
    ("other,other@example.com,viewer,more", "columns"),
    ("other,,viewer", "email"),
    ("ot\0her,other@example.com,viewer", "NUL"),
]


@pytest.mark.parametrize(("line", "problem"), PROBLEMS)
def test_one_wrong_line_stops_all_and_is_named(admin: Person, line: str, problem: str) -> None:
    text = f"username,email,role\nfirst,first@example.com,viewer\n{line}\nlast,last@example.com,viewer\n"
    report = send(admin, text).get_json()
    assert [found["status"] for found in report["lines"]] == ["ok", "refused", "ok"]
    assert problem in " ".join(report["lines"][1]["problems"])
    assert names(admin) == ["root"]


def test_problems_are_told_in_japanese(admin: Person) -> None:
    report = send(admin.speaking("ja"), "username,email\nroot,nowhere\n").get_json()
    assert report["lines"][0]["problems"] == ["email: メールアドレスの形式が正しくありません"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"name,mail\na,b\n",
        b"username,email,password\nabc,a@example.com,secret\n",
        "username,email\n山田,a@example.com\n".encode("shift_jis"),
        b'username,email\n"open,a@example.com\n',
        b"username,email,email\nabc,a@example.com,b@example.com\n",
        b"user\0name,email\nabc,a@example.com\n",
        b"username,email\n" + b"abc,a@example.com\n" * 501,
    ],
    ids=["empty", "other columns", "password column", "Shift JIS", "open quote", "twice the same", "NUL", "too long"],
)
def test_a_file_that_cannot_be_read_is_refused(admin: Person, body: bytes) -> None:
    answer = send(admin, body)
    assert (answer.status_code, answer.get_json()["code"]) == (400, "csv_invalid")


JAPANESE = "username,email\n山田太郎,a@example.com\n"


@pytest.mark.parametrize(
    ("body", "more"),
    [
        (JAPANESE.encode("cp932"), {"charset": "shift_jis"}),
        (JAPANESE.encode("euc_jp"), {"charset": "EUC-JP"}),
        (JAPANESE.encode("utf-16"), {}),
        (JAPANESE.encode("utf-8-sig"), {}),
        (JAPANESE.encode("utf-8-sig"), {"charset": "UTF-8"}),
        (JAPANESE.replace("\n", "\r\n").encode(), {}),
        (JAPANESE.replace("username,email", "Username , EMAIL").encode(), {}),
    ],
    ids=["Shift JIS", "EUC", "UTF-16", "byte order mark", "mark and charset", "CRLF", "another case"],
)
def test_what_spreadsheets_save_can_be_imported(admin: Person, body: bytes, more: dict[str, str]) -> None:
    (line,) = send(admin, body, dry_run="true", **more).get_json()["lines"]
    assert (line["username"], line["status"]) == ("山田太郎", "ok")


@pytest.mark.parametrize("charset", ["klingon", "rot13", "base64", "ascii", "utf-16-le", "punycode", "idna"])
def test_a_charset_that_does_not_fit_is_refused(admin: Person, charset: str) -> None:
    assert send(admin, JAPANESE, charset=charset).get_json()["code"] == "csv_invalid"


@pytest.mark.parametrize("charset", ["utf-8''a%00b", "utf-8''%C3%A9", "utf-8''unicode_escape", "utf-8''utf-7"])
def test_a_charset_of_no_texts_that_can_be_stored_is_refused(admin: Person, charset: str) -> None:
    body = b"username,email\nbob\\ud800+2AA-,b@example.com\n"
    answer = admin.call("POST", f"{USERS}/import", data=body, content_type=f"text/csv; charset*={charset}")
    assert (answer.status_code, answer.get_json()["code"]) == (400, "csv_invalid")


@pytest.fixture
def one_place(app: Flask, admin: Person, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The service sends nothing for now, and one mail may wait."""
    monkeypatch.setattr(background, "MOST_WAITING", background.THREADS + 1)
    background.init_app(app)
    gate = threading.Event()
    with app.app_context():
        for _ in range(background.THREADS):
            background.submit(gate.wait)
    yield
    gate.set()
    with app.app_context():
        assert background.drain(20)


def test_nobody_is_imported_whose_invitation_could_not_be_sent(admin: Person, one_place: None) -> None:
    answer = send(admin, GOOD)
    assert (answer.status_code, answer.get_json()["code"]) == (503, "busy")
    assert names(admin) == ["root"]
    first, second = (f"username,email\n{name},{name}@example.com\n" for name in ("yamada", "suzuki"))
    assert send(admin, first).get_json()["created"] == 1
    assert send(admin, second).status_code == 503
    assert send(admin, second, invite="false").get_json()["created"] == 1


def test_places_for_mails_that_were_not_needed_are_free_again(app: Flask, one_place: None) -> None:
    with app.app_context():
        for _ in range(2):
            with background.room_for(1):
                pass
        assert [background.submit(lambda: None) for _ in range(2)] == [True, False]


def test_nobody_is_made_whose_invitation_could_not_be_sent(admin: Person, one_place: None) -> None:
    bodies = [{"username": name, "email": f"{name}@example.com"} for name in ("yamada", "suzuki")]
    answers = [admin.post(USERS, **body) for body in bodies]
    assert [answer.status_code for answer in answers] == [201, 503]
    assert admin.post(f"{USERS}/{answers[0].get_json()['id']}/invite").status_code == 503
    assert names(admin) == ["root", "yamada"]


def test_lines_are_counted_as_an_editor_does(admin: Person) -> None:
    lines = send(admin, 'username,email\n\n,\n"a\nb",a@example.com\nroot,nowhere\n').get_json()["lines"]
    assert [line["line"] for line in lines] == [5, 6]


def test_a_hundred_thousand_lines_are_refused(admin: Person) -> None:
    assert send(admin, "username,email\n" + "abc,a@example.com\n" * 100_000).get_json()["code"] == "csv_invalid"


def test_another_type_of_body_is_refused(admin: Person) -> None:
    assert admin.post(f"{USERS}/import", csv=GOOD).status_code == 415


def test_nobody_imports_who_may_do_more(app: Flask, admin: Person) -> None:
    admin.post("/api/v0/admin/roles", name="delegate", permissions=["manage_users", "ask", "export"])
    helper = person(app, "delegate", "delegate")
    report = send(helper, "username,email,role\nabc,a@example.com,admin\ndef,d@example.com,viewer\n").get_json()
    assert [line["status"] for line in report["lines"]] == ["refused", "ok"]


def test_the_export_holds_no_formulas_and_can_be_imported_again(app: Flask, admin: Person) -> None:
    send(admin, "\ufeffusername,email\n=cmd(),a@example.com\n", invite="false")
    exported = admin.get(f"{USERS}/export")
    assert exported.headers["Content-Disposition"] == 'attachment; filename="users.csv"'
    lines = exported.text.splitlines()
    assert lines[0].startswith("id,email,username,role,is_active")
    assert "'=cmd()" in lines[2]
    again = send(admin, "username,email\n'=cmd(),b@example.com\n").get_json()
    assert "already exists" in again["lines"][0]["problems"][0]
