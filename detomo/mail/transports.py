"""Where mail goes: an SMTP server, or a folder."""

import smtplib
import ssl
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from detomo import clock
from detomo.mail.message import Mail, as_message

if TYPE_CHECKING:
    from config import Settings

LOCAL_SENDER = "Detomo SQL AI <detomo@localhost>"
PERMANENT = 500  # RFC 5321, section 4.2.1: a reply of 5yz is final


class MailFailed(Exception):
    """A mail was not taken. `is_final`: another try would end the same way."""

    def __init__(self, *, is_final: bool) -> None:
        super().__init__("mail failed")
        self.is_final = is_final


class Transport(Protocol):
    def deliver(self, mail: Mail) -> None:
        """Hand the mail over; raises `MailFailed`."""


class Smtp:
    """A connection for each mail: they are few, and an idle one would be closed by the server."""

    def __init__(self, settings: "Settings") -> None:
        self._settings = settings

    def deliver(self, mail: Mail) -> None:
        try:
            with self._connect() as server:
                server.send_message(as_message(mail, self._settings.mail_from))
        except (OSError, ValueError, smtplib.SMTPException) as err:  # ssl.SSLError is an OSError
            raise MailFailed(is_final=_is_final(err)) from err

    def _connect(self) -> smtplib.SMTP:
        given = self._settings
        where = {"host": given.smtp_host, "port": given.smtp_port, "timeout": given.smtp_timeout_seconds}
        if given.smtp_security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(**where, context=ssl.create_default_context())
        else:
            server = smtplib.SMTP(**where)
        try:
            self._introduce(server)
        except BaseException:
            server.close()
            raise
        return server

    def _introduce(self, server: smtplib.SMTP) -> None:
        if self._settings.smtp_security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if self._settings.smtp_username:
            server.login(self._settings.smtp_username, self._settings.smtp_password.get_secret_value())


def _is_final(err: Exception) -> bool:
    if isinstance(err, smtplib.SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _ in err.recipients.values())
    if isinstance(err, smtplib.SMTPResponseException):
        return err.smtp_code >= PERMANENT
    return isinstance(err, ValueError | smtplib.SMTPNotSupportedError | ssl.SSLCertVerificationError)


class Folder:
    """A file for each mail, which only the service's own account may read."""

    def __init__(self, folder: Path, sender: str = "") -> None:
        self._folder = folder
        self._sender = sender or LOCAL_SENDER

    def deliver(self, mail: Mail) -> None:
        file = self._folder / f"{clock.utcnow():%Y%m%dT%H%M%S.%f}-{uuid.uuid4().hex[:8]}.eml"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            file.touch(mode=0o600)
            file.write_bytes(as_message(mail, self._sender).as_bytes())
        except (OSError, ValueError) as err:
            raise MailFailed(is_final=True) from err
