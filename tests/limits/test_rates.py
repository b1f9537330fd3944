"""Rate limits in one process: what counts against what, and how a refusal looks."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from limits import parse

from detomo.limits.counter import CallCounter
from tests.auth.oidc.steps import CALLBACK
from tests.conftest import bearer
from tests.contract.routes import calls
from tests.contract.test_access import OPEN
from tests.fakes.identity_provider import CLIENT, IdentityProvider
from tests.people import person

Make = Callable[..., Flask]
ME, LOGIN = "/api/v0/auth/me", "/api/v0/auth/login"
POLICY = re.compile(r'"(general|auth)";q=\d+;w=\d+')
STANDING = re.compile(r'"(general|auth)";r=\d+;t=\d+')


def from_address(client: FlaskClient, address: str, path: str = ME) -> int:
    return client.get(path, environ_base={"REMOTE_ADDR": address}).status_code


def test_every_route_tells_its_limit(app: Flask, client: FlaskClient) -> None:
    for method, path in [*calls(app, {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}), ("GET", "/nope")]:
        with client.open(path, method=method) as answer:
            headers = answer.headers
        assert POLICY.fullmatch(headers["RateLimit-Policy"]), (method, path)
        assert STANDING.fullmatch(headers["RateLimit"]), (method, path)


def test_one_call_too_many_is_refused_with_the_time_to_wait(make_app: Make) -> None:
    alice = person(make_app(RATE_LIMIT="3/minute"), "alice")
    answers = [alice.get(ME) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[0].headers["RateLimit-Policy"] == '"general";q=3;w=60'
    assert [answer.headers["RateLimit"].split(";")[1] for answer in answers] == ["r=2", "r=1", "r=0", "r=0"]
    refused = answers[3]
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert set(refused.get_json()) == {"detail", "code", "request_id"}
    assert refused.get_json()["code"] == "rate_limited"
    assert "リクエストが多すぎます" in alice.speaking("ja").get(ME).get_json()["detail"]


def test_a_window_ends(make_app: Make) -> None:
    from tests.servers import wait_until

    alice = person(make_app(RATE_LIMIT="1/second"), "alice")
    alice.get(ME)
    assert wait_until(lambda: alice.get(ME).status_code == 200, 5)


def test_users_are_counted_apart_wherever_they_call_from(make_app: Make) -> None:
    app = make_app(RATE_LIMIT="2/minute")
    alice, bob = person(app, "alice"), person(app, "bob")
    assert [alice.get(ME).status_code for _ in range(3)] == [200, 200, 429]
    assert bob.get(ME).status_code == 200


def test_users_of_another_providers_tokens_are_counted_apart(make_app: Make) -> None:
    with IdentityProvider() as provider:
        oidc = {"OIDC_ISSUER": provider.issuer, "OIDC_CLIENT_ID": CLIENT}
        client = make_app(RATE_LIMIT="2/minute", OIDC_REDIRECT_URL=CALLBACK, **oidc).test_client()
        alice, bob = (
            bearer(provider.token(sub=name, email=f"{name}@example.com", email_verified=True))
            for name in ("alice", "bob")
        )
        assert [client.get(ME, headers=alice).status_code for _ in range(3)] == [200, 200, 429]
        assert client.get(ME, headers=bob).status_code == 200


def test_without_log_ins_everybody_is_counted_by_address(make_app: Make) -> None:
    client = make_app(RATE_LIMIT="2/minute", AUTH_REQUIRED=False).test_client()
    assert [from_address(client, "192.0.2.1") for _ in range(3)] == [200, 200, 429]
    assert from_address(client, "192.0.2.2") == 200


def test_log_ins_are_counted_by_address(make_app: Make) -> None:
    client = make_app(RATE_LIMIT_AUTH="2/minute").test_client()
    body = {"username": "nobody", "password": "wrong password"}

    def log_in(address: str) -> int:
        return client.post(LOGIN, json=body, environ_base={"REMOTE_ADDR": address}).status_code

    assert [log_in("192.0.2.1") for _ in range(3)] == [401, 401, 429]
    assert log_in("192.0.2.2") == 401


@pytest.mark.parametrize("path", sorted(path for path in OPEN if "/auth/" in path and "/oidc/" not in path))
def test_what_anyone_may_send_is_counted_by_address(make_app: Make, path: str) -> None:
    client = make_app(RATE_LIMIT_AUTH="2/minute").test_client()
    assert [client.post(path, json={}).status_code for _ in range(3)] == [422, 422, 429]


@pytest.mark.parametrize("path", ["login", "callback"])
def test_single_sign_on_counts_as_a_log_in(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/api/v0/auth/oidc/{path}")
    assert answer.headers["RateLimit-Policy"].startswith('"auth"')


def test_refused_tokens_are_counted_and_do_not_stop_a_colleague_behind_the_same_address(make_app: Make) -> None:
    app = make_app(RATE_LIMIT_AUTH="5/minute")
    alice = person(app, "alice")
    client = app.test_client()
    statuses = [client.get(ME, headers={"Authorization": "Bearer a.b.c"}).status_code for _ in range(6)]
    assert (statuses[0], statuses[-1]) == (401, 429)
    assert alice.get(ME).status_code == 200


def test_an_ipv6_site_counts_as_one(make_app: Make) -> None:
    client = make_app(RATE_LIMIT="2/minute").test_client()
    path = "/health/live"
    assert [from_address(client, f"2001:db8:0:1::{n}", path) for n in range(3)] == [200, 200, 429]
    assert from_address(client, "2001:db8:0:2::1", path) == 200


def test_ipv4_inside_ipv6_counts_as_ipv4(make_app: Make) -> None:
    """As a service sees it that listens on both by one socket: else all of IPv4 would be one caller."""
    client = make_app(RATE_LIMIT="1/minute").test_client()
    path = "/health/live"
    addresses = ["::ffff:192.0.2.1", "::ffff:192.0.2.2", "192.0.2.1"]
    assert [from_address(client, address, path) for address in addresses] == [200, 200, 429]


def test_two_services_that_share_a_server_do_not_share_counts() -> None:
    import secrets

    from tests.servers import redis_server

    rate, url = parse("5/minute"), redis_server()
    one, other = (CallCounter(url, f"test:{secrets.token_hex(8)}") for _ in range(2))
    one.hit(rate, "user", "1")
    assert (one.hit(rate, "user", "1").remaining, other.hit(rate, "user", "1").remaining) == (3, 4)


def test_without_its_server_each_process_counts_for_itself(capsys: pytest.CaptureFixture[str]) -> None:
    import time

    counter = CallCounter("redis://127.0.0.1:1/0")
    begun = time.monotonic()
    standings = [counter.hit(parse("2/minute"), "user", "1") for _ in range(3)]
    assert [standing.allowed for standing in standings] == [True, True, False]
    assert time.monotonic() - begun < 1


def test_a_server_that_comes_back_counts_again(monkeypatch: pytest.MonkeyPatch) -> None:
    import secrets
    import socket
    import time
    from types import SimpleNamespace

    from detomo.limits import counter as module
    from tests.servers import redis_server

    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        away = f"redis://127.0.0.1:{nobody.getsockname()[1]}/0"
    rate, prefix = parse("9/minute"), f"test:{secrets.token_hex(8)}"
    shared, counter = CallCounter(redis_server(), prefix), CallCounter(away, prefix)
    now = 1000.0
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: now, time=time.time))
    assert [counter.hit(rate, "user", "1").remaining for _ in range(2)] == [8, 7]
    assert shared.hit(rate, "user", "1").remaining == 8
    counter._redis_url = redis_server()  # the same server, back again
    assert counter.hit(rate, "user", "1").remaining == 6  # not asked yet
    now += module.AWAY_SECONDS
    assert counter.hit(rate, "user", "1").remaining == 7


def test_a_server_that_hangs_holds_nobody_up() -> None:
    import socket
    import time

    with socket.create_server(("127.0.0.1", 0)) as silent:
        counter = CallCounter(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        begun = time.monotonic()
        assert all(counter.hit(parse("9/minute"), "user", "1").allowed for _ in range(5))
        assert time.monotonic() - begun < 2
