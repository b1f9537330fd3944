"""Mail over TLS: to a server whose certificate is trusted, and to no other"""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from detomo import background
from detomo.mail import service
from detomo.mail.service import Mail
from tests.fakes.mail_server import PASSWORD, USERNAME, MailServer
from tests.mail.certificates import make_certificate

MODES = ("tls", "starttls")


def mails_through(make_app: Callable[..., Flask], server: MailServer, mode: str) -> int:
    """How many mails arrive of one that is sent with a password."""
    more = {"SMTP_SECURITY": mode, "SMTP_USERNAME": USERNAME, "SMTP_PASSWORD": PASSWORD}
    with make_app(**{**server.settings, **more}).app_context():
        service.send(Mail("alice@example.com", "Hello", "Text"))
        assert background.drain(20)
    return len(server.mails)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "RETRY_AFTER_SECONDS", (0, 0))


@pytest.mark.parametrize("mode", MODES)
def test_a_trusted_server_gets_the_mail(
    make_app: Callable[..., Flask], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    file, context = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with MailServer(**{mode: context}) as server:
        assert (mails_through(make_app, server, mode), server.users) == (1, [USERNAME])


@pytest.mark.parametrize("mode", MODES)
def test_an_unknown_certificate_gets_neither_mail_nor_password(
    make_app: Callable[..., Flask], tmp_path: Path, mode: str
) -> None:
    _, context = make_certificate(tmp_path)
    with MailServer(**{mode: context}) as server:
        assert (mails_through(make_app, server, mode), server.users) == (0, [])


@pytest.mark.parametrize("mode", MODES)
def test_a_certificate_of_another_host_is_refused(
    make_app: Callable[..., Flask], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    file, context = make_certificate(tmp_path, "127.0.0.2")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with MailServer(**{mode: context}) as server:
        assert mails_through(make_app, server, mode) == 0
