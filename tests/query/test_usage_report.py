"""Usage by day and user"""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import insert

from detomo import clock
from detomo.auth import service as accounts
from detomo.engine.ports import Completion
from detomo.extensions import db
from detomo.identity import Role
from detomo.query.models import AskedQuestion
from detomo.usage import service as usage
from tests.audit.conftest import app  # noqa: F401
from tests.conftest import PASSWORD
from tests.people import Person, person

URL = "/api/v0/admin/usage"


@pytest.fixture
def admin(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Person:  # noqa: F811
    """Somebody who may see what two users did on two days of May."""
    ids = [accounts.register(f"u{n}@example.com", f"user{n}", PASSWORD, rounds=4).id for n in (1, 2)]
    admin = person(app, "root", Role.ADMIN)
    for user_id, day in ((ids[0], 1), (ids[0], 2), (ids[1], 2)):
        asked(user_id, day)
        with monkeypatch.context() as patch:
            patch.setattr(clock, "utcnow", lambda day=day: datetime(2026, 5, day, 9, tzinfo=UTC))
            usage.record([Completion("x", "m", input_tokens=100, output_tokens=10, cost_usd=Decimal("0.25"))], user_id)
    return admin


def asked(user_id: int, day: int) -> None:
    """Twenty questions that took 1 to 20 ms, and a failed one."""
    moment = datetime(2026, 5, day, 23, 59, tzinfo=UTC)
    common = {"project_id": 1, "user_id": user_id, "text": "?", "language": "en", "created_at": moment}
    more = {"error_code": "", "sql": "", "source": "", "details": {}, "updated_at": moment, "cancel_requested": False}
    rows = [
        {
            "id": f"{user_id}-{day}-{n}",
            "status": "answered",
            "timings": {"run": n - 0.5, "guard": 0.5},
            **common,
            **more,
        }
        for n in range(1, 21)
    ]
    failed = {"id": f"{user_id}-{day}-f", "status": "failed", "timings": {"run": 9000}, **common, **more}
    with db.engine.begin() as connection:
        connection.execute(insert(AskedQuestion), [*rows, failed])


def test_by_day(admin: Person) -> None:
    rows = admin.get(URL, since="2026-05-01", until="2026-06-01").get_json()["usage"]
    assert [(row["day"], row["questions"], row["failures"]) for row in rows] == [
        ("2026-05-01", 21, 1),
        ("2026-05-02", 42, 2),
    ]
    assert (rows[0]["p50_ms"], rows[0]["p95_ms"]) == (10, 19)
    assert (rows[1]["model_calls"], rows[1]["input_tokens"], rows[1]["output_tokens"]) == (2, 200, 20)
    assert (rows[1]["cost_usd"], rows[1]["user_id"]) == (0.5, None)


def test_by_user_and_by_both(admin: Person) -> None:
    rows = admin.get(URL, since="2026-05-01", until="2026-06-01", by="user").get_json()["usage"]
    assert [(row["day"], row["questions"]) for row in rows] == [(None, 42), (None, 21)]
    assert len(admin.get(URL, since="2026-05-01", until="2026-06-01", by="user_day").get_json()["usage"]) == 3


def test_of_one_user_and_one_day(admin: Person) -> None:
    first = admin.get(URL, since="2026-05-01", until="2026-06-01", by="user").get_json()["usage"][0]["user_id"]
    rows = admin.get(URL, since="2026-05-02", until="2026-05-03", user_id=first).get_json()["usage"]
    assert [(row["day"], row["questions"]) for row in rows] == [("2026-05-02", 21)]


def test_the_last_thirty_days_by_default(admin: Person) -> None:
    assert admin.get(URL).get_json() == {"usage": []}


@pytest.mark.parametrize(
    "query", [{"since": "9999-12-31"}, {"since": "9999-12-01", "until": "9999-12-31"}, {"until": "0001-01-01"}], ids=str
)
def test_the_first_and_last_days_that_there_are(admin: Person, query: dict[str, object]) -> None:
    assert admin.get(URL, **query).get_json() == {"usage": []}


@pytest.mark.parametrize("query", [{"by": "month"}, {"since": "May"}, {"user_id": 0}], ids=str)
def test_a_wrong_question_is_refused(admin: Person, query: dict[str, object]) -> None:
    assert admin.get(URL, **query).status_code == 422


def test_the_command_line(app: Flask, admin: Person) -> None:  # noqa: F811
    lines = app.test_cli_runner().invoke(args=["usage", "--since", "2026-05-01", "--by", "day"]).output.splitlines()
    assert lines[0].startswith("day\tuser_id\tquestions")
