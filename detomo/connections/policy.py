"""Which database URLs may become connections: by list, because the URL comes from a person and not from the operator.

No option names a file, so that nothing of this machine can be read or sent; files are databases only inside one folder.
"""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from detomo.engine.run.url import Target, parse_url
from detomo.exceptions import ServiceError

FILES = ("sqlite", "duckdb")
_ANY_OF_SSLMODE = frozenset({"disable", "allow", "prefer", "require", "verify-ca", "verify-full"})
_OPTIONS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "postgres": {
        "sslmode": _ANY_OF_SSLMODE,
        "sslrootcert": frozenset({"system"}),  # the machine's certificate authorities; any other value is a path
        "channel_binding": frozenset({"disable", "prefer", "require"}),
        "gssencmode": frozenset({"disable"}),
    },
    "mysql": {"charset": frozenset({"utf8mb4"}), "tls": frozenset({"verify"})},
    "sqlite": {},
    "duckdb": {},
}


class OptionForbidden(ServiceError):
    status = 422
    code = "connection_option_forbidden"


class FileForbidden(ServiceError):
    status = 422
    code = "connection_file_forbidden"


class PasswordTwice(ServiceError):
    status = 422
    code = "connection_password_twice"


def split_password(url: str, password: str) -> tuple[str, str]:
    """The URL without its password, and the password, from wherever it was given. Raises `PasswordTwice`."""
    parse_url(url)  # says what is wrong with it without quoting it
    if "://" not in url or not urlsplit(url).netloc:
        return url.strip(), password
    parts = urlsplit(url.strip())
    given = parse_url(url).password
    if given and password:
        raise PasswordTwice
    user, at, host = parts.netloc.rpartition("@")
    netloc = f"{user.partition(':')[0]}{at}{host}"
    return parts._replace(netloc=netloc, fragment="").geturl(), given or password


def with_password(url: str, password: str) -> str:
    """The URL that an engine connects by; files have no password."""
    parts = urlsplit(url)
    if not (password and parts.netloc):
        return url
    user, _, host = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{user}:{quote(password, safe='')}@{host}").geturl()


def permitted_url(url: str, folder: Path | None, own: Path | None = None) -> str:
    """The URL as it may be used. Raises `OptionForbidden`, `FileForbidden` or `Unavailable` (it is no URL).

    The path of a file starts at `folder`, and no link leads out of it or to `own`, the service's own database.
    """
    target = parse_url(url)
    for name, value in target.options:
        if value not in _OPTIONS[target.dialect].get(name, ()):
            raise OptionForbidden(name=name[:40])
    if len(dict(target.options)) < len(target.options):
        raise OptionForbidden(name=target.options[0][0])
    return _permitted_file(url, target, folder, own) if target.dialect in FILES else url


def _permitted_file(url: str, target: Target, folder: Path | None, own: Path | None) -> str:
    if folder is None:
        raise FileForbidden
    given = unquote(url.partition("://")[2].removeprefix("/")) if "://" in url else url
    try:
        path = (folder.resolve() / given).resolve()
        permitted = path.is_relative_to(folder.resolve()) and path.is_file() and not _is_same(path, own)
    except (OSError, RuntimeError):  # a name that is too long; links in a circle
        permitted = False
    if not permitted:
        raise FileForbidden
    return f"{target.dialect}:///{quote(str(path))}"


def _is_same(path: Path, own: Path | None) -> bool:
    return own is not None and own.exists() and path.samefile(own)
