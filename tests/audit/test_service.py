"""Writing lines"""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from detomo.audit.search import Filter, search
from detomo.audit.service import Action, Outcome, append, entry, record, record_alone
from detomo.audit.verify import current_head, verify
from detomo.extensions import db
from detomo.projects.service import raise_knowledge_version

pytestmark = pytest.mark.usefixtures("app")


def actions() -> list[str]:
    return [line.action for line in search(Filter(), limit=100)]


def test_a_line_is_stored_with_its_transaction() -> None:
    record(Action.TAUGHT, actor_id=1, target="item", details={"kind": "ddl"})
    assert actions() == []
    db.session.commit()
    (line,) = search(Filter(), limit=1)
    assert (line.action, line.outcome, line.actor_id, line.target) == ("training.added", "success", 1, "item")
    assert (line.details, line.address) == ({"kind": "ddl"}, "command line")


def test_a_transaction_rolled_back_leaves_no_line() -> None:
    record(Action.TAUGHT, actor_id=1)
    db.session.rollback()
    db.session.commit()
    assert actions() == []


def test_a_failed_commit_leaves_no_line_for_the_next_one() -> None:
    from detomo.projects.models import Project

    record(Action.TAUGHT, actor_id=1)
    db.session.add(Project(slug="default", name="taken"))
    with pytest.raises(Exception, match=r"(?i)unique"):
        db.session.commit()
    db.session.rollback()
    record(Action.FORGOTTEN, actor_id=1)
    db.session.commit()
    assert actions() == ["training.removed"]


def test_several_lines_of_one_transaction_stay_in_order() -> None:
    record(Action.RULE_ADDED, actor_id=1)
    record(Action.RULE_REMOVED, actor_id=1)
    db.session.commit()
    assert actions() == ["rule.removed", "rule.added"]
    assert verify().holds


def test_a_transaction_under_way_keeps_nobody_waiting() -> None:
    record(Action.TAUGHT, actor_id=1)  # waits for its commit
    record_alone(Action.LOGGED_IN, outcome=Outcome.FAILURE, actor_id=None)
    db.session.commit()
    assert actions() == ["training.added", "login"]


def test_an_uncommitted_append_is_not_seen(app: Flask) -> None:
    with db.engine.connect() as connection:
        append(connection, entry(Action.ASKED, actor_id=1))
        connection.rollback()
    assert (actions(), current_head().line_id) == ([], 0)


def test_too_long_texts_are_cut_and_still_verify() -> None:
    record_alone(Action.ASKED, actor_id=1, target="長" * 500)
    assert len(search(Filter(), limit=1)[0].target) == 200
    assert verify().holds


@pytest.mark.timeout(60)
def test_many_writers_at_once_make_one_chain(app: Flask) -> None:
    def write(worker: int) -> None:
        with app.app_context():
            for turn in range(10):
                if turn % 2:
                    record_alone(Action.ASKED, actor_id=worker)
                else:
                    raise_knowledge_version(1)
                    record(Action.TAUGHT, actor_id=worker)
                    db.session.commit()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    found = verify()
    assert (found.holds, found.lines, found.head.line_id) == (True, 80, 80)
