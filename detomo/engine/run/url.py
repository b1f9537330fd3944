"""Database URLs: what a user writes, checked and taken apart."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from detomo.engine.errors import Unavailable
from detomo.engine.types import Dialect, Text

Reach = Literal["any", "private", "public"]
_DIALECTS: Mapping[str, Dialect] = MappingProxyType(
    {
        "sqlite": "sqlite",
        "duckdb": "duckdb",
        "postgresql": "postgres",
        "postgres": "postgres",
        "postgresql+psycopg": "postgres",
        "mysql": "mysql",
        "mariadb": "mysql",
        "mysql+pymysql": "mysql",
        "mariadb+pymysql": "mysql",
    }
)
_PORTS = {"postgres": 5432, "mysql": 3306}
_OPTIONS = {
    "sqlite": frozenset[str](),
    "duckdb": frozenset[str](),
    "postgres": frozenset({"sslmode", "sslrootcert", "sslcert", "sslkey", "channel_binding", "gssencmode"}),
    "mysql": frozenset({"ssl_ca", "ssl_cert", "ssl_key", "unix_socket", "charset", "tls"}),
}
_INVALID = Text("The database URL is not valid: {reason}.", "データベースURLが正しくありません：{reason}。")
_FORMS = Text(
    "Write sqlite:///file.db, duckdb:///file.duckdb, postgresql://user:password@host/database "
    "or mysql://user:password@host/database.",
    "sqlite:///file.db、duckdb:///file.duckdb、postgresql://user:password@host/database、"
    "mysql://user:password@host/database のいずれかの形で書いてください。",
)
_REASONS = {
    "empty": Text("it is empty", "空です"),
    "scheme": Text("{value!r} is not a database this product can use", "{value!r}には対応していません"),
    "path": Text("it names no file", "ファイル名がありません"),
    "host": Text("it names no host", "ホスト名がありません"),
    "port": Text("its port is not a number up to 65535", "ポートが65535以下の数値ではありません"),
    "database": Text("it names no database", "データベース名がありません"),
    "option": Text("the option {value!r} is not known", "オプション{value!r}は使えません"),
    "nul": Text("it holds a NUL character", "NUL文字が含まれています"),
    "encoding": Text(
        "special characters in its user name and password must be percent-encoded (@ as %40, # as %23, / as %2F)",
        "ユーザー名とパスワードの特殊文字はパーセントエンコードが必要です（@ は %40、# は %23、/ は %2F）",
    ),
}


@dataclass(frozen=True, slots=True)
class Target:
    """Where a database is. `database` is the absolute file path for the embedded engines.

    `reach`: the networks that `host` may be in (`run.addresses`); `any` where the operator chose the host.
    """

    dialect: Dialect
    database: str
    host: str = ""
    port: int = 0
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    options: tuple[tuple[str, str], ...] = ()
    reach: Reach = "any"

    @property
    def display_name(self) -> str:
        """For people: no user, no password, no folder."""
        if self.host:
            return f"{self.database}@{self.host}"
        return Path(self.database).name


def parse_url(url: str) -> Target:
    """Take a database URL, or the plain path of an SQLite file, apart.

    Raises `Unavailable` with code `database_url_invalid`; its message repeats neither user nor password.
    """
    text = url.strip()
    if not text:
        raise _invalid("empty")
    if "\0" in unquote(text):
        raise _invalid("nul")
    scheme, separator, rest = text.partition("://")
    if not separator:
        return Target("sqlite", _absolute(text))
    dialect = _DIALECTS.get(scheme.lower())
    if dialect is None:
        raise _invalid("scheme", scheme if scheme.replace("+", "").isalnum() else "?")
    return _file(dialect, rest) if dialect in ("sqlite", "duckdb") else _server(dialect, text)


def _file(dialect: Dialect, rest: str) -> Target:
    path, _, query = rest.partition("?")
    if query:
        raise _invalid("option", query.partition("=")[0])
    path = unquote(path.removeprefix("/"))
    if not path or path == ":memory:":
        raise _invalid("path")
    return Target(dialect, _absolute(path))


def _absolute(path: str) -> str:
    try:
        return str(Path(path).expanduser().absolute())
    except RuntimeError:  # `~name` of a user that there is not
        raise _invalid("path") from None


def _server(dialect: Dialect, text: str) -> Target:
    # `from None`: the standard library's words quote a part of the URL, which may be the password.
    try:
        parts = urlsplit(text)
    except ValueError:
        raise _invalid("host") from None
    if "@" in f"{parts.path}{parts.query}" or "#" in text:  # then a part of the password stands where names do
        raise _invalid("encoding")
    try:
        port = parts.port or _PORTS[dialect]
    except ValueError:
        raise _invalid("port") from None
    if not parts.hostname:
        raise _invalid("host")
    database = unquote(parts.path.removeprefix("/"))
    if not database:
        raise _invalid("database")
    options = tuple(parse_qsl(parts.query, keep_blank_values=True))
    for name, _ in options:
        if name not in _OPTIONS[dialect]:
            raise _invalid("option", name)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Target(dialect, database, parts.hostname, port, user, password, options)


def _invalid(reason: str, value: str = "") -> Unavailable:
    text = _REASONS[reason].within(value=value)
    message = Text(_INVALID.en.format(reason=text.en), _INVALID.ja.format(reason=text.ja))
    return Unavailable("database_url_invalid", message, hint=_FORMS)
