"""What must hold between settings, and how a wrong one is told: its name, what is wrong, how to mend it.

No text made here holds a value that may be secret.
"""

import ipaddress
import os
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from pydantic import ValidationError

    from config import Settings

APP_SCHEMES = {"sqlite", "postgres", "postgresql", "postgresql+psycopg"}
TARGET_SCHEMES = {"sqlite", "duckdb", "postgres", "postgresql", "mysql", "mariadb"}
SECRET_BYTES = {"HS256": 32, "HS384": 48, "HS512": 64}  # RFC 7518, section 3.2
SAFE_BCRYPT_ROUNDS = 10
KEY_CHARACTERS = 32
LEAST_VARIETY = 8  # different characters in a secret: 32 random hexadecimal digits hold fewer once in a million times
ORIGIN = re.compile(
    r"[a-z][a-z0-9+.-]*://[A-Za-z0-9.-]+(:[0-9]{1,5})?"
)  # RFC 6454; flask-cors reads others as patterns
MAKE_ONE = 'Make one with: python -c "import secrets; print(secrets.token_urlsafe(48))"'


class SettingsError(Exception):
    """The service cannot start. `problems` has one sentence or two for each setting."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("The settings need mending:\n" + "\n".join(f"  - {problem}" for problem in self.problems))


def explain(error: "ValidationError", fields: Mapping[str, Any]) -> list[str]:
    """Turn pydantic's findings into sentences, without the values that were given."""
    return [_explain_one(finding, fields) for finding in error.errors(include_input=False, include_url=False)]


def _explain_one(finding: Any, fields: Mapping[str, Any]) -> str:
    name = str(finding["loc"][0]) if finding["loc"] else "settings"
    if name not in fields:
        return f"{name.upper()}: there is no such setting. docs/settings.md lists them all."
    said = finding["msg"][:1].lower() + finding["msg"][1:]
    default = fields[name].default
    example = f", for example {name.upper()}={default}" if isinstance(default, str | int | float) and default else ""
    return f"{name.upper()}: {said}. Set it in the environment or in .env{example}."


def find_problems(settings: "Settings") -> list[str]:
    """Check what one field alone cannot show."""
    return [problem for check in CHECKS for problem in check(settings)]


def _check_secret(settings: "Settings") -> Iterable[str]:
    secret = settings.secret_key.get_secret_value()
    if not secret:
        yield f"SECRET_KEY: it is missing, and {settings.app_env} generates none. {MAKE_ONE}"
    elif len(secret) < SECRET_BYTES["HS256"]:
        yield f"SECRET_KEY: it is shorter than 32 characters. {MAKE_ONE}"
    elif len(secret.encode()) < SECRET_BYTES[settings.algorithm]:
        needed = SECRET_BYTES[settings.algorithm]
        yield f"SECRET_KEY: {settings.algorithm} needs at least {needed} bytes. {MAKE_ONE}, or set ALGORITHM=HS256."
    elif settings.is_deployed and is_monotonous(secret):
        yield f"SECRET_KEY: it repeats a few characters and could be guessed. {MAKE_ONE}"


def is_monotonous(secret: str) -> bool:
    return len(set(secret)) < LEAST_VARIETY


def _check_encryption_keys(settings: "Settings") -> Iterable[str]:
    keys = settings.encryption_keys
    if not keys:
        yield f"ENCRYPTION_KEY: it is missing, and {settings.app_env} generates none. {MAKE_ONE}"
    elif min(map(len, keys)) < KEY_CHARACTERS:
        yield f"ENCRYPTION_KEY: a key is shorter than {KEY_CHARACTERS} characters. {MAKE_ONE}"
    elif settings.is_deployed and any(map(is_monotonous, keys)):
        yield f"ENCRYPTION_KEY: a key repeats a few characters and could be guessed. {MAKE_ONE}"
    elif len(set(keys)) < len(keys):
        yield "ENCRYPTION_KEY: the same key stands there twice. Leave the second one out."
    elif settings.secret_key.get_secret_value() in keys:
        yield f"ENCRYPTION_KEY: it must not be the SECRET_KEY: each has one purpose. {MAKE_ONE}"


def _check_deployment(settings: "Settings") -> Iterable[str]:
    if settings.is_deployed and settings.bcrypt_rounds < SAFE_BCRYPT_ROUNDS:
        yield f"BCRYPT_ROUNDS: {settings.app_env} needs at least {SAFE_BCRYPT_ROUNDS}. Leave it out for 12."
    if settings.is_deployed and "*" in settings.cors_origins:
        yield f"CORS_ORIGINS: {settings.app_env} does not accept *. Name the origins, as https://app.example.com."
    if any(origin != "*" and not ORIGIN.fullmatch(origin) for origin in settings.cors_origins):
        yield "CORS_ORIGINS: one is no origin. Write scheme, host and port alone, as https://app.example.com:8443."


def _check_auth(settings: "Settings") -> Iterable[str]:
    if settings.auth_required:
        return
    if settings.is_deployed:
        yield f"AUTH_REQUIRED: false is refused in {settings.app_env}. Set AUTH_REQUIRED=true."
    if not is_loopback(settings.bind):
        yield "AUTH_REQUIRED: false needs a loopback address. Set BIND=127.0.0.1:8000, or AUTH_REQUIRED=true."


def _check_single_sign_on(settings: "Settings") -> Iterable[str]:
    if not settings.oidc_issuer:
        return
    if not settings.oidc_client_id:
        yield "OIDC_CLIENT_ID: it is missing, and OIDC_ISSUER is set. Register the service with the provider."
    if settings.is_deployed and not settings.oidc_issuer.startswith("https://"):
        yield f"OIDC_ISSUER: {settings.app_env} needs an https:// URL."


def is_loopback(bind: str) -> bool:
    """Tell whether only this machine can reach `bind` (`host:port`, `[host]:port` or `unix:/path`)."""
    host = urlsplit(f"//{bind}").hostname or ""
    if bind.startswith("unix:") or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_bind(settings: "Settings") -> Iterable[str]:
    if settings.bind.startswith("unix:"):
        return
    try:
        parts = urlsplit(f"//{settings.bind}")
        usable = bool(parts.hostname) and parts.port is not None and not parts.path
    except ValueError:
        usable = False
    if not usable:
        yield "BIND: it is not an address with a port. Set it like BIND=127.0.0.1:8000."


def _check_proxies(settings: "Settings") -> Iterable[str]:
    for proxy in settings.trusted_proxies:
        try:
            network = ipaddress.ip_network("127.0.0.1" if proxy == "unix" else proxy, strict=False)
            if settings.is_deployed and not network.prefixlen:
                yield f"TRUSTED_PROXIES: {settings.app_env} believes no whole internet. Name your proxies' networks."
        except ValueError:
            yield "TRUSTED_PROXIES: one is no address or network. Write them like TRUSTED_PROXIES=10.0.0.5,10.1.0.0/16."


def _check_redis(settings: "Settings") -> Iterable[str]:
    url = settings.redis_url.get_secret_value()
    if url and not url.startswith(("redis://", "rediss://", "redis+unix://")):
        yield "REDIS_URL: it is not a URL that begins with redis://, rediss:// or redis+unix://."
    elif url and not _has_host_and_port(url):
        yield "REDIS_URL: its host or port is wrong. Set it like REDIS_URL=redis://:password@host:6379/0."


def _has_host_and_port(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme == "redis+unix" or (bool(parts.hostname) and parts.port != 0)
    except ValueError:
        return False


def _check_lifetimes(settings: "Settings") -> Iterable[str]:
    if settings.access_token_expire_minutes >= settings.refresh_token_expire_days * 24 * 60:
        yield (
            "ACCESS_TOKEN_EXPIRE_MINUTES: an access token must not outlive its refresh token "
            "(REFRESH_TOKEN_EXPIRE_DAYS). Lower the first or raise the second."
        )


def _check_limits(settings: "Settings") -> Iterable[str]:
    if settings.query_max_cell_bytes > settings.query_max_result_bytes:
        yield "QUERY_MAX_CELL_BYTES: one value cannot be larger than QUERY_MAX_RESULT_BYTES. Lower it."


def _check_model(settings: "Settings") -> Iterable[str]:
    reachable = settings.anthropic_api_key.get_secret_value() or settings.anthropic_base_url
    if settings.generator == "claude" and not reachable:
        yield "GENERATOR: claude needs ANTHROPIC_API_KEY or ANTHROPIC_BASE_URL. Set one, or GENERATOR=auto."


def _check_mail(settings: "Settings") -> Iterable[str]:
    if not settings.smtp_host:
        if settings.email_verification_required and settings.is_deployed:
            yield "EMAIL_VERIFICATION_REQUIRED: nobody can prove an address without mail. Set SMTP_HOST, or false."
        return
    if "@" not in settings.mail_from or not settings.mail_from.isprintable():
        yield "MAIL_FROM: SMTP_HOST needs a sender. Set it like MAIL_FROM=Detomo <detomo@example.com>."
    if settings.smtp_username and settings.smtp_security == "none" and settings.is_deployed:
        yield f"SMTP_SECURITY: {settings.app_env} sends no password without encryption. Use starttls or tls."


def _check_urls(settings: "Settings") -> Iterable[str]:
    for name, schemes in (("app_database_url", APP_SCHEMES), ("target_database_url", TARGET_SCHEMES)):
        url = getattr(settings, name).get_secret_value()
        scheme, colon, rest = url.partition("://")
        if url and not (colon and rest and scheme in schemes):
            yield f"{name.upper()}: it is not a URL that begins with one of {', '.join(sorted(schemes))}, then ://."
    own, asked = settings.app_database_uri, settings.target_database_uri
    if (file_of(own) or own) == (file_of(asked) or asked):
        yield "DATABASE_PATH: questions must not reach the service's own database. Name another file or URL."


def file_of(uri: str) -> Path | None:
    """The file of an SQLite URL, links followed; None for a server."""
    scheme, _, path = uri.partition(":///")
    return Path(unquote(path.partition("?")[0])).resolve() if scheme == "sqlite" else None


def _check_paths(settings: "Settings") -> Iterable[str]:
    if not settings.app_database_url.get_secret_value() and not _can_hold_files(settings.user_db_path.parent):
        yield f"USER_DB_PATH: {settings.user_db_path} cannot be written. Name a file in a folder that can."
    if settings.training_data_path and not settings.training_data_path.is_dir():
        yield f"TRAINING_DATA_PATH: {settings.training_data_path} is not a folder. Name one, or leave it out."
    if settings.connection_files_path and not settings.connection_files_path.is_dir():
        yield f"CONNECTION_FILES_PATH: {settings.connection_files_path} is not a folder. Name one, or leave it out."
    asks_file = not settings.target_database_url.get_secret_value() and not settings.asks_sample
    if asks_file and not settings.database_path.is_file():
        yield (
            f"DATABASE_PATH: there is no file {settings.database_path}. "
            "Name an existing SQLite file, or leave it out for the sample shop."
        )


def _can_hold_files(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK | os.X_OK)


CHECKS: tuple[Callable[["Settings"], Iterable[str]], ...] = (
    _check_secret,
    _check_encryption_keys,
    _check_deployment,
    _check_auth,
    _check_single_sign_on,
    _check_bind,
    _check_proxies,
    _check_redis,
    _check_lifetimes,
    _check_limits,
    _check_model,
    _check_mail,
    _check_urls,
    _check_paths,
)
