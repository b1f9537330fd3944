"""What the service says while something it needs is away, and that it goes on by itself afterwards."""

from collections.abc import Callable, Iterator

import psycopg
import pytest
from sqlalchemy.engine import make_url

from tests.fakes.messages_api import Answer, Failure, Hangup, Stall
from tests.fakes.network import Link
from tests.servers import flask_command, postgres_database, wait_until
from tests.service.conftest import SECRET, Service

pytestmark = pytest.mark.timeout(180)
UNTAUGHT = "How big is the collection?"
MODEL_FAILURES: list[tuple[str, Answer, int, str]] = [
    ("wrong key", Failure(401), 502, "model_key_refused"),
    ("busy", Failure(529), 502, "model_busy"),
    ("broken", Failure(500), 502, "model_unreachable"),
    ("silent", Stall(5), 502, "model_timeout"),
    ("hangs up", Hangup(), 502, "model_unreachable"),
    ("says nothing", " ", 502, "model_empty_reply"),
]


@pytest.fixture
def postgres() -> Iterator[tuple[str, Link]]:
    """A database of this test's own, behind a link that can be cut: its URL and the link."""
    with postgres_database() as text:
        url = make_url(text)
        with Link(url.host or "127.0.0.1", url.port or 5432) as link:
            yield url.set(host="127.0.0.1", port=link.port).render_as_string(hide_password=False), link


@pytest.fixture(scope="module")
def impatient(tmp_path_factory: pytest.TempPathFactory, taught_file, shop_path) -> Iterator[Service]:  # type: ignore[no-untyped-def]
    from tests.service.conftest import running

    folder = tmp_path_factory.mktemp("impatient")
    settings = {"USER_DB_PATH": str(taught_file), "DATABASE_PATH": str(shop_path)}
    with running(folder, CLAUDE_TIMEOUT_SECONDS="1", CLAUDE_MAX_RETRIES="0", **settings) as service:
        yield service


@pytest.mark.parametrize(
    ("answer", "status", "code"), [case[1:] for case in MODEL_FAILURES], ids=[case[0] for case in MODEL_FAILURES]
)
def test_a_failing_model_has_a_name(impatient: Service, answer: Answer, status: int, code: str) -> None:
    impatient.model.usual = answer
    refusal = impatient.visitor().ask(UNTAUGHT)
    assert (refusal.status_code, refusal.json()["code"]) == (status, code)
    assert impatient.visitor().ask("How many customers are there?").json()["source"] == "verified"


def test_without_its_own_database_the_service_says_so(
    serve: Callable[..., Service], postgres: tuple[str, Link]
) -> None:
    url, link = postgres
    environment = {"APP_ENV": "testing", "SECRET_KEY": SECRET, "APP_DATABASE_URL": url}
    assert flask_command("db", "upgrade", environment=environment).returncode == 0
    visitor = serve(APP_DATABASE_URL=url).visitor()
    link.cut()
    refusals = [visitor.ask(UNTAUGHT), visitor.get("/auth/me"), visitor.get("/training")]
    assert {(refusal.status_code, refusal.json()["code"]) for refusal in refusals} == {
        (503, "app_database_unavailable")
    }
    assert {refusal.headers["retry-after"] for refusal in refusals} == {"5"}
    assert visitor.get("/health").json()["away"] == ["index", "app_database"]
    link.mend()
    assert [visitor.get("/auth/me").status_code for _ in range(6)] == [200] * 6


def test_without_the_database_asked_about_the_service_says_so(
    serve: Callable[..., Service], postgres: tuple[str, Link]
) -> None:
    url, link = postgres
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE shops AS SELECT generate_series(1, 7) AS id")
    service = serve(TARGET_DATABASE_URL=url)
    service.model.usual = "SELECT COUNT(*) AS n FROM shops"
    visitor = service.visitor()
    assert visitor.ask("How many shops?").json()["results"] == [{"n": 7}]
    link.cut()
    refusals = [visitor.ask("How many shops?") for _ in range(4)]
    assert {refusal.status_code for refusal in refusals} == {503}
    assert {refusal.json()["code"] for refusal in refusals} <= {"database_unreachable", "database_lost"}
    assert visitor.get("/health").status_code == 503
    link.mend()
    assert wait_until(lambda: visitor.ask("How many shops?").status_code == 200, 20)
