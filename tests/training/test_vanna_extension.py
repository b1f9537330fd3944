"""Vanna's interface in an app: one object, the project's knowledge."""

import subprocess
import sys

from flask import Flask

from detomo.extensions import vanna
from tests.fakes.messages_api import MessagesApi


def test_one_object_an_app(app: Flask) -> None:
    with app.app_context():
        assert vanna.instance is vanna.instance


def test_what_is_taught_through_it_answers_everywhere(app: Flask, auth: dict[str, str]) -> None:
    with app.app_context():
        item = vanna.instance.train(question="How many artists?", sql="SELECT COUNT(*) AS n FROM artists")
        assert vanna.instance.generate_sql("how many artists") == "SELECT COUNT(*) AS n FROM artists"
    asked = app.test_client().post("/api/v0/query", json={"question": "How many artists?"}, headers=auth)
    assert asked.get_json()["results"] == [{"n": 275}]
    with app.app_context():
        assert vanna.instance.remove_training_data(item)
        assert vanna.instance.get_training_data().empty


def test_claude_writes_through_it(make_app, messages_api: MessagesApi) -> None:
    messages_api.queue("```sql\nSELECT Name FROM genres\n```")
    app = make_app(ANTHROPIC_API_KEY="any", ANTHROPIC_BASE_URL=messages_api.url)
    with app.app_context():
        assert vanna.instance.generate_sql("every genre") == "SELECT Name FROM genres"
    assert "genres" in str(messages_api.requests[0]["system"])


def test_making_an_app_does_not_import_vanna() -> None:
    program = "import sys, detomo.features, detomo.target; print('vanna' in sys.modules, 'pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["False", "False"]
