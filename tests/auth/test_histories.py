"""Any order of log-in, refresh, replay, logout, disable, reset and change of role, over several users

A model says which tokens must work. After every step each token that was ever given is tried: no dead one works, and no
living one of anybody has been ended by what happened to another session.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from detomo.auth import one_time, recovery, service, sessions
from detomo.auth.one_time import Purpose
from detomo.auth.sessions import Client, TokenRevoked
from detomo.exceptions import ServiceError
from detomo.extensions import db
from detomo.identity import Role
from tests.auth.rules import LIFETIMES, log_in
from tests.conftest import bearer

NAMES = ("alice", "bob", "carol")
AUTH = "/api/v0/auth"


@dataclass
class Person:
    """What the model knows of a user."""

    password: str
    role: str = Role.ANALYST
    is_active: bool = True
    resets: int = 0


@dataclass
class Given:
    """A session with every refresh token that it was given, the last one current."""

    name: str
    session_id: str
    refresh_tokens: list[Any]
    access_tokens: list[Any] = field(default_factory=list)
    is_alive: bool = True


class ByService:
    """The doors of the services. Tokens are the ids in them."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def log_in(self, name: str, password: str) -> tuple[str, Any, Any] | None:
        with self._app.app_context():
            try:
                grant = log_in(name, password)
            except ServiceError:
                return None
            return grant.session_id, (grant.user_id, grant.session_id), grant

    def refresh(self, token: Any) -> tuple[Any, Any] | None:
        with self._app.app_context():
            try:
                grant = sessions.refresh(token.session_id, token.refresh_id, LIFETIMES)
            except TokenRevoked:
                return None
            return (grant.user_id, grant.session_id), grant

    def log_out(self, access: Any) -> None:
        with self._app.app_context():
            sessions.revoke_session(access[1])

    def role_of(self, access: Any) -> str | None:
        with self._app.app_context():
            try:
                return sessions.caller_of_session(str(access[0]), access[1], LIFETIMES).role
            except ServiceError:
                return None


class ByHttp:
    """The doors of the API. Tokens are JWTs."""

    def __init__(self, app: Flask) -> None:
        self._client = app.test_client()

    def log_in(self, name: str, password: str) -> tuple[str, Any, Any] | None:
        answer = self._client.post(f"{AUTH}/login", json={"username": name, "password": password})
        body = answer.get_json()
        return (
            (body["refresh_token"], body["access_token"], body["refresh_token"]) if answer.status_code == 200 else None
        )

    def refresh(self, token: Any) -> tuple[Any, Any] | None:
        answer = self._client.post(f"{AUTH}/refresh", headers=bearer(token))
        body = answer.get_json()
        return (body["access_token"], body["refresh_token"]) if answer.status_code == 200 else None

    def log_out(self, access: Any) -> None:
        self._client.post(f"{AUTH}/logout", headers=bearer(access))

    def role_of(self, access: Any) -> str | None:
        answer = self._client.get(f"{AUTH}/me", headers=bearer(access))
        return answer.get_json()["role"] if answer.status_code == 200 else None


class Histories(RuleBasedStateMachine):
    """Made for one app and one kind of door by `machine`."""

    app: Flask
    doors: Any
    given_sessions = Bundle("given_sessions")

    @initialize()
    def begin(self) -> None:
        self.given: list[Given] = []
        self.people = {name: Person("long enough") for name in NAMES}
        with self.app.app_context():
            for table in reversed(db.metadata.sorted_tables):
                if table.name in {"users", "sessions", "one_time_tokens", "login_delays", "known_addresses"}:
                    db.session.execute(table.delete())
            db.session.commit()
            service.register("root@example.com", "root", "long enough", rounds=4, role=Role.ADMIN)  # always one admin
            for name in NAMES:
                service.register(f"{name}@example.com", name, "long enough", rounds=4)

    @rule(target=given_sessions, name=st.sampled_from(NAMES))
    def log_in(self, name: str) -> Given:
        person = self.people[name]
        opened = self.doors.log_in(name, person.password)
        assert (opened is not None) == person.is_active
        session_id, access, token = opened or ("", None, None)
        one = Given(name, session_id, [token], [access], is_alive=opened is not None)
        self.given += [one] if opened else []
        return one

    @rule(one=given_sessions)
    def refresh(self, one: Given) -> None:
        if not one.refresh_tokens[-1]:
            return
        rotated = self.doors.refresh(one.refresh_tokens[-1])
        assert (rotated is not None) == one.is_alive
        if rotated:
            one.access_tokens.append(rotated[0])
            one.refresh_tokens.append(rotated[1])

    @rule(one=given_sessions, which=st.integers(0, 10))
    def replay(self, one: Given, which: int) -> None:
        used = one.refresh_tokens[:-1]
        if used:
            assert self.doors.refresh(used[which % len(used)]) is None
            one.is_alive = False

    @rule(one=given_sessions)
    def log_out(self, one: Given) -> None:
        if one.access_tokens[-1]:
            self.doors.log_out(one.access_tokens[-1])
            one.is_alive = False

    @rule(name=st.sampled_from(NAMES), is_active=st.booleans())
    def disable_or_enable(self, name: str, is_active: bool) -> None:
        with self.app.app_context():
            service.set_active(name, is_active)
        self.people[name].is_active = is_active
        if not is_active:
            self._all_end(name)

    @rule(name=st.sampled_from(NAMES))
    def reset(self, name: str) -> None:
        person = self.people[name]
        person.resets += 1
        person.password = f"another one {person.resets} 合言葉"
        with self.app.app_context():
            token = one_time.issue(service.account(name).id, Purpose.RESET_PASSWORD)
            db.session.commit()
            recovery.reset_password(token, person.password, Client(), rounds=4, style=service.MailStyle("en"))
        self._all_end(name)

    @rule(name=st.sampled_from(NAMES), role=st.sampled_from(list(Role)))
    def change_role(self, name: str, role: Role) -> None:
        with self.app.app_context():
            account = service.account(name)
            db.session.execute(
                db.text("UPDATE users SET role = :role WHERE id = :id"), {"role": role, "id": account.id}
            )
            db.session.commit()
        self.people[name].role = role

    @rule(name=st.sampled_from(NAMES))
    def log_out_everywhere(self, name: str) -> None:
        with self.app.app_context():
            sessions.log_out_everywhere(service.account(name).id)
        self._all_end(name)

    @invariant()
    def tokens_work_exactly_while_their_session_lives(self) -> None:
        for one in getattr(self, "given", []):
            role = self.people[one.name].role if one.is_alive else None
            assert [self.doors.role_of(token) for token in one.access_tokens] == [role] * len(one.access_tokens)

    def _all_end(self, name: str) -> None:
        for one in self.given:
            one.is_alive = one.is_alive and one.name != name


DOORS = [("services", ByService, 40), ("http", ByHttp, 20)]


@pytest.mark.parametrize(("doors", "examples"), [case[1:] for case in DOORS], ids=[case[0] for case in DOORS])
def test_any_history(app: Flask, doors: Callable[[Flask], Any], examples: int) -> None:
    machine = type("Machine", (Histories,), {"app": app, "doors": doors(app)})
    health = list(HealthCheck)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=25, deadline=None, derandomize=True, suppress_health_check=health
        ),
    )
