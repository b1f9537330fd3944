"""A real SMTP server on this machine that keeps what it was sent and answers as told."""

import ssl
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Protocol
from aiosmtpd.smtp import AuthResult, LoginPassword

USERNAME, PASSWORD = "detomo", "postal secret"


class MailServer:
    """`replies` are given to the next mails, one each; without one a mail is taken. Use it as a context."""

    def __init__(self, *, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None) -> None:
        self.mails: list[EmailMessage] = []
        self.replies: list[str] = []
        self.tries = 0
        self.users: list[str] = []
        self._controller = _Controller(
            self,
            hostname="127.0.0.1",
            port=0,
            ssl_context=tls,
            tls_context=starttls,
            require_starttls=starttls is not None,
            authenticator=self._authenticate,
            auth_require_tls=False,
            enable_SMTPUTF8=True,
        )

    def __enter__(self) -> "MailServer":
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    @property
    def settings(self) -> dict[str, object]:
        """What an app needs to send through it, without encryption."""
        port = self._controller.server.sockets[0].getsockname()[1]
        return {
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": port,
            "SMTP_SECURITY": "none",
            "MAIL_FROM": "Detomo <detomo@example.com>",
            "SMTP_TIMEOUT_SECONDS": 5,
        }

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.tries += 1
        if self.replies and (reply := self.replies.pop(0)):
            return reply
        message = message_from_bytes(envelope.content, policy=SMTP)
        assert isinstance(message, EmailMessage)
        self.mails.append(message)
        return "250 taken"

    def _authenticate(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        right = given == LoginPassword(USERNAME.encode(), PASSWORD.encode())
        self.users += [given.login.decode()] if right else []
        return AuthResult(success=right, handled=False)


class _Controller(Controller):
    def _trigger_server(self) -> None:
        """Connects to see whether it runs; port 0 was replaced by the one that the system chose."""
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()

    def factory(self) -> Protocol:
        return Protocol(self.handler, **self.SMTP_kwargs)
