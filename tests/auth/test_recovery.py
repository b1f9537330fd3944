"""Changing, forgetting and resetting passwords"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select

from detomo.auth import service
from detomo.auth.models import OneTimeToken
from detomo.extensions import db
from tests.auth.conftest import Time
from tests.auth.visitor import Visitor

OTHER = "quite another 合言葉"


def forget(visitor: Visitor, email: str = "", **more: str) -> int:
    return visitor.post("forgot-password", email=email or visitor.email, **more).status_code


def reset(visitor: Visitor, token: str, password: str = OTHER) -> int:
    return visitor.post("reset-password", token=token, password=password).status_code


def test_a_reset_by_mail(alice: Visitor) -> None:
    assert forget(alice) == 202
    assert reset(alice, alice.token()) == 204
    assert (alice.log_in().status_code, alice.log_in(OTHER).status_code) == (401, 200)


def test_the_mail_speaks_the_language_of_the_request(alice: Visitor) -> None:
    forget(alice, language="ja")
    assert alice.mails()[-1]["Subject"] == "パスワードの再設定"


def test_the_mail_leads_to_the_configured_page(make_app: Callable[..., Flask]) -> None:
    alice = Visitor(make_app(MAIL_LINK="https://app.example.com/{action}#{token}")).join()
    forget(alice)
    assert "https://app.example.com/reset-password#" in alice.mails()[-1].get_content()


def test_no_header_of_the_request_reaches_the_mail(alice: Visitor) -> None:
    alice.client.post(
        "/api/v0/auth/forgot-password", json={"email": alice.email}, headers={"Host": "evil.example", "Origin": "evil"}
    )
    assert "evil" not in alice.mails()[-1].as_string()


@pytest.mark.parametrize("spelling", ["ALICE@Example.COM", "ａｌｉｃｅ@example.com"])
def test_the_mail_goes_to_the_address_of_the_account(alice: Visitor, spelling: str) -> None:
    forget(alice, spelling)
    assert [mail["To"] for mail in alice.mails()] == [alice.email]


def test_a_reset_ends_every_session(alice: Visitor) -> None:
    other = alice.log_in().get_json()
    forget(alice)
    reset(alice, alice.token())
    assert (alice.is_in(), alice.is_in(other["access_token"])) == (False, False)
    assert alice.post("refresh", using=other["refresh_token"]).status_code == 401


def test_a_token_works_once(alice: Visitor) -> None:
    forget(alice)
    token = alice.token()
    assert [reset(alice, token), reset(alice, token, "a third 合言葉 then")] == [204, 400]


def test_of_two_resets_at_once_one_succeeds(alice: Visitor) -> None:
    forget(alice)
    token = alice.token()
    visitors = [Visitor(alice.app) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(lambda one: reset(one, token), visitors)) == [204] + [400] * 5


def test_a_token_ends_after_ten_minutes(alice: Visitor, time: Time) -> None:
    forget(alice)
    token = alice.token()
    time.passes(minutes=10, seconds=1)
    assert reset(alice, token) == 400


def test_a_later_mail_ends_the_token_of_the_one_before(alice: Visitor) -> None:
    forget(alice)
    first = alice.token()
    forget(alice)
    assert [reset(alice, alice.token()), reset(alice, first)] == [204, 400]


def test_a_weak_password_does_not_use_the_token_up(alice: Visitor) -> None:
    forget(alice)
    token = alice.token()
    assert [reset(alice, token, "password1"), reset(alice, token)] == [422, 204]


def test_only_a_hash_is_stored(app: Flask, alice: Visitor) -> None:
    forget(alice)
    token = alice.token()
    with app.app_context():
        assert token not in str(db.session.execute(select(OneTimeToken.__table__)).all())


def test_disabled_accounts_get_no_mail(app: Flask, alice: Visitor) -> None:
    with app.app_context():
        service.set_active("alice", False)
    assert (forget(alice), alice.mails()) == (202, [])


def test_one_address_gets_few_mails(alice: Visitor) -> None:
    assert {forget(alice) for _ in range(20)} == {202}
    assert 3 <= len(alice.mails()) <= 5


def test_a_reset_lifts_the_delays_and_makes_the_place_known(alice: Visitor) -> None:
    traveller = alice.elsewhere("203.0.113.9")
    for _ in range(8):
        traveller.log_in("wrong")
    assert traveller.log_in().status_code == 429
    forget(alice)
    reset(traveller, alice.token())
    for _ in range(8):
        alice.elsewhere("198.51.100.7").log_in("wrong")
    assert traveller.log_in(OTHER).status_code == 200


def test_a_reset_still_asks_for_the_second_factor(alice: Visitor) -> None:
    alice.switch_on_mfa()
    forget(alice)
    reset(alice, alice.token())
    assert alice.log_in(OTHER).get_json()["mfa_required"]


def test_a_forced_reset(app: Flask, alice: Visitor) -> None:
    with app.app_context():
        service.force_password_reset("alice", service.MailStyle("en"))
    assert (alice.is_in(), alice.log_in().status_code) == (False, 401)
    assert (reset(alice, alice.token()), alice.log_in(OTHER).status_code) == (204, 200)


def test_an_invitation_leads_to_a_first_password(app: Flask, alice: Visitor) -> None:
    with app.app_context():
        service.send_invitation(service.account("alice"), service.MailStyle("ja"))
    token = alice.token()
    assert (reset(alice, token), alice.log_in(OTHER).status_code) == (204, 200)
    assert reset(alice, token, "a third 合言葉 then") == 400


def test_an_invitation_ends_after_three_days(app: Flask, alice: Visitor, time: Time) -> None:
    with app.app_context():
        service.send_invitation(service.account("alice"), service.MailStyle("en"))
    time.passes(hours=72, seconds=1)
    assert reset(alice, alice.token()) == 400


def test_a_change_with_the_current_password(alice: Visitor) -> None:
    other = alice.log_in().get_json()["access_token"]
    changed = alice.post("password", current_password=alice.password, new_password=OTHER)
    assert (changed.status_code, alice.is_in(), alice.is_in(other)) == (204, True, False)
    assert alice.log_in(OTHER).status_code == 200
    assert alice.mails()[-1]["Subject"] == "Your password was changed"


@pytest.mark.parametrize(("given", "status"), [({}, 422), ({"current_password": "wrong"}, 403)], ids=["none", "wrong"])
def test_no_change_without_the_current_password(alice: Visitor, given: dict[str, str], status: int) -> None:
    assert alice.post("password", new_password=OTHER, **given).status_code == status
    assert (alice.log_in().status_code, alice.log_in(OTHER).status_code) == (200, 401)


def test_guessing_the_current_password_is_delayed(alice: Visitor) -> None:
    answers = [alice.post("password", current_password="no", new_password=OTHER) for _ in range(8)]
    assert [answer.status_code for answer in answers[:5]] == [403] * 5
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_a_weak_new_password_is_told_with_its_field(alice: Visitor) -> None:
    answer = alice.post("password", current_password=alice.password, new_password="alice2026")
    assert answer.get_json()["detail"][0]["loc"] == ["body", "new_password"]
