"""Adding, trying, changing and removing connections. A password goes in here and never comes out again."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from detomo import clock
from detomo.audit.service import Action, Outcome, record, record_alone
from detomo.connections.models import Connection
from detomo.connections.policy import permitted_url, split_password, with_password
from detomo.connections.probing import ConnectionFailed, probe
from detomo.engine.run.url import Reach
from detomo.exceptions import ServiceError
from detomo.extensions import db
from detomo.projects.service import DEFAULT_CONNECTION_ID, assign_connection, projects_with
from detomo.settings.checks import file_of

if TYPE_CHECKING:
    from config import Settings


class ConnectionExists(ServiceError):
    status = 409
    code = "connection_exists"


class ConnectionNotFound(ServiceError):
    status = 404
    code = "connection_not_found"


class ConnectionInUse(ServiceError):
    status = 409
    code = "connection_in_use"


@dataclass(frozen=True, slots=True)
class Policy:
    """What connections may be made to: networks, and the folder of database files (None: no files), but not `own`."""

    reach: Reach
    folder: Path | None
    own: Path | None

    def permit(self, url: str) -> str:
        return permitted_url(url, self.folder, self.own)


def policy_of(settings: "Settings") -> Policy:
    reach: Reach = "private" if settings.allow_private_connections else "public"
    return Policy(reach, settings.connection_files_path, file_of(settings.app_database_uri))


@dataclass(frozen=True, slots=True)
class ConnectionView:
    """A connection as it is shown: `version` grows when its password does."""

    id: int
    name: str
    url: str
    has_password: bool
    version: int
    is_used: bool
    findings: list[dict[str, str]]
    probed_at: datetime
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Assigned:
    """The database that the default project asks: `url` holds the password."""

    id: int
    version: int
    url: str = field(repr=False)


def add(policy: Policy, by: int | None, *, name: str, url: str, password: str = "") -> ConnectionView:
    """Try a connection and keep it. Raises `ConnectionExists`, `ConnectionFailed` or what the policy says."""
    if _named(name) is not None:
        raise ConnectionExists(name=name)
    plain, password = split_password(url, password)
    plain = policy.permit(plain)
    findings = _probe(with_password(plain, password), policy, Action.CONNECTION_ADDED, by, "")
    row = Connection(name=name, url=plain, password=password, findings=findings, probed_at=clock.utcnow())
    row.created_by_id = by
    db.session.add(row)
    try:
        db.session.flush()
    except IntegrityError as err:
        db.session.rollback()
        raise ConnectionExists(name=name) from err
    return _changed(row, Action.CONNECTION_ADDED, by)


def every_connection() -> list[ConnectionView]:
    return [_view(row) for row in db.session.scalars(select(Connection).order_by(Connection.id))]


def test(policy: Policy, by: int | None, connection_id: int) -> ConnectionView:
    """Try a connection again and keep what is found. Raises `ConnectionNotFound` or `ConnectionFailed`."""
    return _try(policy, by, connection_id, None, Action.CONNECTION_TESTED)


def set_password(policy: Policy, by: int | None, connection_id: int, password: str) -> ConnectionView:
    """Replace a password after it was tried: the old one stays where the new one fails."""
    return _try(policy, by, connection_id, password, Action.CONNECTION_CHANGED)


def remove(by: int | None, connection_id: int) -> None:
    """Raises `ConnectionNotFound`, or `ConnectionInUse` while a project asks it."""
    row = _find(connection_id)
    if projects_with(connection_id):
        raise ConnectionInUse
    db.session.delete(row)
    record(Action.CONNECTION_REMOVED, actor_id=by, target=str(connection_id))
    try:
        db.session.commit()
    except IntegrityError as err:  # a project began to use it in this moment
        db.session.rollback()
        raise ConnectionInUse from err


def assign(by: int | None, connection_id: int | None) -> None:
    """Let the default project's questions be about this connection; None: about the database of the settings."""
    if connection_id is not None:
        _find(connection_id)
    assign_connection(connection_id)
    record(Action.CONNECTION_CHANGED, actor_id=by, target=str(connection_id or "settings"), details={"used": True})
    db.session.commit()


def assigned() -> tuple[int, int] | None:
    """Id and version of the connection that the default project asks, or None: the database of the settings."""
    with db.engine.connect() as connection:
        row = connection.execute(_ASSIGNED).first()
    return (row.id, row.version) if row else None


def assigned_url(policy: Policy) -> Assigned | None:
    """The same with the URL to connect by. Raises what the policy, which may have changed since, says of it."""
    with db.engine.connect() as connection:
        row = connection.execute(_ASSIGNED.add_columns(Connection.url, Connection.password)).first()
    if row is None:
        return None
    return Assigned(row.id, row.version, with_password(policy.permit(row.url), row.password))


_ASSIGNED = select(Connection.id, Connection.version).where(Connection.id == DEFAULT_CONNECTION_ID)


def _try(policy: Policy, by: int | None, connection_id: int, password: str | None, action: Action) -> ConnectionView:
    row = _find(connection_id)
    url = with_password(policy.permit(row.url), row.password if password is None else password)
    findings = _probe(url, policy, action, by, str(connection_id))
    values: dict[str, Any] = {"findings": findings, "probed_at": clock.utcnow()}
    if password is not None:
        values |= {"password": password, "version": Connection.version + 1}
    db.session.execute(update(Connection).where(Connection.id == connection_id).values(values))
    db.session.expire_all()
    return _changed(_find(connection_id), action, by)


def _probe(url: str, policy: Policy, action: Action, by: int | None, target: str) -> list[dict[str, str]]:
    db.session.rollback()  # this takes long: the connection to our own database goes back to the pool
    try:
        return probe(url, policy.reach)
    except ConnectionFailed as err:
        record_alone(action, outcome=Outcome.FAILURE, actor_id=by, target=target, details={"code": err.code})
        raise


def _changed(row: Connection, action: Action, by: int | None) -> ConnectionView:
    record(action, actor_id=by, target=str(row.id))
    db.session.commit()
    return _view(row)


def _find(connection_id: int) -> Connection:
    row = db.session.get(Connection, connection_id)
    if row is None:
        raise ConnectionNotFound(id=connection_id)
    return row


def _named(name: str) -> Connection | None:
    return db.session.scalar(select(Connection).where(Connection.name == name))


def _view(row: Connection) -> ConnectionView:
    used = bool(projects_with(row.id))
    known = {name: getattr(row, name) for name in ("id", "name", "url", "version", "findings", "probed_at")}
    return ConnectionView(**known, created_at=row.created_at, has_password=bool(row.password), is_used=used)
