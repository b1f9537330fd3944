"""Who may attempt to log in now: delays that stop guessing and cannot be used to keep an owner out.

Three things are counted for every attempt, whether the name exists or not: the address it comes from, the name, and
the name from this place. A *place* is the address, or the device that proves an earlier session of the account (the
device cookie of OWASP's "Slow Down Online Guessing Attacks"). For strangers all three delays hold. From a place where
the owner has proved themselves before, only the place's own delay holds: what strangers do elsewhere keeps nobody out.

What a wrong attempt is told depends on the three delays alone, never on the account, and a right one during a delay
is told the same.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import NoReturn

from sqlalchemy import delete, select

from detomo import clock
from detomo.auth import delays
from detomo.auth.delays import Counter, TooManyAttempts, counter
from detomo.auth.models import KnownAddress
from detomo.auth.names import name_key
from detomo.extensions import db
from detomo.origin import network_of
from detomo.orm import insert_into

LOGIN, CODE = "login", "code"
FREE_FOR_ADDRESS = 30  # people behind one address share it
KNOWN_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Device:
    """Where an attempt comes from. `session_id` is of an earlier session of `user_id`, which the device has proved."""

    address: str
    user_id: int = 0
    session_id: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A counted attempt. `wait` holds for strangers, `wait_here` at a known place; both in seconds."""

    of_place: Counter
    of_name: Counter
    counted: tuple[Counter, ...]
    wait: int
    wait_here: int
    is_known: bool

    @property
    def may_pass(self) -> bool:
        return not (self.wait_here if self.is_known else self.wait)


def begin(name: str, user_id: int, device: Device, kind: str = LOGIN) -> Attempt:
    """Count an attempt to log in under a name; `user_id` is 0 where nobody has it. Commits."""
    key, address = name_key(name), network_of(device.address)
    has_device = user_id != 0 and device.user_id == user_id
    of_address = counter("address", address, free=FREE_FOR_ADDRESS)
    of_name = counter(kind, key)
    of_place = counter(kind, key, device.session_id if has_device else address)
    waits = {of_address: delays.claim(of_address)}
    if not waits[of_address]:  # a stranger who has to wait anyway does not prolong the name's delay
        waits[of_name] = delays.claim(of_name)
    waits[of_place] = delays.claim(of_place)
    return Attempt(
        of_place=of_place,
        of_name=of_name,
        counted=tuple(one for one, wait in waits.items() if not wait),
        wait=max(waits.values()),
        wait_here=waits[of_place],
        is_known=_is_known(user_id, address) or has_device,
    )


def _is_known(user_id: int, address: str) -> bool:
    since = clock.utcnow() - KNOWN_FOR
    known = select(KnownAddress.user_id).where(
        KnownAddress.user_id == user_id, KnownAddress.address == address, KnownAddress.last_proof_at > since
    )
    found = db.session.scalar(known) is not None
    db.session.rollback()
    return found


def refuse(attempt: Attempt, otherwise: Exception) -> NoReturn:
    """Raise `TooManyAttempts` where strangers would have to wait, else the other error."""
    raise TooManyAttempts(retry_after=attempt.wait) if attempt.wait else otherwise


def succeeded(attempt: Attempt) -> None:
    """The attempt was no failure; those of strangers elsewhere stay. Commits."""
    slips = delays.failures_of(attempt.of_place) if attempt.is_known else 0
    for one in attempt.counted:
        delays.give_back(one, slips if one == attempt.of_name and slips else 1)
    delays.forget(attempt.of_place, *(() if attempt.is_known else (attempt.of_name,)))
    db.session.commit()
    delays.clear_away()


def remember(user_id: int, address: str) -> None:
    """Count an address as one where the user has proved who they are. The caller commits."""
    now = clock.utcnow()
    old = KnownAddress.last_proof_at < now - KNOWN_FOR
    db.session.execute(delete(KnownAddress).where(KnownAddress.user_id == user_id, old))
    known = insert_into(KnownAddress).values(user_id=user_id, address=network_of(address), last_proof_at=now)
    again = known.on_conflict_do_update(index_elements=["user_id", "address"], set_={"last_proof_at": now})
    db.session.execute(again)


def forgive(user_id: int, *names: str) -> None:
    """Forget all failures under a user's names, at every place. The caller commits."""
    delays.forget_subject(*(counter(LOGIN, name_key(name)) for name in names), counter(CODE, str(user_id)))
