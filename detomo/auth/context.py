"""What the services need of the request and the settings, gathered for the routes of this feature."""

from datetime import timedelta

from flask import request

from detomo.auth.login import LoginRules
from detomo.auth.mails import MailStyle
from detomo.auth.sessions import Client, Lifetimes
from detomo.http import current_settings, language


def client() -> Client:
    """Where this request comes from; the address as the trusted proxies tell it."""
    return Client(request.remote_addr or "", request.headers.get("User-Agent", ""))


def lifetimes() -> Lifetimes:
    settings = current_settings()
    return Lifetimes(
        refresh=timedelta(days=settings.refresh_token_expire_days),
        idle=timedelta(minutes=settings.session_idle_minutes),
        longest=timedelta(days=settings.session_max_days),
        longest_of_admins=timedelta(hours=settings.admin_session_max_hours),
    )


def login_rules() -> LoginRules:
    settings = current_settings()
    return LoginRules(settings.bcrypt_rounds, lifetimes(), settings.email_verification_required)


def mail_style() -> MailStyle:
    """The language of this request, and the configured page."""
    return MailStyle(language(), current_settings().mail_link)
