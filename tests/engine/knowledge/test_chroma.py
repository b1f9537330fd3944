"""One Chroma server as the index of several workers."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from detomo.engine.errors import Unavailable
from detomo.engine.knowledge import vectors
from detomo.engine.knowledge.embedding import hashed_ngrams
from detomo.engine.knowledge.index import KnowledgeIndex
from detomo.engine.knowledge.items import ItemKind, KnowledgeItem
from detomo.engine.knowledge.store import Knowledge
from detomo.engine.knowledge.vectors import ChromaVectors
from tests.fakes.chroma import chroma_server
from tests.fakes.taught import Taught, pair

# chromadb's client reads deprecated attributes of its dependencies.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with chroma_server(tmp_path_factory.mktemp("chroma")) as url:
        yield url


Worker = Callable[[Taught, str, str], Knowledge]


@pytest.fixture
def worker() -> Iterator[Worker]:
    """Make a worker's index over a source, a server's URL and a collection."""
    made: list[Knowledge] = []

    def make(source: Taught, url: str, collection: str) -> Knowledge:
        made.append(Knowledge(source, lambda: KnowledgeIndex(ChromaVectors(url, collection, hashed_ngrams))))
        return made[-1]

    yield make
    for knowledge in made:
        knowledge.close()


def found(knowledge: Knowledge, text: str, kind: ItemKind = ItemKind.SQL) -> list[str]:
    return [match.item.id for match in knowledge.search(text, kind, 5)]


REVENUE = pair("revenue by country", "SELECT 1", "revenue")
CUSTOMERS = pair("number of customers", "SELECT 2", "customers")
NOTE = KnowledgeItem("note", ItemKind.DOCUMENTATION, "revenue is without tax")


def test_near_words_are_found_by_their_letters(worker: Worker, server: str) -> None:
    knowledge = worker(Taught([REVENUE, CUSTOMERS]), server, "near-words")
    assert found(knowledge, "revenues")[0] == "revenue"


def test_kinds_are_kept_apart(worker: Worker, server: str) -> None:
    knowledge = worker(Taught([REVENUE, NOTE]), server, "kinds")
    assert (found(knowledge, "revenue"), found(knowledge, "revenue", ItemKind.DOCUMENTATION)) == (["revenue"], ["note"])


def test_two_workers_share_what_was_taught(worker: Worker, server: str) -> None:
    source = Taught([REVENUE])
    one, two = worker(source, server, "shared"), worker(source, server, "shared")
    assert "customers" not in found(one, "customers")
    source.teach(CUSTOMERS)
    assert found(one, "customers")[0] == found(two, "customers")[0] == "customers"


def test_a_removed_item_is_found_by_nobody(worker: Worker, server: str) -> None:
    source = Taught([REVENUE, CUSTOMERS])
    one, two = worker(source, server, "removed"), worker(source, server, "removed")
    assert "customers" in found(one, "customers")
    source.forget("customers")
    assert "customers" not in found(two, "number of customers")
    assert "customers" not in found(one, "number of customers")


def test_a_removed_item_that_is_left_on_the_server_is_not_found(worker: Worker, server: str) -> None:
    with closing(ChromaVectors(server, "left-over", hashed_ngrams)) as left:
        left.add([CUSTOMERS])
    assert "customers" not in found(worker(Taught([REVENUE]), server, "left-over"), "number of customers")


def test_many_items_are_written_in_batches(worker: Worker, server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "_BATCH", 3)
    items = [pair(f"question {number}", "SELECT 1", str(number)) for number in range(10)]
    knowledge = worker(Taught(items), server, "batches")
    knowledge.check()
    assert set(found(knowledge, "question")) <= {item.id for item in items}


def test_a_question_without_words_finds_nothing(worker: Worker, server: str) -> None:
    assert found(worker(Taught([REVENUE]), server, "no-words"), "?!") == []


def test_while_the_server_is_away_taught_answers_go_on(
    worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "REST_SECONDS", 0.0)
    source = Taught([REVENUE])
    with chroma_server(tmp_path) as url:
        knowledge = worker(source, url, "away")
        assert knowledge.check() == 1
    source.teach(CUSTOMERS)
    for search in (lambda: found(knowledge, "revenue"), knowledge.check):
        with pytest.raises(Unavailable) as raised:
            search()
        assert raised.value.code == "index_unreachable"
    assert [item.id for item in knowledge.same_words("Number of customers?")] == ["customers"]
    with chroma_server(tmp_path, port=int(url.rpartition(":")[2])):
        assert found(knowledge, "customers")[0] == "customers"


def test_a_server_that_failed_is_left_alone_for_a_while(worker: Worker) -> None:
    knowledge = worker(Taught([REVENUE]), "http://127.0.0.1:9", "none")
    with pytest.raises(Unavailable):
        knowledge.check()
    started = time.monotonic()
    for _ in range(20):
        with pytest.raises(Unavailable):
            knowledge.check()
    assert time.monotonic() - started < 0.5


def test_a_server_that_stalls_does_not_hold_questions_for_long(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "_TIMEOUT_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        knowledge = worker(Taught([REVENUE]), f"http://127.0.0.1:{silent.getsockname()[1]}", "stalled")
        started = time.monotonic()
        with pytest.raises(Unavailable):
            knowledge.check()
    assert time.monotonic() - started < 3
