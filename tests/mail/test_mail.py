"""Mail to a real server, and to a folder"""

import stat
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from flask import Flask

from detomo import background
from detomo.mail import service
from detomo.mail.service import Mail
from tests.fakes.mail_server import PASSWORD, USERNAME, MailServer

MAIL = Mail("alice@example.com", "Reset / リセット", "Token: abc\n合言葉\n")


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "RETRY_AFTER_SECONDS", (0, 0))


def send(app: Flask, mail: Mail = MAIL) -> None:
    with app.app_context():
        service.send(mail)
        assert background.drain(20)


def test_a_mail_arrives_as_it_was_given(make_app: Callable[..., Flask], server: MailServer) -> None:
    send(make_app(**server.settings))
    (mail,) = server.mails
    assert (mail["To"], mail["From"], mail["Subject"]) == (MAIL.to, "Detomo <detomo@example.com>", MAIL.subject)
    assert mail.get_content().replace("\r\n", "\n") == MAIL.text
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].endswith("@example.com>")


def test_an_international_address_is_written_to(make_app: Callable[..., Flask], server: MailServer) -> None:
    send(make_app(**server.settings), Mail("アリス@例え.jp", "Hello", "Text"))
    assert len(server.mails) == 1


def test_the_server_is_told_who_sends(make_app: Callable[..., Flask], server: MailServer) -> None:
    send(make_app(**server.settings, SMTP_USERNAME=USERNAME, SMTP_PASSWORD=PASSWORD))
    assert (server.users, len(server.mails)) == ([USERNAME], 1)


TRIES = [
    ("a passing failure", ["451 later"], 2, 1),
    ("a failure that stays", ["451 later"] * 3, 3, 0),
    ("a final refusal", ["550 unknown"], 1, 0),
]


@pytest.mark.parametrize(("replies", "tries", "taken"), [case[1:] for case in TRIES], ids=[case[0] for case in TRIES])
def test_tries(make_app: Callable[..., Flask], server: MailServer, replies: list[str], tries: int, taken: int) -> None:
    server.replies = list(replies)
    send(make_app(**server.settings))
    assert (server.tries, len(server.mails)) == (tries, taken)


def test_nothing_is_sent_without_the_encryption_that_is_set(make_app: Callable[..., Flask], server: MailServer) -> None:
    send(make_app(**{**server.settings, "SMTP_SECURITY": "starttls"}, SMTP_USERNAME=USERNAME, SMTP_PASSWORD=PASSWORD))
    assert (server.users, server.mails) == ([], [])


@pytest.mark.parametrize(
    "mail", [Mail("a@example.com\nBcc: b@example.com", "s", "t"), Mail("a@example.com", "s\r\nBcc: b@example.com", "t")]
)
def test_no_header_can_be_added(make_app: Callable[..., Flask], server: MailServer, mail: Mail) -> None:
    send(make_app(**server.settings), mail)
    assert server.mails == []


def test_a_server_that_is_away_stops_nothing(make_app: Callable[..., Flask], server: MailServer) -> None:
    app = make_app(**{**server.settings, "SMTP_PORT": 1})
    send(app)
    send(app)


def test_without_a_server_mails_are_files_of_the_owner(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    send(make_app(MAIL_OUTBOX_PATH=tmp_path / "outbox"))
    (file,) = (tmp_path / "outbox").glob("*.eml")
    mail = message_from_bytes(file.read_bytes(), policy=default)
    assert (mail["To"], mail.get_content()) == (MAIL.to, MAIL.text)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_jobs_beyond_the_limit_are_dropped(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "MOST_WAITING", 0)
    assert not background.Background(app).submit(lambda: None)


def test_a_mail_that_nobody_will_send_is_told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "MOST_WAITING", 0)
    background.init_app(app)
    with app.app_context():
        assert not service.send(MAIL)


def test_a_job_that_fails_does_not_stop_the_next(app: Flask) -> None:
    done: list[str] = []
    with app.app_context():
        background.submit(lambda: done.append(str(1 / 0)))
        background.submit(lambda: done.append("second"))
        assert background.drain()
    assert done == ["second"]
