"""What somebody began in an account leads nowhere once its owner has it to themselves again"""

from collections.abc import Callable

import pytest
from flask import Flask

from detomo.auth import addresses, administration, recovery, service
from detomo.auth.administration import HasPassword
from detomo.identity import Role
from tests.auth.conftest import Time
from tests.auth.visitor import Visitor

OTHER, THEIRS = "quite another 合言葉", "thief@example.com"
STYLE = service.MailStyle("en")


def reset(visitor: Visitor) -> int:
    visitor.post("forgot-password", email=visitor.email)
    return visitor.post("reset-password", token=visitor.token(), password=OTHER).status_code


def by_admin(act: Callable[[str], object]) -> Callable[[Visitor], object]:
    def do(visitor: Visitor) -> object:
        with visitor.app.app_context():
            return act(visitor.name)

    return do


TAKEN_BACK = {
    "reset": reset,
    "password changed": lambda alice: alice.post(
        "password", current_password=alice.password, new_password="yet another one"
    ),
    "logged out everywhere": lambda alice: alice.call("DELETE", "sessions"),
    "sessions ended by an admin": by_admin(service.end_sessions),
    "reset by an admin": by_admin(lambda name: service.force_password_reset(name, STYLE)),
    "password given by an admin": by_admin(lambda name: service.set_password(name, OTHER, rounds=4)),
    "disabled": by_admin(lambda name: service.set_active(name, False)),
}


@pytest.mark.parametrize("take_back", TAKEN_BACK.values(), ids=TAKEN_BACK)
def test_another_address_that_waits_to_be_proved(alice: Visitor, take_back: Callable[[Visitor], object]) -> None:
    assert alice.post("email", email=THEIRS).status_code == 202
    token = alice.token(THEIRS)
    take_back(alice)
    refused = alice.post("verify-email", token=token)
    assert (refused.status_code, refused.get_json()["code"]) == (400, "one_time_token_invalid")


def test_keys_of_an_account_whose_address_was_never_proved(alice: Visitor) -> None:
    key = alice.post("api-keys", name="k", permissions=["ask"]).get_json()["key"]
    assert (reset(alice), alice.is_in(key)) == (204, False)


def test_keys_of_an_account_whose_address_is_proved_stay(alice: Visitor) -> None:
    alice.post("verify-email/send", email=alice.email)
    alice.post("verify-email", token=alice.token())
    key = alice.post("api-keys", name="k", permissions=["ask"]).get_json()["key"]
    assert (reset(alice), alice.is_in(key)) == (204, True)


def test_a_reset_does_not_take_the_second_factor_away(alice: Visitor) -> None:
    alice.switch_on_mfa()
    assert reset(alice) == 204
    assert alice.log_in(OTHER).get_json()["mfa_required"]


def test_a_mailed_token_of_a_disabled_account(alice: Visitor) -> None:
    alice.post("forgot-password", email=alice.email)
    token = alice.token()
    by_admin(lambda name: service.set_active(name, False))(alice)
    assert alice.post("reset-password", token=token, password=OTHER).status_code == 400


def invited(app: Flask) -> Visitor:
    bob = Visitor(app, "bob")
    with app.app_context():
        account = service.add_without_password(bob.email, bob.name, role=Role.ANALYST, actor_id=None)
        recovery.send_invitation(account, STYLE)
    return bob


def test_an_invitation_once_the_address_is_another(app: Flask) -> None:
    bob = invited(app)
    invitation, other = bob.token(), "bob@other.example.com"
    with app.app_context():
        owner = service.account(bob.name)
        addresses.request_change(owner, other, STYLE)
    assert bob.post("verify-email", token=bob.token(other)).status_code == 204
    assert bob.post("reset-password", token=invitation, password=OTHER).status_code == 400


def test_nobody_is_invited_who_has_a_password(alice: Visitor) -> None:
    with alice.app.app_context(), pytest.raises(HasPassword):
        administration.invite(None, service.account(alice.name).id, STYLE)


def test_a_reset_by_an_admin_is_mailed_whatever_strangers_asked_for(alice: Visitor, time: Time) -> None:
    for _ in range(8):
        alice.post("forgot-password", email=alice.email)
    old, mails = alice.token(), len(alice.mails())
    time.passes(minutes=1)
    by_admin(lambda name: service.force_password_reset(name, STYLE))(alice)
    assert len(alice.mails()) == mails + 1
    assert alice.post("reset-password", token=old, password=OTHER).status_code == 400
    assert alice.post("reset-password", token=alice.token(), password=OTHER).status_code == 204
