"""Setting and listing quotas."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select

from detomo import clock
from detomo.audit.service import Action, record
from detomo.auth import service as accounts
from detomo.extensions import db
from detomo.identity import Caller
from detomo.orm import insert_into
from detomo.quotas.models import Quota
from detomo.roles.service import permissions_now, refuse_beyond


@dataclass(frozen=True, slots=True)
class QuotaView:
    """One of `user_id` and `role` says whose it is; a limit of None is none."""

    user_id: int | None
    role: str | None
    questions_per_day: int | None
    tokens_per_month: int | None


def every_quota() -> list[QuotaView]:
    """Those of roles first."""
    rows = db.session.scalars(select(Quota).order_by(Quota.user_id.is_not(None), Quota.role, Quota.user_id))
    return [QuotaView(row.user_id, row.role, row.questions_per_day, row.tokens_per_month) for row in rows]


def set_for_role(actor: Caller | None, role: str, **limits: int | None) -> None:
    """Set `questions_per_day` and `tokens_per_month`; two Nones remove the quota. Raises `RoleUnknown`."""
    refuse_beyond(actor, permissions_now(role))
    _set(actor, {"role": role}, limits, f"role {role}")


def set_for_user(actor: Caller | None, user_id: int, **limits: int | None) -> None:
    """As `set_for_role`. Raises `UserUnknown`, and `BeyondOwnPermissions` for somebody who may do more."""
    refuse_beyond(actor, accounts.account_by_id(user_id).permissions)
    _set(actor, {"user_id": user_id}, limits, str(user_id))


def _set(actor: Caller | None, whose: dict[str, Any], limits: Mapping[str, int | None], target: str) -> None:
    given = {name: limit for name, limit in limits.items() if limit is not None}
    both = {"questions_per_day": None, "tokens_per_month": None} | given
    now = {"updated_at": clock.utcnow()}
    if given:  # in one statement: somebody else may set it at the same time
        new = insert_into(Quota).values(**whose, **both, **now, created_at=clock.utcnow())
        db.session.execute(new.on_conflict_do_update(index_elements=list(whose), set_={**both, **now}))
    else:
        db.session.execute(delete(Quota).filter_by(**whose))
    record(Action.QUOTA_SET, actor_id=actor.id if actor else None, target=target, details=given)
    db.session.commit()
