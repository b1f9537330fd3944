"""Doing what was asked for, a batch at a time. Each batch is one transaction that also moves the job's position.

A worker holds a job by a lease, which it prolongs with every batch. If it dies, the lease ends and any other worker
goes on after the last batch; one that was only slow finds its lease gone, and stops.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from flask import Flask, current_app
from sqlalchemy import ColumnElement, delete, or_, select, update

from detomo import clock
from detomo.audit.service import Action, record
from detomo.auth import service as accounts
from detomo.extensions import db
from detomo.origin import SERVICE, Origin, act_from
from detomo.personal import PersonalRows
from detomo.privacy.models import ExportPart, PrivacyJob
from detomo.privacy.personal import EXPORT

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=60)
EXPORTS_KEPT = timedelta(days=7)
MOST_FAILURES = 5
WAITING, DONE, FAILED = "waiting", "done", "failed"
_SECTIONS, _SWEEPS = "detomo_personal", "detomo_sweeps"

Sweep = Callable[[], object]


class LeaseLost(Exception):
    """Another worker has taken the job over."""


@dataclass(frozen=True, slots=True)
class Lease:
    job_id: str
    until: datetime


def init_app(app: Flask, sections: Sequence[PersonalRows], sweeps: Sequence[Sweep]) -> None:
    """`sections` in the order of erasing: the account after all that points at it, then the audit, which outlives it.

    `sweeps` remove what is kept no longer, and may run in several workers at once.
    """
    app.extensions[_SECTIONS] = tuple(sections)
    app.extensions[_SWEEPS] = tuple(sweeps)


def sections() -> tuple[PersonalRows, ...]:
    found: tuple[PersonalRows, ...] = current_app.extensions[_SECTIONS]
    return found


def run_due() -> int:
    """Do everything that is due and that no other worker is doing, and remove what is kept no longer; give the number
    of jobs that were ended.
    """
    act_from(Origin(SERVICE))
    ended = 0
    while (lease := _claim()) is not None:
        ended += _run(lease)
    for sweep in current_app.extensions[_SWEEPS]:
        sweep()
    return ended


def drop_old_exports() -> None:
    """Copies do not lie about for ever."""
    old: datetime = clock.utcnow() - EXPORTS_KEPT
    db.session.execute(delete(PrivacyJob).where(PrivacyJob.kind == EXPORT, PrivacyJob.created_at < old))
    db.session.commit()


def _claim() -> Lease | None:
    """Take the lease of a job, or None where nothing is left to do."""
    now = clock.utcnow()
    is_free = or_(PrivacyJob.leased_until.is_(None), PrivacyJob.leased_until < now)
    due = select(PrivacyJob.id).where(PrivacyJob.status == WAITING, PrivacyJob.due_at <= now, is_free)
    for job_id in db.session.scalars(due.order_by(PrivacyJob.due_at).limit(10)).all():
        lease = _take(job_id, PrivacyJob.status == WAITING, is_free)
        db.session.commit()
        if lease is not None:
            return lease
    db.session.rollback()
    return None


def _take(job_id: str, *conditions: ColumnElement[bool]) -> Lease | None:
    """Begin or prolong a lease in the current transaction; None where somebody else has it."""
    until = clock.utcnow() + LEASE
    taken = update(PrivacyJob).where(PrivacyJob.id == job_id, *conditions).values(leased_until=until)
    return Lease(job_id, until) if db.session.scalar(taken.returning(PrivacyJob.id)) else None


def _run(lease: Lease) -> bool:
    """Go on with a job to its end; tell whether it ended. A failure leaves it for later, with growing pauses."""
    following: Lease | None = lease
    try:
        while following is not None:
            lease = following
            following = _step(lease)
    except LeaseLost:
        db.session.rollback()
        return False
    except Exception as err:  # one person's job must not keep the others' from being done
        db.session.rollback()
        _failed(lease, err)
        return False
    return True


def _step(lease: Lease) -> Lease | None:
    """Do one batch, and give the lease for the next one; None at the end. Raises `LeaseLost`."""
    following = _take(lease.job_id, PrivacyJob.leased_until == lease.until)
    if following is None:
        raise LeaseLost
    job = db.session.get_one(PrivacyJob, lease.job_id, populate_existing=True)
    ended = _export_batch(job) if job.kind == EXPORT else _erase_batch(job)
    if ended:
        job.status, job.position, job.leased_until = DONE, {}, None
    db.session.commit()
    return None if ended else following


def _export_batch(job: PrivacyJob) -> bool:
    """Store the next batch of records. The position is the section's number, the batch's, and the last key."""
    at = job.position or {"section": 0, "number": 0, "after": None}
    section = sections()[at["section"]]
    records, after = section.export(job.user_id, at["after"])
    if records:
        body = json.dumps(records, ensure_ascii=False)
        db.session.add(ExportPart(job_id=job.id, section=section.name, number=at["number"], body=body))
    if after is not None:
        job.position = {**at, "number": at["number"] + 1, "after": after}
        return False
    job.position = {"section": at["section"] + 1, "number": 0, "after": None}
    return bool(job.position["section"] == len(sections()))


def _erase_batch(job: PrivacyJob) -> bool:
    """Close the account first, so that nothing comes after what was erased, then erase section by section."""
    if not job.position:
        accounts.close(job.user_id)
        job.position = {"section": 0}
        return False
    at = job.position
    if sections()[at["section"]].erase_batch(job.user_id):
        job.position = {"section": at["section"] + 1}
    if job.position["section"] < len(sections()):
        return False
    record(Action.ACCOUNT_DELETED, actor_id=job.user_id, target=str(job.user_id))
    return True


def _failed(lease: Lease, err: Exception) -> None:
    log.error("privacy_job_failed", job=lease.job_id, exc_info=err)
    job = db.session.get_one(PrivacyJob, lease.job_id)
    if job.leased_until != lease.until:
        return
    job.failures += 1
    job.leased_until = None
    job.due_at = clock.utcnow() + timedelta(minutes=2**job.failures)
    job.status = FAILED if job.failures >= MOST_FAILURES else WAITING
    db.session.commit()
