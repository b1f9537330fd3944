"""Connections over HTTP: added, tried, changed, used and removed by an administrator; no password ever comes out."""

import json
import logging
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask

from detomo.extensions import db
from tests.engine.run.databases import PASSWORD, Database
from tests.engine.servers import MYSQL_URL, POSTGRES_URL
from tests.people import Person, person

URL = "/api/v0/connections"
USE = "/api/v0/projects/default/connection"
QUESTION = "How many customers are there?"


def plain(url: str) -> str:
    return url.replace(f":{PASSWORD}@", "@")


@pytest.mark.parametrize("name", ["postgres", "mysql"])
def test_a_connection_is_kept_without_its_password(admin: Person, request: pytest.FixtureRequest, name: str) -> None:
    database: Database = request.getfixturevalue(name)
    made = admin.post(URL, name="shop", url=database.url)
    assert made.status_code == 201, made.get_json()
    assert (made.get_json()["url"], made.get_json()["has_password"]) == (plain(database.url), True)
    assert admin.get(URL).get_json()["connections"] == [made.get_json()]
    assert admin.post(f"{URL}/{made.get_json()['id']}/test").status_code == 200


def test_no_password_is_stored_answered_or_logged(
    app: Flask, admin: Person, mysql: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    made = admin.post(URL, name="shop", url=mysql.url).get_json()
    answers = [
        admin.get(URL),
        admin.post(URL, name="shop", url=mysql.url),
        admin.post(URL, name="other", url=mysql.url.replace("/detomo", "/no_such")),
        admin.post(URL, name="other", url=plain(mysql.url), password=f"{PASSWORD}x"),
        admin.post(URL, name="other", url=f"{mysql.url}?ssl_key=/x"),
        admin.put(f"{URL}/{made['id']}/password", password=f"{PASSWORD}y"),
        admin.get("/openapi.json"),
    ]
    assert [answer.status_code for answer in answers] == [200, 409, 422, 422, 422, 422, 200]
    with app.app_context():
        tables = [db.session.execute(db.text(f'SELECT * FROM "{name}"')).all() for name in db.metadata.tables]
    said = [*(answer.text for answer in answers), str(tables), caplog.text]
    assert [part[:200] for part in said if PASSWORD in part] == []


@pytest.mark.parametrize("field", ["password", "version", "id", "created_by_id", "findings"])
def test_what_is_not_asked_for_cannot_be_set(admin: Person, field: str) -> None:
    body = {"name": "shop", "url": "sqlite:///shop.db", field: 5}
    assert admin.post(URL, **body).status_code == 422


def test_another_password_replaces_the_old_one_only_when_it_works(admin: Person, mysql: Database) -> None:
    made = admin.post(URL, name="shop", url=mysql.url).get_json()
    wrong = admin.put(f"{URL}/{made['id']}/password", password="wrong")
    assert (wrong.status_code, wrong.get_json()["code"]) == (422, "database_login_failed")
    assert admin.post(f"{URL}/{made['id']}/test").get_json()["version"] == 1
    right = admin.put(f"{URL}/{made['id']}/password", password=PASSWORD)
    assert (right.status_code, right.get_json()["version"]) == (200, 2)


@pytest.mark.parametrize("url", [POSTGRES_URL, MYSQL_URL], ids=["postgres", "mysql"])
def test_unsafe_rights_are_refused(admin: Person, url: str) -> None:
    refused = admin.post(URL, name="root", url=url)
    assert (refused.status_code, refused.get_json()["code"]) == (422, "database_unsafe")
    assert admin.get(URL).get_json()["connections"] == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]", "0x7f.1", "[::1]"])
def test_a_private_address_needs_the_setting(make_worker: Callable[..., Flask], host: str) -> None:
    root = person(make_worker(ALLOW_PRIVATE_CONNECTIONS=False), "root", "admin")
    refused = root.post(URL, name="shop", url=f"postgresql://u:p@{host}:{urlsplit(POSTGRES_URL).port or 5432}/shop")
    assert (refused.status_code, refused.get_json()["code"]) == (422, "database_address_forbidden")
    assert "ネットワーク" in root.speaking("ja").post(URL, name="x", url=f"mysql://u@{host}/shop").get_json()["detail"]


@pytest.mark.parametrize("host", ["169.254.169.254", "2852039166", "[fd00:ec2::254]", "[fe80::1]"])
def test_a_metadata_service_is_refused_in_any_case(admin: Person, host: str) -> None:
    refused = admin.post(URL, name="shop", url=f"mysql://u:p@{host}:80/shop")
    assert (refused.status_code, refused.get_json()["code"]) == (422, "database_address_forbidden")


def count(who: Person) -> list[object]:
    answer = who.post("/api/v0/query", question=QUESTION)
    assert answer.status_code == 200, answer.get_json()
    return [next(iter(row.values())) for row in answer.get_json()["results"]]


def test_questions_go_to_another_database_in_every_worker(
    make_worker: Callable[..., Flask], postgres: Database
) -> None:
    one, other = make_worker(), make_worker()
    root = person(one, "root", "admin")
    assert root.post("/api/v0/train", question=QUESTION, sql="SELECT COUNT(*) AS n FROM customers").status_code < 300
    shop = count(root)
    small = root.post(URL, name="files", url="sqlite:///shop.db").get_json()["id"]
    server = root.post(URL, name="server", url=postgres.url).get_json()["id"]
    expected = [list(postgres.as_admin("SELECT COUNT(*) FROM customers")[0])]
    seen = []
    for connection in (small, server, None):
        assert root.put(USE, connection_id=connection).status_code == 204
        seen.append([count(root), count(root.on(other))])
    assert seen[2] == [shop, shop]
    assert seen[1] == expected * 2
    assert seen[0][0] == seen[0][1] != shop
    assert "shop.db" not in root.get("/health").text


def test_a_changed_password_is_used_from_the_next_question_on(
    make_worker: Callable[..., Flask], mysql: Database
) -> None:
    one, other = make_worker(), make_worker()
    root = person(one, "root", "admin")
    root.post("/api/v0/train", question=QUESTION, sql="SELECT COUNT(*) AS n FROM customers")
    made = root.post(URL, name="server", url=mysql.url).get_json()["id"]
    root.put(USE, connection_id=made)
    before = [count(root), count(root.on(other))]
    role = urlsplit(mysql.url).username
    try:
        mysql.as_admin(f"ALTER USER {role} IDENTIFIED BY 'another'")
        assert root.put(f"{URL}/{made}/password", password="another").status_code == 200
        assert [count(root), count(root.on(other))] == before
    finally:
        mysql.as_admin(f"ALTER USER {role} IDENTIFIED BY '{PASSWORD}'")


def test_health_tells_of_the_database_in_use(admin: Person) -> None:
    made = admin.post(URL, name="files", url="sqlite:///shop.db").get_json()["id"]
    admin.put(USE, connection_id=made)
    assert admin.get("/health/ready").get_json()["database"] == "shop.db - Connected"


def test_the_services_own_database_is_never_added(make_worker: Callable[..., Flask], tmp_path: Path) -> None:
    app = make_worker(CONNECTION_FILES_PATH=tmp_path)
    refused = person(app, "root", "admin").post(URL, name="own", url=f"sqlite:///{app.config['USER_DB_PATH']}")
    assert (refused.status_code, refused.get_json()["code"]) == (422, "connection_file_forbidden")


def test_a_file_is_asked_only_while_its_folder_is_the_settings(
    make_worker: Callable[..., Flask], tmp_path: Path
) -> None:
    root = person(make_worker(), "root", "admin")
    root.post("/api/v0/train", question=QUESTION, sql="SELECT COUNT(*) AS n FROM customers")
    root.put(USE, connection_id=root.post(URL, name="files", url="sqlite:///shop.db").get_json()["id"])
    other = root.on(make_worker(CONNECTION_FILES_PATH=tmp_path))
    refused = other.post("/api/v0/query", question=QUESTION)
    assert (refused.status_code, refused.get_json()["code"]) == (422, "connection_file_forbidden")
    health = other.get("/health/ready")
    assert (health.status_code, health.get_json()["database"]) == (503, "connection_file_forbidden")
    assert other.put(USE, connection_id=None).status_code == 204
    assert other.get("/health/ready").status_code == 200


def test_a_connection_in_use_is_not_removed(admin: Person) -> None:
    made = admin.post(URL, name="files", url="sqlite:///shop.db").get_json()["id"]
    admin.put(USE, connection_id=made)
    assert admin.get(URL).get_json()["connections"][0]["is_used"] is True
    assert admin.delete(f"{URL}/{made}").get_json()["code"] == "connection_in_use"
    admin.put(USE, connection_id=None)
    assert admin.delete(f"{URL}/{made}").status_code == 204
    assert admin.get(URL).get_json()["connections"] == []


@pytest.mark.parametrize(
    "call",
    [
        lambda who: who.post(f"{URL}/99/test"),
        lambda who: who.put(f"{URL}/99/password", password="x"),
        lambda who: who.delete(f"{URL}/99"),
        lambda who: who.put(USE, connection_id=99),
    ],
    ids=["test", "password", "remove", "use"],
)
def test_an_unknown_connection(admin: Person, call: Callable[[Person], object]) -> None:
    answer = call(admin)
    assert (answer.status_code, answer.get_json()["code"]) == (404, "connection_not_found")  # type: ignore[attr-defined]


def test_passwords_survive_a_change_of_keys(make_worker: Callable[..., Flask], postgres: Database) -> None:
    from tests.conftest import ENCRYPTION_KEY

    made = person(make_worker(), "root", "admin").post(URL, name="server", url=postgres.url).get_json()["id"]
    new = "a third test secret of more than thirty-two characters"
    both = make_worker(ENCRYPTION_KEY=f"{new},{ENCRYPTION_KEY}")
    assert both.test_cli_runner().invoke(args=["keys", "rotate"]).exit_code == 0
    alone = make_worker(ENCRYPTION_KEY=new)
    tried = alone.test_cli_runner().invoke(args=["connections", "test", str(made)])
    assert tried.exit_code == 0, tried.output


def test_every_act_is_audited(app: Flask, admin: Person) -> None:
    from detomo.audit.models import AuditLine

    made = admin.post(URL, name="files", url="sqlite:///shop.db").get_json()["id"]
    admin.post(f"{URL}/{made}/test")
    admin.post(URL, name="none", url="mysql://u:p@169.254.169.254/x")
    admin.put(USE, connection_id=made)
    with app.app_context():
        lines = db.session.scalars(db.select(AuditLine).where(AuditLine.action.startswith("connection")))
        seen = [(line.action, line.outcome, line.target) for line in lines]
    assert seen == [
        ("connection.added", "success", str(made)),
        ("connection.tested", "success", str(made)),
        ("connection.added", "failure", ""),
        ("connection.changed", "success", str(made)),
    ]


def test_the_commands(app: Flask, files: Path, mysql: Database) -> None:
    run = app.test_cli_runner().invoke
    added = run(args=["connections", "add", "server", plain(mysql.url), "--password-stdin"], input=f"{PASSWORD}\n")
    assert added.exit_code == 0, added.output
    wrong = run(args=["connections", "set-password", "1", "--password-stdin"], input="wrong\n")
    outputs = [
        run(args=["connections", *line.split()]) for line in ("use 1", "list", "remove 1", "use settings", "remove 1")
    ]
    assert [result.exit_code for result in outputs] == [0, 0, 1, 0, 0]
    assert (wrong.exit_code, "refused the login" in wrong.output) == (1, True)
    assert "* 1  server" in outputs[1].output
    assert PASSWORD not in json.dumps([result.output for result in (added, wrong, *outputs)])
