"""What a server gets to know before it has shown who it is, and what the operator's own files have to do with it."""

import ssl
from dataclasses import replace
from pathlib import Path

import pytest

from detomo.engine.run.adapter import AdapterError
from detomo.engine.run.mysql import MysqlAdapter
from detomo.engine.run.postgres import PostgresAdapter
from detomo.engine.run.url import Reach, parse_url
from detomo.engine.types import Limits
from tests.fakes.database_server import mysql_with_tls, postgres_that_asks_for_a_password, serving
from tests.mail.certificates import make_certificate


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    """A certificate for 127.0.0.1, not for localhost."""
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.mark.parametrize(
    ("host", "options", "trusted", "told"),
    [
        ("127.0.0.1", "tls=verify", True, True),
        ("localhost", "tls=verify", True, False),
        ("127.0.0.1", "tls=verify", False, False),
        ("localhost", "ssl_ca={file}", False, True),
        ("localhost", "tls=verify&ssl_ca={file}", False, False),
        ("127.0.0.1", "tls=verify&ssl_ca={file}", False, True),
        ("127.0.0.1", "ssl_ca={other}", True, False),
        ("127.0.0.1", "", False, True),
    ],
)
def test_mysql_logs_in_only_where_the_certificate_holds(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    shown: tuple[Path, ssl.SSLContext],
    host: str,
    options: str,
    trusted: bool,
    told: bool,
) -> None:
    file, context = shown
    other, _ = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file if trusted else other))
    with serving(mysql_with_tls(context)) as server:
        url = f"mysql://reader:s3cret@{host}:{server.port}/shop?{options.format(file=file, other=other)}"
        with pytest.raises(AdapterError) as caught:
            MysqlAdapter(parse_url(url), (), Limits()).open()
    assert caught.value.code == "database_unreachable"  # in any case: this server answers no log-in
    assert (b"reader" in b"".join(server.received)) is told


def test_mysql_does_not_go_on_without_the_encryption_that_was_asked_for() -> None:
    with serving(mysql_with_tls(None)) as server:
        url = f"mysql://reader:s3cret@127.0.0.1:{server.port}/shop?tls=verify"
        with pytest.raises(AdapterError):
            MysqlAdapter(parse_url(url), (), Limits()).open()
    assert b"reader" not in b"".join(server.received)


@pytest.mark.parametrize(("reach", "told"), [("any", True), ("private", False)])
def test_postgres_gives_the_operators_password_only_to_the_operators_server(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, reach: Reach, told: bool
) -> None:
    (tmp_path / ".pgpass").write_text("*:*:*:*:of-the-operator")
    (tmp_path / ".pgpass").chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    with serving(postgres_that_asks_for_a_password) as server:
        target = parse_url(f"postgresql://reader@127.0.0.1:{server.port}/shop?gssencmode=disable")
        with pytest.raises(AdapterError):
            PostgresAdapter(replace(target, reach=reach), (), Limits()).open()
    assert (b"of-the-operator" in b"".join(server.received)) is told
