"""Asking the running service, with each of the databases that it may keep its own data in and ask about."""

import csv
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.fakes.messages_api import last_user_text
from tests.servers import flask_command, postgres_database
from tests.service.conftest import SECRET, Service, running, teach
from tests.service.visitor import Visitor

pytestmark = pytest.mark.timeout(180)
UNTAUGHT = "Which playlist holds the longest music?"
WRITTEN = "SELECT name AS title FROM media_types ORDER BY 1"
CUSTOMERS = 59


@pytest.fixture(scope="module", params=["sample", "sample, kept in postgres", "chinook"])
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("service")
    target = request.getfixturevalue("shop_path")
    if request.param == "chinook":
        target = request.getfixturevalue("test_data") / "chinook" / "chinook_2009.sqlite"
    settings = {"DATABASE_PATH": str(target), "USER_DB_PATH": str(folder / "app.sqlite")}
    if request.param.endswith("postgres"):
        settings["APP_DATABASE_URL"] = request.getfixturevalue("kept_in_postgres")
    else:
        shutil.copy(request.getfixturevalue("taught_file"), folder / "app.sqlite")
    with running(folder, **settings) as service:
        yield service


@pytest.fixture(scope="module")
def kept_in_postgres(shop_path: Path) -> Iterator[str]:
    with postgres_database() as url:
        settings = {"APP_DATABASE_URL": url, "DATABASE_PATH": str(shop_path)}
        upgraded = flask_command("db", "upgrade", environment={"APP_ENV": "testing", "SECRET_KEY": SECRET, **settings})
        assert upgraded.returncode == 0, upgraded.stderr
        teach(settings)
        yield url


@pytest.fixture
def visitor(service: Service) -> Visitor:
    service.model.usual = WRITTEN
    service.model.requests.clear()
    return service.visitor()


@pytest.mark.parametrize("question", ["How many customers are there?", "顧客は何人いますか？"])
def test_a_taught_question_is_answered_without_the_model(service: Service, visitor: Visitor, question: str) -> None:
    answer = visitor.ask(question).json()
    assert [list(row.values()) for row in answer["results"]] == [[CUSTOMERS]]
    assert answer["source"] == "verified"
    assert str(CUSTOMERS) in answer["summary"]
    assert service.model.requests == []


def test_an_answer_by_country_has_a_chart(visitor: Visitor) -> None:
    answer = visitor.ask("revenue by country").json()
    trace = answer["visualization"]["data"][0]
    assert trace["type"] == "bar"
    assert len(trace["x"]) == len(trace["y"]) == answer["row_count"] == 24


def test_an_answer_is_downloaded_as_csv(visitor: Visitor) -> None:
    answer = visitor.ask("revenue by country").json()
    file = visitor.get("/download_csv", id=answer["id"])
    heading, *rows = csv.reader(file.text.splitlines())
    assert heading == answer["columns"]
    assert rows == [[str(value) for value in row.values()] for row in answer["results"]]
    assert file.headers["content-disposition"].startswith("attachment")


def test_an_untaught_question_reaches_the_model_with_its_tables(service: Service, visitor: Visitor) -> None:
    answer = visitor.ask(UNTAUGHT).json()
    assert (answer["source"], answer["columns"]) == ("claude", ["title"])
    (request,) = service.model.requests
    told = json.dumps(request, ensure_ascii=False)
    assert UNTAUGHT in last_user_text(request)
    assert [name for name in ("playlists", "playlist_track", "tracks", "Milliseconds") if name not in told] == []


def test_no_row_reaches_the_model(service: Service, visitor: Visitor) -> None:
    with closing(sqlite3.connect(service.environment["DATABASE_PATH"])) as connection:
        people = connection.execute("SELECT Email, Phone, Address, LastName || ', ' || FirstName FROM customers")
        canaries = {str(value) for row in people for value in row if value}
    listed = "SELECT Email, Phone, Address FROM customers"
    service.model.usual = listed
    answer = visitor.ask("Where can each of our people be reached?").json()
    visitor.post("/generate_followup_questions", question=answer["question"], sql=listed, df=answer["results"])
    told = json.dumps(service.model.requests, ensure_ascii=False)
    assert answer["row_count"] == CUSTOMERS
    assert len(service.model.requests) == 2
    assert [value for value in canaries if value in told] == []


def test_steps_go_on_in_any_worker(service: Service, visitor: Visitor) -> None:
    asked = visitor.post("/generate_sql", question=UNTAUGHT, request_id="step-0").json()
    expected = visitor.post("/run_sql", id=asked["id"]).json()
    figure = visitor.post("/generate_plotly_figure", id=asked["id"]).json()
    workers: set[int] = set()
    for number in range(1, 40):
        again = visitor.post("/run_sql", id=asked["id"], request_id=f"step-{number}")
        assert again.json() == expected
        assert visitor.post("/generate_plotly_figure", id=asked["id"]).json() == figure
        workers = {line["worker"] for line in service.server.requests() if line["request_id"].startswith("step-")}
        if len(workers) == 2:
            break
    assert len(workers) == 2


def test_what_one_worker_learns_both_use(service: Service, visitor: Visitor) -> None:
    question = "What is the answer to everything?"
    taught = visitor.post("/train", question=question, sql="SELECT 42 AS answer")
    assert taught.status_code == 200
    answers = [visitor.ask(question).json() for _ in range(10)]
    assert {(answer["source"], answer["results"][0]["answer"]) for answer in answers} == {("verified", 42)}
    assert visitor.post("/remove_training_data", id=taught.json()["id"]).status_code == 200
    assert {visitor.ask(question).json()["source"] for _ in range(10)} == {"claude"}
