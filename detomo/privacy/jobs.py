"""Doing what was asked for, a batch at a time. Each batch is one transaction that also moves the job's position.

A worker holds a job by a lease. If it dies, the lease ends and any other worker goes on after the last batch.
"""

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog
from flask import Flask, current_app
from sqlalchemy import delete, or_, select, update

from detomo import clock
from detomo.audit.service import Action, record
from detomo.extensions import db
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


def init_app(app: Flask, sections: Sequence[PersonalRows], sweeps: Sequence[Sweep]) -> None:
    """`sections` in the order of erasing: the account, which others point at, last. `sweeps` remove what is kept no
    longer, and may run in several workers at once."""
    app.extensions[_SECTIONS] = tuple(sections)
    app.extensions[_SWEEPS] = tuple(sweeps)


def sections() -> tuple[PersonalRows, ...]:
    found: tuple[PersonalRows, ...] = current_app.extensions[_SECTIONS]
    return found


def run_due() -> int:
    """Do everything that is due and that no other worker is doing, and remove what is kept no longer; give the number
    of jobs that were ended."""
    ended = 0
    while (job_id := _claim()) is not None:
        ended += _run(job_id)
    for sweep in current_app.extensions[_SWEEPS]:
        sweep()
    return ended


def drop_old_exports() -> None:
    """Copies do not lie about for ever."""
    old: datetime = clock.utcnow() - EXPORTS_KEPT
    db.session.execute(delete(PrivacyJob).where(PrivacyJob.kind == EXPORT, PrivacyJob.created_at < old))
    db.session.commit()


def _claim() -> str | None:
    """Take the lease of a job, or None where nothing is left to do."""
    now = clock.utcnow()
    is_free = or_(PrivacyJob.leased_until.is_(None), PrivacyJob.leased_until < now)
    due = select(PrivacyJob.id).where(PrivacyJob.status == WAITING, PrivacyJob.due_at <= now, is_free)
    for job_id in db.session.scalars(due.order_by(PrivacyJob.due_at).limit(10)).all():
        taken = update(PrivacyJob).where(PrivacyJob.id == job_id, PrivacyJob.status == WAITING, is_free)
        held = db.session.scalar(taken.values(leased_until=now + LEASE).returning(PrivacyJob.id))
        db.session.commit()
        if held:
            return held
    db.session.rollback()
    return None


def _run(job_id: str) -> bool:
    """Go on with a job to its end; tell whether it ended. A failure leaves it for later, with growing pauses."""
    try:
        while not _step(db.session.get_one(PrivacyJob, job_id)):
            pass
    except Exception as err:  # one person's job must not keep the others' from being done
        db.session.rollback()
        _failed(job_id, err)
        return False
    return True


def _step(job: PrivacyJob) -> bool:
    ended = _export_batch(job) if job.kind == EXPORT else _erase_batch(job)
    job.leased_until = None if ended else clock.utcnow() + LEASE
    if ended:
        job.status, job.position = DONE, {}
    db.session.commit()
    return ended


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
    if job.position["section"] < len(sections()):
        return False
    record(Action.ACCOUNT_EXPORTED, actor_id=job.user_id, target=str(job.user_id))
    return True


def _erase_batch(job: PrivacyJob) -> bool:
    at = job.position or {"section": 0}
    if sections()[at["section"]].erase_batch(job.user_id):
        job.position = {"section": at["section"] + 1}
    if job.position.get("section", 0) < len(sections()):
        return False
    record(Action.ACCOUNT_DELETED, actor_id=job.user_id, target=str(job.user_id))
    return True


def _failed(job_id: str, err: Exception) -> None:
    log.error("privacy_job_failed", job=job_id, exc_info=err)
    job = db.session.get_one(PrivacyJob, job_id)
    job.failures += 1
    job.leased_until = None
    job.due_at = clock.utcnow() + timedelta(minutes=2**job.failures)
    job.status = FAILED if job.failures >= MOST_FAILURES else WAITING
    db.session.commit()
