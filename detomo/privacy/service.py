"""Asking for a copy of one's data or for deletion, and taking the latter back while there is time."""

import io
import json
import uuid
import zipfile
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from detomo import clock
from detomo.audit.service import Action, record, record_alone
from detomo.auth import service as accounts
from detomo.exceptions import ServiceError
from detomo.extensions import db
from detomo.identity import Caller
from detomo.privacy.jobs import DONE, FAILED, WAITING, sections
from detomo.privacy.models import ExportPart, PrivacyJob
from detomo.privacy.personal import DELETION, EXPORT
from detomo.roles.service import hold

CANCELLED = "cancelled"


class NothingAsked(ServiceError):
    status = 404
    code = "privacy_nothing_asked"


class ExportNotReady(ServiceError):
    status = 409
    code = "privacy_export_not_ready"


class ExportFailed(ServiceError):
    status = 503
    code = "privacy_export_failed"


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for, and how far it is: `waiting`, `done`, `failed` or `cancelled`."""

    kind: str
    status: str
    asked_at: datetime
    due_at: datetime


def ask_for_export(caller: Caller) -> Asked:
    """Have a copy made; the one that is being made already, if there is one."""
    hold()
    waiting = _latest(caller, EXPORT, only=WAITING)
    if waiting is not None:
        db.session.rollback()
        return waiting
    return _ask(caller, EXPORT, clock.utcnow(), Action.EXPORT_ASKED)


def ask_for_deletion(caller: Caller, grace: timedelta) -> Asked:
    """Have everything erased once the grace period is over. Raises `LastAdmin`."""
    hold()
    waiting = _latest(caller, DELETION, only=WAITING)
    if waiting is not None:
        db.session.rollback()
        return waiting
    accounts.refuse_to_lose_last_admin(caller.id)
    return _ask(caller, DELETION, clock.utcnow() + grace, Action.DELETION_ASKED)


def keep_account(caller: Caller) -> None:
    """Take the wish to be deleted back. Raises `NothingAsked` when there is none, or it is too late."""
    mine = (PrivacyJob.user_id == caller.id, PrivacyJob.kind == DELETION, PrivacyJob.status == WAITING)
    not_begun = PrivacyJob.leased_until.is_(None)
    kept = update(PrivacyJob).where(*mine, not_begun).values(status=CANCELLED).returning(PrivacyJob.id)
    if db.session.scalar(kept) is None:
        db.session.rollback()
        raise NothingAsked
    record(Action.DELETION_CANCELLED, actor_id=caller.id, target=str(caller.id))
    db.session.commit()


def withdraw(user_id: int) -> None:
    """Cancel whatever waits for an account, for it becomes somebody else's. The caller commits."""
    waiting = update(PrivacyJob).where(PrivacyJob.user_id == user_id, PrivacyJob.status == WAITING)
    cancelled = waiting.values(status=CANCELLED, leased_until=None).returning(PrivacyJob.kind)
    if DELETION in db.session.scalars(cancelled).all():
        record(Action.DELETION_CANCELLED, actor_id=user_id, target=str(user_id))


def state(caller: Caller, kind: str) -> Asked:
    """The last request of this kind. Raises `NothingAsked`."""
    asked = _latest(caller, kind)
    if asked is None:
        raise NothingAsked
    return asked


def archive(caller: Caller) -> bytes:
    """The last copy as a ZIP of JSON files, one for each kind of data, empty ones left out. It is audited.

    Raises `NothingAsked`, `ExportNotReady` or `ExportFailed`.
    """
    job = _job(caller, EXPORT)
    if job is None:
        raise NothingAsked
    if job.status != DONE:
        raise ExportFailed if job.status == FAILED else ExportNotReady
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for section in sections():
            records = _records(job.id, section.name)
            if records:
                file.writestr(f"{section.name}.json", json.dumps(records, ensure_ascii=False, indent=2))
    record_alone(Action.ACCOUNT_EXPORTED, actor_id=caller.id, target=str(caller.id))
    return target.getvalue()


def _records(job_id: str, section: str) -> list[object]:
    parts = select(ExportPart.body).where(ExportPart.job_id == job_id, ExportPart.section == section)
    return [one for body in db.session.scalars(parts.order_by(ExportPart.number)) for one in json.loads(body)]


def _ask(caller: Caller, kind: str, due_at: datetime, action: Action) -> Asked:
    record(action, actor_id=caller.id, target=str(caller.id))
    job = PrivacyJob(id=uuid.uuid4().hex, user_id=caller.id, kind=kind, status=WAITING, due_at=due_at)
    db.session.add(job)
    db.session.commit()
    return _asked(job)


def _latest(caller: Caller, kind: str, only: str | None = None) -> Asked | None:
    job = _job(caller, kind)
    return _asked(job) if job is not None and only in (None, job.status) else None


def _job(caller: Caller, kind: str) -> PrivacyJob | None:
    mine = select(PrivacyJob).where(PrivacyJob.user_id == caller.id, PrivacyJob.kind == kind)
    return db.session.scalars(mine.order_by(PrivacyJob.created_at.desc()).limit(1)).first()


def _asked(job: PrivacyJob) -> Asked:
    return Asked(job.kind, job.status, job.created_at, job.due_at)
