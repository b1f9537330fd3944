"""Ends that nobody planned, and the one that was."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from config import ROOT
from tests.servers import children_of, is_alive, wait_until
from tests.service.conftest import Service
from tests.service.test_stopping import ENDLESS
from tests.service.visitor import Visitor

pytestmark = pytest.mark.timeout(180)
TAUGHT = "How many customers are there?"


def answers(visitor: Visitor) -> bool:
    try:
        return visitor.ask(TAUGHT).json()["source"] == "verified"
    except httpx.TransportError:
        return False


def test_a_worker_killed_amid_a_question_leaves_nothing_behind(serve: Callable[..., Service]) -> None:
    service = serve()
    service.model.usual = ENDLESS
    visitor = service.visitor()
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(visitor.ask, "How many pairs are there?")
        process = service.server.busiest_query_process()
        (worker,) = (pid for pid in service.server.workers() if process in children_of(pid))
        processes = children_of(worker)
        os.kill(worker, signal.SIGKILL)
        with pytest.raises(httpx.TransportError):
            asked.result(30)
    assert wait_until(lambda: not any(map(is_alive, processes)), 5)
    assert wait_until(lambda: answers(visitor))
    assert wait_until(lambda: len(service.server.workers()) == 2)
    assert [entry["question"] for entry in visitor.get("/get_question_history").json()["history"]].count(TAUGHT) >= 1


def test_a_worker_killed_amid_teaching_taught_whole_items_only(serve: Callable[..., Service]) -> None:
    service = serve()
    visitor = service.visitor()
    before = visitor.get("/training").json()["count"]
    sent: list[int] = []

    def teach(number: int) -> None:
        if number == 20:
            for worker in service.server.workers():
                os.kill(worker, signal.SIGKILL)
        try:
            if visitor.post("/train", question=f"What is canary {number}?", sql=f"SELECT {number}").is_success:
                sent.append(number)
        except httpx.TransportError:
            pass

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(teach, range(40)))
    assert wait_until(lambda: answers(visitor))
    listed = visitor.get("/training").json()
    items = {item["question"] or "": item["content"] for item in listed["training_data"]}
    kept = {question: sql for question, sql in items.items() if "canary" in question}
    assert listed["count"] == before + len(kept)
    assert {f"What is canary {number}?": f"SELECT {number}" for number in sent}.items() <= kept.items()
    assert all(visitor.ask(question).json()["source"] == "verified" for question in kept)


def contents(listing: dict[str, Any]) -> set[tuple[str, str, str]]:
    return {(item["training_data_type"], item["question"], item["content"]) for item in listing["training_data"]}


def test_an_import_killed_half_way_taught_whole_items_and_can_be_repeated(serve: Callable[..., Service]) -> None:
    service = serve()
    visitor = service.visitor()
    everything = visitor.get("/training").json()
    for item in everything["training_data"]:
        visitor.post("/remove_training_data", id=item["id"])
    environment = {"PATH": os.environ["PATH"], **service.environment}
    command = [sys.executable, "-m", "flask", "training", "import", str(ROOT / "training_data")]
    importing = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    assert wait_until(lambda: visitor.get("/training").json()["count"] > 0, 60)
    importing.kill()
    importing.wait()
    half = visitor.get("/training").json()
    known, found = contents(everything), contents(half)
    assert 0 < len(found) < len(known)
    assert found < known
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, timeout=60)
    assert visitor.get("/training").json()["count"] == everything["count"]
    assert answers(visitor)


def test_a_graceful_stop_finishes_what_runs_and_leaves_no_process(serve: Callable[..., Service]) -> None:
    service = serve()
    arrived, may_answer = threading.Event(), threading.Event()

    def answer(_: object) -> str:
        arrived.set()
        may_answer.wait(30)
        return "SELECT COUNT(*) AS n FROM albums"

    service.model.usual = answer
    visitor = service.visitor()
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(visitor.ask, "How big is the collection?")
        assert arrived.wait(30)
        processes = service.server.workers() + service.server.query_processes()
        service.server.process.send_signal(signal.SIGTERM)
        may_answer.set()
        assert asked.result(30).json()["source"] == "claude"
    assert service.server.process.wait(30) == 0
    assert wait_until(lambda: not any(map(is_alive, processes)), 5)


def test_steps_survive_a_restart(serve: Callable[..., Service]) -> None:
    first = serve()
    first.model.usual = "SELECT COUNT(*) AS n FROM albums"
    visitor = first.visitor()
    text = "How big is the collection?"
    question = visitor.post("/generate_sql", question=text).json()["id"]
    first.server.process.send_signal(signal.SIGTERM)
    first.server.process.wait(30)
    again = serve().visitor()
    answer = again.post("/run_sql", id=question).json()
    assert (answer["id"], answer["columns"]) == (question, ["n"])
    assert again.get("/get_question_history").json()["history"] == [{"id": question, "question": text}]
