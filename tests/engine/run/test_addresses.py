"""Which hosts a connection may be made to, in every form that an address can be written in."""

import json
import socket
from pathlib import Path
from typing import Any

import pytest

from detomo.engine.errors import Unavailable
from detomo.engine.run import Runner
from detomo.engine.run.adapter import AdapterError
from detomo.engine.run.addresses import is_permitted, permitted_addresses
from tests.engine.servers import MYSQL_URL, POSTGRES_URL

CASES = [json.loads(line) for line in (Path(__file__).parent / "cases/addresses.jsonl").read_text("utf-8").splitlines()]
LOOPBACK = ["localhost", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "127.0.0.1."]


@pytest.mark.parametrize("case", CASES, ids=[case["host"] for case in CASES])
def test_an_address(case: dict[str, Any]) -> None:
    found = {reach: is_permitted(case["host"], reach) for reach in ("public", "private")}
    assert found == {"public": case["public"], "private": case["private"]}


@pytest.mark.parametrize("host", LOOPBACK)
def test_loopback_is_found_in_other_spellings(host: str) -> None:
    with pytest.raises(AdapterError):
        permitted_addresses(host, 5432, "public")


@pytest.mark.parametrize("host", ["/var/run/postgresql", "@socket", "a,b", "8.8.8.8,127.0.0.1", "", "ho st", "a\nb"])
def test_what_is_no_host_is_refused(host: str) -> None:
    with pytest.raises(AdapterError) as caught:
        permitted_addresses(host, 5432, "private")
    assert caught.value.code == "database_address_forbidden"


def resolving(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 5432)) for address in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, "8.8.8.8", "10.0.0.1")
    with pytest.raises(AdapterError):
        permitted_addresses("db.example.com", 5432, "public")


def test_what_was_looked_at_is_what_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, "8.8.8.8", "8.8.4.4", "8.8.8.8")
    assert permitted_addresses("db.example.com", 5432, "public") == ("8.8.8.8", "8.8.4.4")


@pytest.mark.parametrize("url", [POSTGRES_URL, MYSQL_URL], ids=["postgres", "mysql"])
def test_a_connection_is_made_only_within_reach(url: str) -> None:
    for reach, works in (("any", True), ("private", True), ("public", False)):
        runner = Runner(url, reach=reach)
        try:
            if works:
                runner.ping()
            else:
                with pytest.raises(Unavailable) as caught:
                    runner.ping()
                assert caught.value.code == "database_address_forbidden"
        finally:
            runner.close()


@pytest.mark.parametrize("url", [POSTGRES_URL, MYSQL_URL], ids=["postgres", "mysql"])
def test_a_name_is_resolved_once_for_a_connection(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server that answers a public address first and a private one then gets no connection to the latter."""
    from dataclasses import replace

    from detomo.engine.run import mysql, postgres
    from detomo.engine.run.url import parse_url
    from detomo.engine.types import Limits

    target = replace(parse_url(url), host="rebound.invalid", reach="private")
    module, name = (postgres, "PostgresAdapter") if target.dialect == "postgres" else (mysql, "MysqlAdapter")
    asked: list[str] = []

    def once(host: str, _port: int, _reach: str) -> tuple[str, ...]:
        asked.append(host)
        return ("127.0.0.1",)

    monkeypatch.setattr(module, "permitted_addresses", once)
    adapter = getattr(module, name)(target, (), Limits())
    adapter.open()  # the name itself does not resolve: only the address that was looked at can have been used
    adapter._connection.close()
    assert asked == ["rebound.invalid"]
