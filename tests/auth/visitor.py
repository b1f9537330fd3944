"""A person with an account, a password, a mailbox and perhaps an authenticator, who calls the API"""

import re
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from detomo import background
from tests.auth.authenticator import Authenticator
from tests.conftest import PASSWORD, bearer

AUTH = "/api/v0/auth"
TOKEN = re.compile(r"^(?:Token|トークン): (\S+)$", re.MULTILINE)


class Visitor:
    """Registered and logged in; `session` is the body of the last log-in or refresh."""

    def __init__(self, app: Flask, name: str = "alice", password: str = PASSWORD, address: str = "127.0.0.1") -> None:
        self.app, self.name, self.password, self.address = app, name, password, address
        self.email = f"{name}@example.com"
        self.client = app.test_client()
        self.authenticator: Authenticator | None = None
        self.session: dict[str, Any] = {}

    def join(self) -> "Visitor":
        body = {"email": self.email, "username": self.name, "password": self.password}
        assert self.post("register", **body).status_code == 201
        self.session = self.log_in().get_json()
        return self

    def log_in(self, password: str = "", **more: Any) -> TestResponse:
        return self.post("login", username=self.name, password=password or self.password, **more)

    def post(self, path: str, *, using: str = "", language: str = "en", **body: Any) -> TestResponse:
        return self.call("POST", path, using=using, language=language, json=body)

    def call(self, method: str, path: str, *, using: str = "", language: str = "en", **more: Any) -> TestResponse:
        """With the access token of the session, or another one."""
        given = using or self.session.get("access_token", "")
        headers = {**(bearer(given) if given else {}), "Accept-Language": language}
        path = path if path.startswith("/") else f"{AUTH}/{path}"
        return self.client.open(
            path, method=method, headers=headers, environ_base={"REMOTE_ADDR": self.address}, **more
        )

    def is_in(self, using: str = "") -> bool:
        return self.call("GET", "me", using=using).status_code == 200

    def switch_on_mfa(self) -> list[str]:
        """With the code of the step before, so that the present one is unused; gives the recovery codes."""
        self.authenticator = Authenticator(self.call("POST", "mfa").get_json()["secret"])
        return self.post("mfa/confirm", code=self.authenticator.code(-1)).get_json()["recovery_codes"]

    def step_up(self) -> None:
        """Prove again who this is; the session goes on with other tokens."""
        proof = {"code": self.authenticator.code()} if self.authenticator else {}
        answer = self.post("step-up", password=self.password, **proof)
        assert answer.status_code == 200, answer.get_json()
        self.session = answer.get_json()

    def elsewhere(self, address: str) -> "Visitor":
        """The same person at another address, not logged in."""
        other = Visitor(self.app, self.name, self.password, address)
        other.authenticator = self.authenticator
        return other

    def mails(self, to: str = "") -> list[Any]:
        """What has come so far, the oldest first."""
        with self.app.app_context():
            assert background.drain()
        folder = Path(self.app.config["MAIL_OUTBOX_PATH"])
        found = [message_from_bytes(file.read_bytes(), policy=default) for file in sorted(folder.glob("*.eml"))]
        return [mail for mail in found if mail["To"] == (to or self.email)]

    def token(self, to: str = "") -> str:
        """The token in the last mail that has one."""
        texts = [mail.get_content() for mail in self.mails(to)]
        return [found[1] for text in texts if (found := TOKEN.search(text))][-1]
