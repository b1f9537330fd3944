"""What routes are made of: who may call, how a body is read, in which language to answer."""

import json
import select
import socket
from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import flask_smorest
from flask import Flask, Request, current_app, g, request
from webargs.core import missing
from webargs.flaskparser import FlaskParser, is_json_request
from werkzeug.exceptions import (
    BadRequest,
    Forbidden,
    HTTPException,
    NotFound,
    RequestEntityTooLarge,
    UnsupportedMediaType,
)

from detomo import clock
from detomo.audit.service import Action, Outcome, record_alone
from detomo.engine.types import Language
from detomo.exceptions import ServiceError
from detomo.identity import Caller, Permission
from detomo.schemas import is_storable

if TYPE_CHECKING:
    from config import Settings
    from detomo.engine.assemble import Engine

ENGINE = "detomo_engine"  # the one that the settings describe
ENGINES = "detomo_engines"
DEEPEST_JSON = 100
EXPOSED_HEADERS = ["X-Request-ID", "Content-Disposition", "Retry-After", "RateLimit", "RateLimit-Policy"]  # to CORS
LANGUAGES: dict[str, Language] = {"en": "en", "ja": "ja"}
ACCESS = "access"  # key of a view's `_apidoc` that says which tokens it takes; absent: an access token
SECOND_FACTOR = "second_factor"  # key of a view's `_apidoc`; absent: who must have one has shown it
PERMISSION = "permission"  # key of a view's `_apidoc` that says what the caller's role must allow


class LoginTooOld(ServiceError):
    status = 403
    code = "login_too_old"


class NoOwnAccount(ServiceError):
    """Nobody has a session here: AUTH_REQUIRED=false, or a token of another provider."""

    status = 409
    code = "no_own_account"


View = TypeVar("View", bound=Callable[..., Any])


def language() -> Language:
    """The language to answer in: the question's, else the first of ours in Accept-Language, else the default."""
    if request and "language" in g:
        return g.language
    for tag, quality in request.accept_languages if request else ():  # best first
        if quality > 0 and (spoken := LANGUAGES.get(tag.partition("-")[0].lower())):
            return spoken
    return current_settings().default_language


def speak(chosen: Language | None) -> Language:
    """Answer this request in a language of its own, where one was chosen; give the language to answer in."""
    if chosen is not None:
        g.language = chosen
    return language()


def client_gone() -> Callable[[], bool]:
    """A function, for any thread, that tells whether this request's client has hung up. Knows it under gunicorn."""
    connection = request.environ.get("gunicorn.socket")
    return (lambda: _hung_up(connection)) if connection is not None else (lambda: False)


def _hung_up(connection: socket.socket) -> bool:
    try:
        readable, _, _ = select.select([connection], [], [], 0)
        return bool(readable) and connection.recv(1, socket.MSG_PEEK) == b""
    except (OSError, ValueError):  # closed meanwhile; ValueError: its number is gone
        return True


def current_engine() -> "Engine":
    """The engine for the database that questions are about now; one request or command keeps to one."""
    if "engine" not in g:
        g.engine = current_app.extensions[ENGINES].lease()
    return g.engine


def _give_back_engine(_error: BaseException | None) -> None:
    if "engine" in g:
        current_app.extensions[ENGINES].release(g.pop("engine"))


def current_settings() -> "Settings":
    return current_app.config["SETTINGS"]


def current_caller() -> Caller:
    """Who makes this request. Every route has one, except those marked `public`."""
    return g.caller


def current_owner() -> Caller:
    """Who changes their own account in this request. Raises `NoOwnAccount` where everyone is the local user."""
    caller = current_caller()
    if not caller.session_id:
        raise NoOwnAccount
    return caller


def public(view: View) -> View:
    """Let anyone call the view."""
    return _mark(view, ACCESS, "public")


def any_token(view: View) -> View:
    """Let the view read its token itself: an access or a refresh token, in the header or the body."""
    return _mark(view, ACCESS, "any_token")


def access_of(view: Any) -> str:
    """Tell how a view is protected: `access_token` unless it was marked."""
    return getattr(view, "_apidoc", {}).get(ACCESS, "access_token")


def permission_of(view: Any) -> Permission | None:
    """The permission that a view asks for; None where none was declared."""
    return getattr(view, "_apidoc", {}).get(PERMISSION)


def before_second_factor(view: View) -> View:
    """Let the view also serve those who must have a second factor and have not shown one in this session."""
    return _mark(view, SECOND_FACTOR, "later")


def needs_second_factor(view: Any) -> bool:
    """Whether a view is closed to those who must have a second factor and have not shown one."""
    return SECOND_FACTOR not in getattr(view, "_apidoc", {})


def requires_recent_login(view: View) -> View:
    """Refuse callers who did not prove lately who they are, programs with API keys among them, with 403."""

    @wraps(view)
    def checked(*args: Any, **kwargs: Any) -> Any:
        refuse_old_login()
        return view(*args, **kwargs)

    return checked  # type: ignore[return-value]


def refuse_old_login() -> None:
    """Raise `LoginTooOld` unless the caller has lately logged in or stepped up, or nobody logs in at all."""
    settings, proved_at = current_settings(), current_caller().authenticated_at
    oldest = clock.utcnow() - timedelta(minutes=settings.recent_login_minutes)
    if settings.auth_required and (proved_at is None or proved_at < oldest):
        raise LoginTooOld


def requires(permission: Permission) -> Callable[[View], View]:
    """Refuse callers whose role lacks the permission with 403. Every route that is not marked otherwise needs this."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(*args: Any, **kwargs: Any) -> Any:
            if not current_caller().may(permission):
                _refuse_permission(permission)
            return view(*args, **kwargs)

        return _mark(checked, PERMISSION, permission)  # type: ignore[return-value]

    return decorate


def _refuse_permission(permission: Permission) -> NoReturn:
    route = request.url_rule.rule if request.url_rule else ""
    facts = {"permission": str(permission), "method": request.method}
    record_alone(
        Action.PERMISSION_DENIED, outcome=Outcome.DENIED, actor_id=current_caller().id, target=route, details=facts
    )
    raise Forbidden


def _mark(view: View, key: str, value: str) -> View:
    view._apidoc = {**deepcopy(getattr(view, "_apidoc", {})), key: value}  # type: ignore[attr-defined]
    return view


def init_app(app: Flask) -> None:
    app.teardown_appcontext(_give_back_engine)
    app.before_request(refuse_unstorable_path)
    app.before_request(refuse_cut_body)


def refuse_unstorable_path() -> None:
    """Answer 404 to a path that no stored name can match, before it reaches a database."""
    if not is_storable(request.path):
        raise NotFound


def refuse_cut_body() -> None:
    """Answer 413 to a chunked body beyond the limit: werkzeug's stream just ends there, as if it were complete."""
    limit = request.max_content_length
    if "Transfer-Encoding" in request.headers and limit is not None and len(request.get_data()) >= limit:
        raise RequestEntityTooLarge


class Parser(FlaskParser):
    """Reads bodies strictly: another content type, broken or too deep JSON each get their own error.

    A schema with `also_form = True` may come as a form too.
    """

    def load_json(self, req: Request, schema: Any) -> Any:
        if getattr(schema, "also_form", False) and req.mimetype in FORMS:
            return self.load_form(req, schema)
        if not is_json_request(req):
            if req.get_data(cache=True):
                raise UnsupportedMediaType
            return missing
        return _read_json(req.get_data(cache=True))


FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}


def _read_json(body: bytes) -> Any:
    if not body:
        return missing
    try:
        value = json.loads(body.decode("utf-8"), object_pairs_hook=_members)
    except RecursionError:
        _refuse("json_too_deep")
    except (json.JSONDecodeError, UnicodeDecodeError, ValueError):  # ValueError: a number of over 4300 digits
        _refuse("invalid_json")
    if _depth(value) > DEEPEST_JSON:
        _refuse("json_too_deep")
    return value


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; one with a name twice is read differently by every reader (RFC 8259, section 4)."""
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a name stands twice")
    return members


def _depth(value: Any) -> int:
    """Levels of nesting, counted no further than one beyond the limit."""
    level, depth = [value], 0
    while level and depth <= DEEPEST_JSON:
        level = [item for parent in level for item in _children(parent) if isinstance(item, dict | list)]
        depth += 1
    return depth


def _children(value: Any) -> Any:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def _refuse(code: str) -> NoReturn:
    error: HTTPException = BadRequest()
    error.detomo_code = code  # type: ignore[attr-defined]
    raise error


class Blueprint(flask_smorest.Blueprint):
    """flask-smorest's blueprint with our parser; its documentation says which operations need no token."""

    ARGUMENTS_PARSER = Parser()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._prepare_doc_cbks.append(self._prepare_access_doc)

    def _prepare_access_doc(self, doc: dict[str, Any], doc_info: dict[str, Any], **_: Any) -> dict[str, Any]:
        responses = doc.setdefault("responses", {})
        responses.setdefault("default", {"$ref": "#/components/responses/DEFAULT_ERROR"})
        if doc_info.get(ACCESS) == "public":
            doc["security"] = []
        if permission := doc_info.get(PERMISSION):
            doc["x-permission"] = str(permission)
            doc["description"] = f"{doc.get('description', '')}\n\nPermission: `{permission}`".strip()
            responses.setdefault("403", {"$ref": "#/components/responses/DEFAULT_ERROR"})
        return doc
