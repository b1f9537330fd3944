"""The ways in that histories are played through: the services, the API with Bearer tokens, the API with cookies

A door speaks of tokens as its caller holds them: ids, JWTs, or JWTs in cookies. All give None where they stay shut.
"""

from dataclasses import dataclass
from typing import Any, Protocol

import jwt
from flask import Flask
from werkzeug.http import parse_cookie
from werkzeug.test import TestResponse

from detomo.auth import api_keys, login, sessions
from detomo.auth.cookies import CSRF_HEADER, CSRF_NAME, NAMES, TRANSPORT
from detomo.auth.login import Challenge
from detomo.auth.sessions import Grant
from detomo.exceptions import ServiceError
from detomo.identity import Caller
from tests.auth.rules import HERE, LIFETIMES, RULES
from tests.auth.visitor import AUTH
from tests.conftest import bearer


@dataclass(frozen=True)
class Pair:
    """What a log-in or refresh gave."""

    session_id: str
    access: Any
    refresh: Any


class Door(Protocol):
    def log_in(self, name: str, password: str, code: str) -> Pair | None: ...
    def refresh(self, token: Any) -> Pair | None: ...
    def log_out(self, access: Any) -> None: ...
    def role_of(self, access: Any) -> str | None: ...
    def role_of_key(self, key: str) -> str | None: ...


class ByService:
    def __init__(self, app: Flask) -> None:
        self._app = app

    def log_in(self, name: str, password: str, code: str) -> Pair | None:
        with self._app.app_context():
            try:
                opened = login.log_in(name, password, HERE, RULES)
                if isinstance(opened, Challenge):
                    opened = login.finish_log_in(opened.token, code, HERE, LIFETIMES, login.MailStyle("en"))
            except ServiceError:
                return None
            return self._pair(opened)

    def refresh(self, token: Grant) -> Pair | None:
        with self._app.app_context():
            try:
                sessions.caller_of_session(str(token.user_id), token.session_id, LIFETIMES)
                return self._pair(sessions.refresh(token.session_id, token.refresh_id, LIFETIMES))
            except ServiceError:
                return None

    def log_out(self, access: tuple[int, str]) -> None:
        with self._app.app_context():
            sessions.revoke_session(access[1])

    def role_of(self, access: tuple[int, str]) -> str | None:
        return self._role(lambda: sessions.caller_of_session(str(access[0]), access[1], LIFETIMES))

    def role_of_key(self, key: str) -> str | None:
        return self._role(lambda: api_keys.caller_of_key(key))

    def _role(self, ask: Any) -> str | None:
        with self._app.app_context():
            try:
                found: Caller = ask()
            except ServiceError:
                return None
            return found.role

    @staticmethod
    def _pair(grant: Grant) -> Pair:
        return Pair(grant.session_id, (grant.user_id, grant.session_id), grant)


class ByHttp:
    asks: dict[str, str] = {}  # headers of a log-in

    def __init__(self, app: Flask) -> None:
        self._client = app.test_client(use_cookies=False)

    def log_in(self, name: str, password: str, code: str) -> Pair | None:
        answer = self._post("login", self.asks, json={"username": name, "password": password})
        if answer.status_code == 200 and "mfa_token" in answer.get_json():
            body = {"mfa_token": answer.get_json()["mfa_token"], "code": code}
            answer = self._post("login/mfa", self.asks, json=body)
        return self._pair(answer)

    def refresh(self, token: Any) -> Pair | None:
        return self._pair(self._post("refresh", self._headers("refresh", token)))

    def log_out(self, access: Any) -> None:
        self._post("logout", self._headers("access", access))

    def role_of(self, access: Any) -> str | None:
        return self._role(self._headers("access", access))

    def role_of_key(self, key: str) -> str | None:
        return self._role(bearer(key))

    def _role(self, headers: dict[str, str]) -> str | None:
        answer = self._client.get(f"{AUTH}/me", headers=headers)
        return answer.get_json()["role"] if answer.status_code == 200 else None

    def _post(self, path: str, headers: dict[str, str], **more: Any) -> TestResponse:
        return self._client.post(f"{AUTH}/{path}", headers=headers, **more)

    def _headers(self, _kind: str, token: Any) -> dict[str, str]:
        return bearer(token)

    def _pair(self, answer: TestResponse) -> Pair | None:
        if answer.status_code != 200:
            return None
        body = answer.get_json()
        return Pair(session_of(body["access_token"]), body["access_token"], body["refresh_token"])


class ByCookie(ByHttp):
    asks = {TRANSPORT: "cookie"}

    def _headers(self, kind: str, token: Any) -> dict[str, str]:
        value, csrf = token
        return {"Cookie": f"{NAMES[kind]}={value}", CSRF_HEADER: csrf}

    def _pair(self, answer: TestResponse) -> Pair | None:
        if answer.status_code != 200:
            return None
        given = parse_cookie("; ".join(text.partition(";")[0] for text in answer.headers.getlist("Set-Cookie")))
        access, refresh = ((given[NAMES[kind]], given[CSRF_NAME]) for kind in ("access", "refresh"))
        return Pair(session_of(access[0]), access, refresh)


def session_of(token: str) -> str:
    return str(jwt.decode(token, options={"verify_signature": False})["sid"])
