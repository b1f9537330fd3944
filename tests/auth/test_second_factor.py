"""TOTP, recovery codes, and who must have them"""

import base64
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from flask import Flask

from detomo.auth import factor_changes, second_factor, service, sessions
from detomo.extensions import db
from detomo.identity import Role
from tests.auth.authenticator import Authenticator, switch_on
from tests.auth.conftest import Time
from tests.auth.visitor import Visitor

pytestmark = pytest.mark.usefixtures("time")


@pytest.fixture
def codes(alice: Visitor) -> list[str]:
    """Alice's recovery codes, once her second factor is on."""
    return alice.switch_on_mfa()


def second_step(alice: Visitor, code: str) -> int:
    token = alice.log_in().get_json()["mfa_token"]
    return alice.post("login/mfa", mfa_token=token, code=code).status_code


def test_an_enrolment_shows_the_secret_in_three_forms(alice: Visitor) -> None:
    answer = alice.call("POST", "mfa")
    body = answer.get_json()
    asked = parse_qs(urlsplit(body["uri"]).query)
    assert (answer.status_code, asked["secret"], asked["issuer"]) == (201, [body["secret"]], ["Detomo SQL AI"])
    assert body["qr_code"].startswith("data:image/svg+xml")
    assert len(base64.b32decode(body["secret"])) >= 16


def test_an_enrolment_counts_once_confirmed(alice: Visitor) -> None:
    alice.call("POST", "mfa")
    assert "access_token" in alice.log_in().get_json()
    assert alice.call("GET", "mfa").get_json() == {"enabled": False, "recovery_codes_left": 0}


@pytest.mark.usefixtures("codes")
def test_the_password_alone_opens_nothing(alice: Visitor) -> None:
    answer = alice.log_in()
    body = answer.get_json()
    assert (answer.status_code, body["mfa_required"], body["expires_in"]) == (200, True, 300)
    assert "access_token" not in body
    assert not alice.is_in(body["mfa_token"])


@pytest.mark.usefixtures("codes")
@pytest.mark.parametrize(("steps", "status"), [(-2, 401), (-1, 401), (0, 200), (1, 200), (2, 401)])
def test_a_code_of_one_step_before_or_after_is_right(alice: Visitor, steps: int, status: int) -> None:
    """The step before was used up by switching on."""
    assert alice.authenticator
    assert second_step(alice, alice.authenticator.code(steps)) == status


@pytest.mark.usefixtures("codes")
def test_spaces_and_full_width_are_read(alice: Visitor) -> None:
    assert alice.authenticator
    code = alice.authenticator.code()
    wide = code.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert second_step(alice, f"{wide[:3]} {wide[3:]}") == 200


@pytest.mark.usefixtures("codes")
def test_a_code_works_once(alice: Visitor) -> None:
    assert alice.authenticator
    code = alice.authenticator.code()
    assert [second_step(alice, code) for _ in range(2)] == [200, 401]


@pytest.mark.usefixtures("codes")
def test_an_earlier_code_is_refused_after_a_later_one(alice: Visitor) -> None:
    assert alice.authenticator
    assert [second_step(alice, alice.authenticator.code(step)) for step in (1, 0)] == [200, 401]


def test_of_one_code_at_once_one_succeeds(each_app: Flask) -> None:
    account = service.register("m@example.com", f"m{uuid.uuid4().hex}", "long enough", rounds=4)
    authenticator, _ = switch_on(account)
    code = authenticator.code()

    def take(_: int) -> bool:
        with each_app.app_context():
            taken = second_factor.take(account.id, code)
            db.session.commit()
            return taken is not None

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(take, range(8))) == 1


def test_a_recovery_code_works_once(alice: Visitor, codes: list[str]) -> None:
    assert len(set(codes)) == 10
    assert [second_step(alice, codes[0].upper()) for _ in range(2)] == [200, 401]
    assert alice.call("GET", "mfa").get_json()["recovery_codes_left"] == 9


def test_recovery_codes_are_long_and_stored_as_hashes(app: Flask, codes: list[str]) -> None:
    plain = [code.replace("-", "") for code in codes]
    assert all(len(code) * 5 >= 112 for code in plain)  # bits of base32: enough for a plain hash
    with app.app_context():
        stored = str(db.session.execute(db.text("SELECT * FROM recovery_codes")).all()).lower()
    assert [code for code in (*plain, *codes) if code in stored] == []


def test_the_owner_is_told_of_a_recovery(alice: Visitor, codes: list[str]) -> None:
    second_step(alice, codes[3])
    assert "A recovery code was used to log in" in [mail["Subject"] for mail in alice.mails()]


def test_other_recovery_codes_replace_them(alice: Visitor, codes: list[str]) -> None:
    other = alice.call("POST", "mfa/recovery-codes").get_json()["recovery_codes"]
    assert (second_step(alice, codes[0]), second_step(alice, other[0])) == (401, 200)
    assert "Your recovery codes were replaced" in [mail["Subject"] for mail in alice.mails()]


@pytest.mark.usefixtures("codes")
def test_the_owner_is_told_when_an_administrator_switches_it_off(app: Flask, alice: Visitor) -> None:
    with app.app_context():
        service.reset_second_factor("alice", service.MailStyle("ja"))
    assert alice.mails()[-1]["Subject"] == "二要素認証が無効になりました"


@pytest.mark.usefixtures("codes")
def test_the_token_of_the_first_step_works_once(alice: Visitor) -> None:
    assert alice.authenticator
    token = alice.log_in().get_json()["mfa_token"]
    assert alice.post("login/mfa", mfa_token=token, code=alice.authenticator.code()).status_code == 200
    assert alice.post("login/mfa", mfa_token=token, code=alice.authenticator.code(1)).status_code == 400


@pytest.mark.usefixtures("codes")
def test_the_token_of_the_first_step_ends_after_five_minutes(alice: Visitor, time: Time) -> None:
    assert alice.authenticator
    token = alice.log_in().get_json()["mfa_token"]
    time.passes(minutes=5, seconds=1)
    answer = alice.post("login/mfa", mfa_token=token, code=alice.authenticator.code())
    assert (answer.status_code, answer.get_json()["code"]) == (400, "one_time_token_invalid")


@pytest.mark.usefixtures("codes")
def test_guessing_codes_is_delayed(alice: Visitor) -> None:
    assert alice.authenticator
    statuses = [second_step(alice, "000000") for _ in range(8)]
    assert statuses[:5] == [401] * 5
    assert statuses[-1] == 429
    assert second_step(alice, alice.authenticator.code()) == 429


@pytest.mark.usefixtures("codes")
def test_other_sessions_end_when_it_is_switched_on(app: Flask) -> None:
    carol = Visitor(app, "carol").join()
    other = carol.log_in().get_json()["access_token"]
    carol.switch_on_mfa()
    assert (carol.is_in(), carol.is_in(other)) == (True, False)


@pytest.mark.usefixtures("codes")
def test_switching_off(alice: Visitor) -> None:
    assert alice.call("DELETE", "mfa").status_code == 204
    assert "access_token" in alice.log_in().get_json()
    assert "Your second factor was switched off" in [mail["Subject"] for mail in alice.mails()]


@pytest.mark.usefixtures("codes")
def test_it_cannot_be_enrolled_over(alice: Visitor) -> None:
    assert alice.call("POST", "mfa").status_code == 409
    assert alice.post("mfa/confirm", code="000000").status_code == 409


def test_the_secret_is_stored_encrypted(app: Flask, alice: Visitor) -> None:
    secret = alice.call("POST", "mfa").get_json()["secret"]
    with app.app_context():
        stored = db.session.execute(db.text("SELECT secret FROM second_factors")).scalar_one()
    assert secret not in stored


@pytest.fixture
def strict_admin(make_app: Callable[..., Flask]) -> Visitor:
    """An admin where admins must have a second factor, without one so far."""
    app = make_app(MFA_REQUIRED_FOR_ADMIN=True)
    admin = Visitor(app, "admin")
    with app.app_context():
        service.register(admin.email, admin.name, admin.password, rounds=4, role=Role.ADMIN)
    admin.session = admin.log_in().get_json()
    return admin


def test_an_admin_without_one_can_only_set_it_up(strict_admin: Visitor) -> None:
    refused = strict_admin.call("GET", "/api/v0/rules")
    assert (refused.status_code, refused.get_json()["code"]) == (403, "second_factor_needed")
    strict_admin.switch_on_mfa()
    assert strict_admin.call("GET", "/api/v0/rules").status_code == 200


def test_an_admin_who_has_one_shows_it_at_each_log_in(strict_admin: Visitor) -> None:
    strict_admin.switch_on_mfa()
    assert strict_admin.authenticator
    token = strict_admin.log_in().get_json()["mfa_token"]
    answer = strict_admin.post("login/mfa", mfa_token=token, code=strict_admin.authenticator.code())
    strict_admin.session = answer.get_json()
    assert strict_admin.call("GET", "/api/v0/rules").status_code == 200


def test_an_admin_without_one_steps_up_to_set_it_up(strict_admin: Visitor, time: Time) -> None:
    time.passes(minutes=11)
    assert strict_admin.call("POST", "mfa").get_json()["code"] == "login_too_old"
    strict_admin.step_up()
    assert strict_admin.call("POST", "mfa").status_code == 201


def test_an_admin_who_switches_it_off_is_out_at_once(strict_admin: Visitor) -> None:
    strict_admin.switch_on_mfa()
    assert strict_admin.call("DELETE", "mfa").status_code == 204
    assert strict_admin.call("GET", "/api/v0/rules").get_json()["code"] == "second_factor_needed"


def test_an_admins_key_opens_nothing_without_one(strict_admin: Visitor) -> None:
    strict_admin.switch_on_mfa()
    administers, asks = (
        strict_admin.post("api-keys", name="k", permissions=[permission]).get_json()["key"]
        for permission in ("manage_rules", "ask")
    )
    assert strict_admin.call("GET", "/api/v0/rules", using=administers).status_code == 200
    strict_admin.call("DELETE", "mfa")
    assert strict_admin.call("GET", "/api/v0/rules", using=administers).get_json()["code"] == "second_factor_needed"
    assert strict_admin.call("GET", "/api/v0/get_question_history", using=asks).status_code == 200


def test_others_need_none(strict_admin: Visitor) -> None:
    assert Visitor(strict_admin.app).join().call("GET", "sessions").status_code == 200


def test_everybody_needs_one_where_it_is_required(make_app: Callable[..., Flask]) -> None:
    alice = Visitor(make_app(MFA_REQUIRED=True)).join()
    refused = alice.call("GET", "/api/v0/get_question_history")
    assert (refused.status_code, refused.get_json()["code"]) == (403, "second_factor_needed")
    alice.switch_on_mfa()
    assert alice.call("GET", "/api/v0/get_question_history").status_code == 200


def test_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B, cut to six digits."""
    secret = base64.b32encode(b"12345678901234567890").decode()
    assert pyotp.TOTP(secret).at(59) == "287082"
    assert isinstance(Authenticator(secret).code(), str)


def test_strangers_with_the_password_do_not_delay_a_known_device(alice: Visitor, codes: list[str]) -> None:
    device = alice.session["refresh_token"]
    stranger = alice.elsewhere("203.0.113.9")
    token = stranger.log_in().get_json()["mfa_token"]
    while stranger.post("login/mfa", mfa_token=token, code="000000").status_code != 429:
        pass
    at_home = alice.elsewhere("198.51.100.7")
    own = at_home.log_in(device_token=device).get_json()["mfa_token"]
    assert at_home.post("login/mfa", mfa_token=own, code=codes[0]).status_code == 429
    assert at_home.post("login/mfa", mfa_token=own, code=codes[0], device_token=device).status_code == 200


def test_a_recovery_code_for_a_recent_log_in_is_told_by_mail(alice: Visitor, codes: list[str]) -> None:
    before = len(alice.mails())
    assert alice.post("step-up", password=alice.password, code=codes[0]).status_code == 200
    assert len(alice.mails()) == before + 1


def test_switching_nothing_off_is_told_to_nobody(alice: Visitor) -> None:
    alice.call("POST", "mfa")
    assert alice.call("DELETE", "mfa").status_code == 204
    assert alice.mails() == []


@pytest.mark.usefixtures("codes")
@pytest.mark.parametrize(("method", "path"), [("DELETE", "mfa"), ("POST", "mfa/recovery-codes")])
def test_a_session_that_was_ended_meanwhile_changes_nothing(
    alice: Visitor, monkeypatch: pytest.MonkeyPatch, method: str, path: str
) -> None:
    """As by a reset while the request was on its way."""

    def ended_meanwhile(user_id: int) -> bool:
        sessions.revoke_all(user_id)
        return True

    monkeypatch.setattr(factor_changes, "hold", ended_meanwhile)
    assert alice.call(method, path).get_json()["code"] == "token_revoked"
    assert alice.log_in().get_json()["mfa_required"]
