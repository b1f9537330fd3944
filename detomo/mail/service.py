"""Sending mail without waiting for it.

A mail is handed to a background thread, so that neither the mail server's pace nor the existence of an address shows
in the time of a response. It is kept in memory only: a queue in the database would hold the tokens in mails as text.
"""

import time

import structlog
from flask import Flask, current_app

from detomo import background
from detomo.http import current_settings
from detomo.mail.message import Mail
from detomo.mail.transports import Folder, MailFailed, Smtp, Transport

__all__ = ["Mail", "deliver", "init_app", "send"]

log = structlog.get_logger(__name__)

TRANSPORT = "detomo_mail"
RETRY_AFTER_SECONDS = (2, 10)


def init_app(app: Flask) -> None:
    settings = app.config["SETTINGS"]
    folder = Folder(settings.mail_outbox_path, settings.mail_from)
    app.extensions[TRANSPORT] = Smtp(settings) if settings.smtp_host else folder


def send(mail: Mail) -> bool:
    """Send soon, in a background thread of this worker; false when too many mails wait already.

    Failures are logged, not raised.
    """
    return background.submit(lambda: deliver(mail))


def deliver(mail: Mail) -> None:
    """Send now, with further tries when the server is away. Call it from a background thread."""
    transport: Transport = current_app.extensions[TRANSPORT]
    for wait in (*RETRY_AFTER_SECONDS, None):
        try:
            transport.deliver(mail)
        except MailFailed as err:
            if err.is_final or wait is None:
                log.error("mail_failed", cause=type(err.__cause__).__name__)
                return
            time.sleep(wait)
        else:
            log.info("mail_sent", by="smtp" if current_settings().smtp_host else "file")
            return
