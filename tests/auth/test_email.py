"""Proving e-mail addresses"""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.auth.conftest import Time
from tests.auth.visitor import Visitor


@pytest.fixture
def unproved(make_app: Callable[..., Flask]) -> Visitor:
    """Registered where an address must be proved first."""
    alice = Visitor(make_app(EMAIL_VERIFICATION_REQUIRED=True))
    body = {"email": alice.email, "username": alice.name, "password": alice.password}
    assert alice.post("register", **body).status_code == 201
    return alice


def test_an_account_opens_once_its_address_is_proved(unproved: Visitor) -> None:
    refused = unproved.log_in()
    assert (refused.status_code, refused.get_json()["code"]) == (403, "email_unverified")
    assert unproved.post("verify-email", token=unproved.token()).status_code == 204
    assert unproved.log_in().status_code == 200


def test_an_address_in_full_width_is_written_to_in_half_width(unproved: Visitor) -> None:
    body = {"email": "ｃａｒｏｌ＠ｅｘａｍｐｌｅ．ｃｏｍ", "username": "carol", "password": unproved.password}
    assert unproved.post("register", **body).get_json()["email"] == "carol@example.com"
    assert unproved.post("verify-email", token=unproved.token("carol@example.com")).status_code == 204


def test_another_address_in_full_width_is_too(alice: Visitor) -> None:
    alice.post("email", email="ａｎｎａ＠ｅｘａｍｐｌｅ．ｃｏｍ")
    alice.post("verify-email", token=alice.token("anna@example.com"))
    assert alice.call("GET", "me").get_json()["email"] == "anna@example.com"


def test_a_wrong_password_does_not_tell_that_it_is_not(unproved: Visitor) -> None:
    assert unproved.log_in("wrong").get_json()["code"] == "login_failed"


def test_another_mail_can_be_asked_for(unproved: Visitor) -> None:
    assert unproved.post("verify-email/send", email=unproved.email).status_code == 202
    assert len(unproved.mails()) == 2
    assert unproved.post("verify-email", token=unproved.token()).status_code == 204


def test_a_proved_address_gets_no_further_mail(unproved: Visitor) -> None:
    unproved.post("verify-email", token=unproved.token())
    unproved.post("verify-email/send", email=unproved.email)
    assert len(unproved.mails()) == 1


def test_a_reset_proves_the_address_too(unproved: Visitor) -> None:
    assert len(unproved.mails()) == 1
    unproved.post("forgot-password", email=unproved.email)
    unproved.post("reset-password", token=unproved.token(), password="another 合言葉 now")
    assert unproved.log_in("another 合言葉 now").status_code == 200


def test_where_it_is_not_required_no_mail_is_sent(alice: Visitor) -> None:
    assert alice.mails() == []


def test_a_token_works_once_and_for_its_purpose(unproved: Visitor) -> None:
    token = unproved.token()
    assert unproved.post("reset-password", token=token, password="another 合言葉 now").status_code == 400
    statuses = [unproved.post("verify-email", token=token).status_code for _ in range(2)]
    assert statuses == [204, 400]


NEW = "alice@new.example.com"


def test_another_address_counts_once_proved(alice: Visitor) -> None:
    assert alice.post("email", email=NEW).status_code == 202
    assert alice.call("GET", "me").get_json()["email"] == alice.email
    assert alice.post("verify-email", token=alice.token(NEW)).status_code == 204
    assert alice.call("GET", "me").get_json()["email"] == NEW
    assert alice.post("login", username=NEW, password=alice.password).status_code == 200
    assert alice.post("login", username=alice.email, password=alice.password).status_code == 401


def test_the_old_address_is_told(alice: Visitor) -> None:
    alice.post("email", email=NEW)
    alice.post("verify-email", token=alice.token(NEW))
    (mail,) = alice.mails(alice.email)
    assert mail["Subject"] == "Your e-mail address was changed"
    assert NEW not in mail.get_content()


def test_a_change_needs_a_recent_log_in(alice: Visitor, time: Time) -> None:
    time.passes(minutes=11)
    assert alice.post("email", email=NEW).get_json()["code"] == "login_too_old"


def test_a_taken_address_gets_the_same_answer_and_no_mail(alice: Visitor, bob: Visitor) -> None:
    assert alice.post("email", email=bob.email).status_code == 202
    assert bob.mails() == []


def test_of_two_who_prove_one_address_the_first_has_it(alice: Visitor, bob: Visitor) -> None:
    for visitor in (alice, bob):
        visitor.post("email", email=NEW)
    tokens = [mail.get_content().split("Token: ")[1].split()[0] for mail in alice.mails(NEW)]
    assert [alice.post("verify-email", token=token).status_code for token in tokens] == [204, 400]


def test_a_change_ends_resets_sent_to_the_old_address(alice: Visitor) -> None:
    alice.post("forgot-password", email=alice.email)
    token = alice.token()
    alice.post("email", email=NEW)
    alice.post("verify-email", token=alice.token(NEW))
    assert alice.post("reset-password", token=token, password="another 合言葉 now").status_code == 400
