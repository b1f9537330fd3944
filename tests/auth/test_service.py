"""Accounts and sessions without HTTP"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from detomo import clock
from detomo.auth import service, sessions
from detomo.auth.models import Session, User
from detomo.auth.names import name_key
from detomo.extensions import db
from detomo.identity import Role
from tests.auth.rules import DAY, LIFETIMES, log_in


@pytest.fixture(autouse=True)
def in_app(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def alice() -> int:
    return service.register("alice@example.com", "Alice", "long enough", rounds=4).id


@given(st.text())
def test_a_folded_name_folds_to_itself(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *[("Alice", "ALICE"), ("ａｌｉｃｅ", "alice"), ("ﾔﾏﾀﾞ", "ヤマダ"), ("Straße", "STRASSE"), ("İ", "i̇")],
        *[("a@xn--r8jz45g.jp", "A@例え．JP"), ("a@XN--R8JZ45G.jp", "a@例え.jp")],
    ],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("alice", "alicia"), ("やまだ", "ヤマダ"), ("a b", "ab"), ("ı", "i"), ("a@xn--1", "a@1")]
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


def test_the_password_is_stored_as_a_hash(alice: int) -> None:
    user = db.session.get_one(User, alice)
    assert user.password_hash.startswith("$2b$04$")


@pytest.mark.parametrize("role", Role)
def test_a_role_is_kept(role: Role) -> None:
    service.register("bob@example.com", "bob", "long enough", rounds=4, role=role)
    assert [account.role for account in service.accounts()] == [role]


@pytest.mark.usefixtures("alice")
def test_a_name_taken_while_hashing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def hash_slowly(_password: str, _rounds: int) -> str:
        db.session.add(service._user("bob@example.com", "bob", "hash", Role.ANALYST, verified=False))
        db.session.commit()
        return "hash"

    monkeypatch.setattr(service, "hash_password", hash_slowly)
    with pytest.raises(service.UserExists):
        service.register("bob@example.com", "other", "long enough", rounds=4)
    assert [account.username for account in service.accounts()] == ["Alice", "bob"]


@pytest.mark.usefixtures("alice")
def test_a_login_removes_sessions_that_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = log_in()
    now = clock.utcnow()
    monkeypatch.setattr(clock, "utcnow", lambda: now + 2 * DAY)
    current = log_in()
    assert db.session.scalars(select(Session.id)).all() == [current.session_id]
    assert ended.session_id != current.session_id


@pytest.mark.usefixtures("alice")
def test_a_refresh_prolongs_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    grant = log_in()
    now = clock.utcnow()
    monkeypatch.setattr(clock, "utcnow", lambda: now + timedelta(hours=23))
    sessions.refresh(grant.session_id, grant.refresh_id, LIFETIMES)
    assert db.session.scalar(select(Session.expires_at)) == now + timedelta(hours=47)


@pytest.mark.usefixtures("alice")
def test_of_many_exchanges_at_once_one_succeeds(app: Flask) -> None:
    grant = log_in()

    def exchange(_: int) -> bool:
        with app.app_context():
            try:
                sessions.refresh(grant.session_id, grant.refresh_id, LIFETIMES)
            except sessions.TokenRevoked:
                return False
            return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(exchange, range(8))) == 1


def test_a_session_that_never_was_is_told() -> None:
    with pytest.raises(sessions.TokenRevoked):
        sessions.refresh("0" * 32, "0" * 32, LIFETIMES)
    with pytest.raises(sessions.TokenUnknown):
        sessions.caller_of_session("1", "0" * 32, LIFETIMES)


@pytest.mark.usefixtures("alice")
def test_revoking_twice_keeps_the_first_moment() -> None:
    grant = log_in()
    sessions.revoke_session(grant.session_id)
    first = db.session.scalar(select(Session.revoked_at))
    sessions.revoke_session(grant.session_id)
    assert db.session.scalar(select(Session.revoked_at)) == first


def test_the_local_user_is_made_once(app: Flask) -> None:
    def find(_: int) -> int:
        with app.app_context():
            return service.local_caller().id

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(find, range(16)))) == 1
    assert db.session.scalar(select(func.count()).select_from(User)) == 1


def test_an_id_is_never_given_twice(alice: int) -> None:
    db.session.delete(db.session.get_one(User, alice))
    db.session.commit()
    assert service.register("bob@example.com", "bob", "long enough", rounds=4).id > alice


@pytest.mark.usefixtures("alice")
def test_sessions_go_with_their_user() -> None:
    log_in()
    db.session.execute(User.__table__.delete())
    db.session.commit()
    assert db.session.scalar(select(func.count()).select_from(Session)) == 0
