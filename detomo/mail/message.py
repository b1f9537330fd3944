"""One mail, and its form on the wire."""

from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr

from detomo import clock


@dataclass(frozen=True, slots=True)
class Mail:
    """A plain-text mail to one address."""

    to: str
    subject: str
    text: str = field(repr=False)


def as_message(mail: Mail, sender: str) -> EmailMessage:
    """The mail with its headers (RFC 5322; RFC 3834). Raises `ValueError` on a line break in one."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = mail.to
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(clock.utcnow())
    message["Message-ID"] = make_msgid(domain=parseaddr(sender)[1].partition("@")[2] or None)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    return message
