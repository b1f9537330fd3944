"""Whose account an outside identity is"""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask.testing import FlaskClient

from detomo.audit.search import Filter, search
from detomo.auth.oidc import identities
from tests.auth.oidc.steps import KIM, Make, log_in, me
from tests.auth.visitor import Visitor
from tests.conftest import PASSWORD
from tests.fakes.identity_provider import IdentityProvider


@pytest.mark.parametrize(
    "claims", [{}, {"email": "kim@example.com"}, {"email": "kim@example.com", "email_verified": "true"}]
)
def test_an_unproved_address_makes_no_account(
    client: FlaskClient, provider: IdentityProvider, claims: dict[str, Any]
) -> None:
    answer = me(client, provider.token(**claims))
    assert (answer.status_code, answer.get_json()["code"]) == (403, "oidc_identity_unknown")


def register(client: FlaskClient, name: str) -> int:
    body = {"email": f"{name}@example.com", "username": name, "password": PASSWORD}
    return int(client.post("/api/v0/auth/register", json=body).get_json()["id"])


def test_nobody_gets_into_an_account_by_its_address(client: FlaskClient, provider: IdentityProvider) -> None:
    register(client, "kim")
    answer = me(client, provider.token(**KIM))
    assert (answer.status_code, answer.get_json()["code"]) == (409, "oidc_address_taken")


def test_a_subject_of_another_provider_is_somebody_else(make: Make, provider: IdentityProvider) -> None:
    first = me(make().test_client(), provider.token(**KIM)).get_json()["id"]
    with IdentityProvider() as other:
        client = make(OIDC_ISSUER=other.issuer).test_client()
        token = other.token(email="lee@example.com", email_verified=True)
        second = me(client, token).get_json()["id"]
    assert first != second


def test_a_trusted_provider_links_a_verified_address(make: Make, provider: IdentityProvider) -> None:
    client = make(OIDC_LINK_VERIFIED_EMAIL=True).test_client()
    account = register(client, "kim")
    assert me(client, provider.token(**KIM)).get_json()["id"] == account


def test_who_registered_somebody_elses_address_keeps_no_way_in(make: Make, provider: IdentityProvider) -> None:
    """Its owner comes from the provider, into an account that a stranger has prepared."""
    app = make(OIDC_LINK_VERIFIED_EMAIL=True)
    stranger = Visitor(app, "kim").join()
    key = stranger.post("api-keys", name="k", permissions=["ask"]).get_json()["key"]
    stranger.switch_on_mfa()
    assert log_in(app.test_client()).status_code == 200
    assert (stranger.is_in(), stranger.is_in(key), stranger.log_in().status_code) == (False, False, 401)


def test_who_proved_the_address_keeps_everything(make: Make, provider: IdentityProvider) -> None:
    app = make(OIDC_LINK_VERIFIED_EMAIL=True)
    kim = Visitor(app, "kim").join()
    kim.post("verify-email/send", email=kim.email)
    kim.post("verify-email", token=kim.token())
    assert log_in(app.test_client()).status_code == 200
    assert (kim.is_in(), kim.log_in().status_code) == (True, 200)


def test_a_strange_address_makes_no_account(client: FlaskClient, provider: IdentityProvider) -> None:
    for address in (
        "kim@example.com, eve@example.com",
        "kim@example.com\nBcc: eve@example.com",
        "k" * 300 + "@a.jp",
        "",
    ):
        answer = me(client, provider.token(email=address, email_verified=True))
        assert (answer.status_code, answer.get_json()["code"]) == (403, "oidc_identity_unknown")


@pytest.mark.parametrize("name", ["㍿" * 40, "kim＠example.com", "\u200b", "   "], ids=ascii)
def test_any_name_at_the_provider_becomes_a_user_name(
    client: FlaskClient, provider: IdentityProvider, name: str
) -> None:
    username = me(client, provider.token(preferred_username=name, **KIM)).get_json()["username"]
    assert len(username) <= 50
    assert "@" not in username


def test_of_many_first_requests_at_once_all_are_answered(make: Make, provider: IdentityProvider) -> None:
    app, token = make(), provider.token(**KIM)
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: me(app.test_client(), token), range(6)))
    assert [answer.status_code for answer in answers] == [200] * 6
    assert len({answer.get_json()["id"] for answer in answers}) == 1


def test_a_first_request_that_came_second_is_answered(
    make: Make, provider: IdentityProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its account was not there when it looked, and is there when it wants to make it."""
    client, token, known = make().test_client(), provider.token(**KIM), identities._known
    first, unseen = me(client, token).get_json()["id"], [None]
    monkeypatch.setattr(identities, "_known", lambda claims: unseen.pop() if unseen else known(claims))
    assert me(client, token).get_json()["id"] == first


def test_a_first_request_leaves_two_lines(make: Make, provider: IdentityProvider) -> None:
    app = make()
    account = me(app.test_client(), provider.token(**KIM)).get_json()["id"]
    with app.app_context():
        lines = [(line.action, line.actor_id, line.target) for line in search(Filter(), limit=9)]
    assert sorted(lines) == [(each, account, str(account)) for each in ("account.created", "identity.linked")]


def test_accounts_may_be_made_by_admins_alone(make: Make, provider: IdentityProvider) -> None:
    client = make(OIDC_CREATE_ACCOUNTS=False).test_client()
    assert me(client, provider.token(**KIM)).get_json()["code"] == "oidc_identity_unknown"


def test_a_role_in_the_token_is_not_taken(client: FlaskClient, provider: IdentityProvider) -> None:
    assert me(client, provider.token(role="admin", roles=["admin"], **KIM)).get_json()["role"] == "analyst"


def test_a_disabled_account_stays_out(make: Make, provider: IdentityProvider) -> None:
    from detomo.auth import service

    app = make()
    client = app.test_client()
    name = me(client, provider.token(**KIM)).get_json()["username"]
    with app.app_context():
        service.set_active(name, False)
    assert me(client, provider.token(**KIM)).get_json()["code"] == "inactive_user"


def test_a_disabled_account_is_not_handed_over(make: Make, provider: IdentityProvider) -> None:
    from detomo.auth import service

    app = make(OIDC_LINK_VERIFIED_EMAIL=True)
    kim = Visitor(app, "kim").join()
    with app.app_context():
        service.set_active("kim", False)
    assert me(app.test_client(), provider.token(**KIM)).get_json()["code"] == "inactive_user"
    with app.app_context():
        service.set_active("kim", True)
    assert kim.log_in().status_code == 200


def test_an_address_that_a_stranger_was_about_to_give_the_account_is_forgotten(
    make: Make, provider: IdentityProvider
) -> None:
    app = make(OIDC_LINK_VERIFIED_EMAIL=True)
    stranger = Visitor(app, "kim").join()
    stranger.post("email", email="thief@example.com")
    token = stranger.token("thief@example.com")
    assert log_in(app.test_client()).status_code == 200
    assert stranger.post("verify-email", token=token).status_code == 400


def test_a_deletion_that_a_stranger_asked_for_is_called_off(make: Make, provider: IdentityProvider) -> None:
    app = make(OIDC_LINK_VERIFIED_EMAIL=True)
    stranger = Visitor(app, "kim").join()
    assert stranger.call("POST", "me/deletion").status_code == 202
    kim = Visitor(app, "kim")
    kim.session = log_in(app.test_client()).get_json()
    assert kim.call("GET", "me/deletion").get_json()["status"] == "cancelled"
