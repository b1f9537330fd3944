"""Any order of log-in, refresh, replay, log-out, reset, change of password, role or second factor, of the clock, …

A model says which tokens and keys must work. After every step each that was ever given is tried: no dead one works, and
no living one of anybody has been ended by what happened to another session.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from detomo import clock
from detomo.auth import api_keys, factor_changes, one_time, recovery, second_factor, service, sessions
from detomo.auth.models import User
from detomo.auth.one_time import Purpose
from detomo.auth.sessions import Client
from detomo.extensions import db
from detomo.identity import Caller, Permission, Role
from tests.auth.authenticator import Authenticator
from tests.auth.conftest import Time
from tests.auth.doors import ByCookie, ByHttp, ByService, Door
from tests.auth.rules import DAY, LIFETIMES

NAMES = ("alice", "bob", "carol")
STYLE = service.MailStyle("en")
LIVES = {"REFRESH_TOKEN_EXPIRE_DAYS": 1, "SESSION_IDLE_MINUTES": 24 * 60, "SESSION_MAX_DAYS": 30}
LIVES |= {"ADMIN_SESSION_MAX_HOURS": 48, "RATE_LIMIT": "1000000/second", "RATE_LIMIT_AUTH": "1000000/second"}
WIPED = {"users", "login_delays"}  # what belongs to users goes with them


@dataclass
class Person:
    """What the model knows of a user. `codes` are the recovery codes that are left; none: no second factor."""

    password: str = "long enough"
    role: str = Role.ANALYST
    is_active: bool = True
    codes: list[str] = field(default_factory=list)


@dataclass
class Given:
    """A session with all tokens that it was given, the last ones current."""

    name: str
    session_id: str
    access: list[Any]
    refresh: list[Any]
    opened_at: Any
    expires_at: Any
    ends_at: Any
    is_ended: bool = False


@dataclass
class Key:
    name: str
    id: int
    text: str
    expires_at: Any
    is_ended: bool = False


class Histories(RuleBasedStateMachine):
    """Made for one app, kind of door and clock by `play`."""

    app: Flask
    door: Door
    time: Time
    given_sessions = Bundle("given_sessions")
    given_keys = Bundle("given_keys")

    @initialize(target=given_sessions)
    def begin(self) -> Any:
        """Everybody has logged in on two devices."""
        self.given: list[Given] = []
        self.keys: list[Key] = []
        self.passwords = 0
        self.people = {name: Person() for name in NAMES}
        with self.app.app_context():
            for table in reversed(db.metadata.sorted_tables):
                if table.name in WIPED:
                    db.session.execute(table.delete())
            db.session.commit()
            service.register("root@example.com", "root", "long enough", rounds=4, role=Role.ADMIN)  # always one admin
            for name in NAMES:
                service.register(f"{name}@example.com", name, "long enough", rounds=4)
        return multiple(*(self.log_in(name) for name in NAMES * 2))

    @rule(target=given_sessions, name=st.sampled_from(NAMES))
    def log_in(self, name: str) -> Given | None:
        person = self.people[name]
        opened = self.door.log_in(name, person.password, person.codes[-1] if person.codes else "")
        assert (opened is not None) == person.is_active
        if opened is None:
            return None
        del person.codes[-1:]
        ends_at = self.time.now() + self._longest(person)
        expires_at = min(self.time.now() + DAY, ends_at)
        one = Given(name, opened.session_id, [opened.access], [opened.refresh], self.time.now(), expires_at, ends_at)
        self.given.append(one)
        return one

    @rule(one=given_sessions, times=st.integers(1, 3))
    def refresh(self, one: Given | None, times: int) -> None:
        if one:
            for _ in range(times):
                self._refresh(one)

    def _refresh(self, one: Given) -> None:
        was_alive, rotated = self._is_alive(one), self.door.refresh(one.refresh[-1])
        assert (rotated is not None) == was_alive
        if rotated:
            assert rotated.session_id == one.session_id
            one.access.append(rotated.access)
            one.refresh.append(rotated.refresh)
            one.expires_at = min(self.time.now() + DAY, one.ends_at)
        one.is_ended |= not was_alive

    @rule(one=given_sessions, which=st.integers(0, 10))
    def replay(self, one: Given | None, which: int) -> None:
        if one:
            self._refresh(one)
        if one and (used := one.refresh[:-1]):
            assert self.door.refresh(used[which % len(used)]) is None
            one.is_ended = True

    @rule(one=given_sessions)
    def log_out(self, one: Given | None) -> None:
        if one:
            self.door.log_out(one.access[-1])
            one.is_ended |= self._is_alive(one)

    @rule(one=given_sessions)
    def end_one_session(self, one: Given | None) -> None:
        if one and self._is_alive(one):
            with self.app.app_context():
                sessions.revoke_own(service.account(one.name).id, one.session_id)
            one.is_ended = True

    @rule(name=st.sampled_from(NAMES))
    def log_out_everywhere(self, name: str) -> None:
        with self.app.app_context():
            sessions.log_out_everywhere(service.account(name).id)
        self._all_end(name)

    @rule(name=st.sampled_from(NAMES), is_active=st.booleans())
    def disable_or_enable(self, name: str, is_active: bool) -> None:
        with self.app.app_context():
            service.set_active(name, is_active)
        self.people[name].is_active = is_active
        if not is_active:
            self._all_end(name)

    @rule(name=st.sampled_from(NAMES), by_admin=st.booleans())
    def reset(self, name: str, by_admin: bool) -> None:
        password = self._other_password(name)
        with self.app.app_context():
            if by_admin:
                service.set_password(name, password, rounds=4)
            else:
                token = one_time.issue(service.account(name).id, Purpose.RESET_PASSWORD)
                db.session.commit()
                recovery.reset_password(token, password, Client(), rounds=4, style=STYLE)
        self._all_end(name)

    @rule(one=given_sessions)
    def change_password(self, one: Given | None) -> None:
        if one and self._is_alive(one):
            with self.app.app_context():
                password = self._other_password(one.name)
                recovery.change_password(self._owner(one), password, rounds=4, style=STYLE)
            self._all_end(one.name, but=one)

    @rule(one=given_sessions)
    def switch_second_factor_on(self, one: Given | None) -> None:
        if one and self._is_alive(one) and not self.people[one.name].codes:
            with self.app.app_context():
                owner = self._owner(one)
                second_factor.remove(owner.id, actor_id=owner.id)
                db.session.commit()
                app = Authenticator(second_factor.enrol(owner).secret)
                self.people[one.name].codes = factor_changes.confirm(owner, app.code(-1), STYLE)
            self._all_end(one.name, but=one)

    @rule(name=st.sampled_from(NAMES))
    def switch_second_factor_off(self, name: str) -> None:
        if self.people[name].codes:
            with self.app.app_context():
                service.reset_second_factor(name, STYLE)
            self.people[name].codes = []
            self._all_end(name)

    @rule(name=st.sampled_from(NAMES), role=st.sampled_from(list(Role)))
    def change_role(self, name: str, role: Role) -> None:
        with self.app.app_context():
            db.session.execute(db.update(User).where(User.username == name).values(role=role))
            db.session.commit()
        self.people[name].role = role

    @rule(target=given_keys, name=st.sampled_from(NAMES))
    def make_key(self, name: str) -> Key:
        with self.app.app_context():
            made = api_keys.create(service.account(name), "k", [Permission.ASK], 2, most_days=2, style=STYLE)
        self.keys.append(Key(name, made.id, made.key, made.expires_at))
        return self.keys[-1]

    @rule(key=given_keys)
    def revoke_key(self, key: Key) -> None:
        if not key.is_ended:
            with self.app.app_context():
                api_keys.revoke(service.account(key.name).id, key.id)
            key.is_ended = True

    @rule(name=st.sampled_from(NAMES))
    def go_and_join_anew(self, name: str) -> None:
        """The account is deleted, and somebody takes the name."""
        with self.app.app_context():
            db.session.execute(db.delete(User).where(User.username == name))
            db.session.commit()
            service.register(f"{name}@example.com", name, "long enough", rounds=4)
        self.people[name] = Person()
        self._all_end(name)
        for key in self.keys:
            key.is_ended |= key.name == name

    @rule(hours=st.sampled_from([13, 23, 25]))
    def time_passes(self, hours: int) -> None:
        self.time.passes(hours=hours)
        for one in self.given:
            one.is_ended |= hours >= DAY / timedelta(hours=1)  # unused for so long: every step but this one uses all

    @invariant()
    def what_was_given_works_exactly_while_it_lives(self) -> None:
        for one in getattr(self, "given", []):
            role = self.people[one.name].role if self._is_alive(one) else None
            assert {self.door.role_of(token) for token in one.access} == {role}
            if role is None:
                assert {self.door.refresh(token) for token in one.refresh} == {None}
                one.is_ended = True  # a token that comes back ends what a change of role might bring back
        for key in getattr(self, "keys", []):
            person, is_alive = self.people[key.name], not key.is_ended and key.expires_at > self.time.now()
            assert self.door.role_of_key(key.text) == (person.role if is_alive and person.is_active else None)

    def _is_alive(self, one: Given) -> bool:
        now, longest = self.time.now(), self._longest(self.people[one.name])
        return not one.is_ended and now < one.expires_at and now < one.opened_at + longest

    def _longest(self, person: Person) -> timedelta:
        return LIFETIMES.longest_of_admins if person.role == Role.ADMIN else LIFETIMES.longest

    def _other_password(self, name: str) -> str:
        self.passwords += 1
        self.people[name].password = f"another one {self.passwords} 合言葉"
        return self.people[name].password

    def _owner(self, one: Given) -> Caller:
        user_id = str(service.account(one.name).id)
        return sessions.caller_of_session(user_id, one.session_id, LIFETIMES)

    def _all_end(self, name: str, but: Given | None = None) -> None:
        for one in self.given:
            one.is_ended |= one.name == name and one is not but


def play(app: Flask, door: Door, time: Time, examples: int) -> None:
    """The same examples every time; with DETOMO_TEST_HISTORIES=20 twenty times as many, other ones each time."""
    machine = type("Machine", (Histories,), {"app": app, "door": door, "time": time})
    times = int(os.environ.get("DETOMO_TEST_HISTORIES", "1"))
    chosen = settings(
        max_examples=examples * times,
        stateful_step_count=25 if times == 1 else 40,
        deadline=None,
        derandomize=times == 1,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=chosen)


DOORS = [("services", ByService, 30), ("bearer", ByHttp, 8), ("cookies", ByCookie, 8)]


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("door", "examples"), [case[1:] for case in DOORS], ids=[case[0] for case in DOORS])
def test_any_history(make_app: Callable[..., Flask], time: Time, door: Callable[[Flask], Door], examples: int) -> None:
    app = make_app(**LIVES)
    play(app, door(app), time, examples)


@pytest.mark.timeout(1800)
def test_any_history_on_postgres(postgres_app: Flask, time: Time) -> None:
    assert clock.utcnow() == time.now()
    play(postgres_app, ByService(postgres_app), time, 10)
