"""An index that follows its source."""

import threading
from concurrent.futures import ThreadPoolExecutor

from detomo.engine.knowledge.embedding import hashed_ngrams
from detomo.engine.knowledge.index import KnowledgeIndex
from detomo.engine.knowledge.items import ItemKind
from detomo.engine.knowledge.store import Knowledge
from detomo.engine.knowledge.vectors import MemoryVectors
from tests.fakes.taught import Taught, knowledge_of, pair

ONE, TWO = pair("number of customers", "SELECT 1", "one"), pair("revenue by country", "SELECT 2", "two")


def ids(knowledge: Knowledge) -> set[str]:
    return {item.id for item in knowledge.of_kind(ItemKind.SQL)}


def test_what_is_taught_is_known_at_the_next_call() -> None:
    source = Taught([ONE])
    knowledge = knowledge_of(source)
    assert knowledge.count() == 1
    source.teach(TWO)
    assert knowledge.check() == 2
    assert ids(knowledge) == {"one", "two"}


def test_what_is_forgotten_is_gone_at_the_next_call() -> None:
    source = Taught([ONE, TWO])
    knowledge = knowledge_of(source)
    assert knowledge.same_words("number of customers")
    source.forget("one")
    assert knowledge.same_words("number of customers") == ()
    assert [match.item.id for match in knowledge.search("customers revenue", ItemKind.SQL, 5)] == ["two"]


def test_changes_are_read_only_when_there_are_any() -> None:
    source = Taught([ONE])
    knowledge = knowledge_of(source)
    for _ in range(3):
        knowledge.count()
    assert source.reads == 1


def test_only_what_changed_is_embedded_and_only_once() -> None:
    seen: list[str] = []

    def embed(texts: object) -> list[list[float]]:
        seen.extend(texts)  # type: ignore[arg-type]
        return hashed_ngrams(list(texts))  # type: ignore[call-overload]

    source = Taught([ONE])
    knowledge = Knowledge(source, lambda: KnowledgeIndex(MemoryVectors(embed)))
    knowledge.same_words(ONE.question)
    assert seen == []  # a taught answer needs no vectors
    knowledge.check()
    source.teach(TWO)
    knowledge.check()
    assert seen == [ONE.question, TWO.question]


def test_a_source_that_went_back_is_read_anew() -> None:
    source = Taught([ONE, TWO])
    knowledge = knowledge_of(source)
    assert ids(knowledge) == {"one", "two"}
    source.restore(1)
    assert ids(knowledge) == {"one"}
    assert knowledge.same_words("revenue by country") == ()


def test_nothing_taught_is_nothing_known() -> None:
    knowledge = knowledge_of(Taught())
    assert (knowledge.count(), knowledge.check()) == (0, 0)
    assert not knowledge.knows_word("customer")


def test_threads_may_ask_while_others_teach() -> None:
    source = Taught([ONE])
    knowledge = knowledge_of(source)
    stop = threading.Event()

    def teach() -> None:
        for number in range(60):
            source.teach(pair(f"question number {number}", "SELECT 1", str(number)))
            if number % 3 == 0:
                source.forget(str(number))
        stop.set()

    def ask(_: int) -> bool:
        while not stop.is_set():
            assert knowledge.same_words(ONE.question)
            assert knowledge.search("number of customers", ItemKind.SQL, 3)[0].item.id == "one"
        return True

    with ThreadPoolExecutor(5) as pool:
        asking = [pool.submit(ask, number) for number in range(4)]
        pool.submit(teach).result()
        assert all(future.result() for future in asking)
    assert knowledge.count() == 1 + 40


def test_a_block_of_calls_shares_one_look_and_the_next_one_looks_again() -> None:
    source = Taught([ONE])
    knowledge = knowledge_of(source)
    with knowledge.one_look(), knowledge.one_look():
        source.teach(TWO)
        assert ids(knowledge) == {"one"}
    assert ids(knowledge) == {"one", "two"}


def test_one_look_is_its_threads_own() -> None:
    source = Taught([ONE])
    knowledge = knowledge_of(source)
    with knowledge.one_look(), ThreadPoolExecutor(1) as pool:
        source.teach(TWO)
        assert pool.submit(knowledge.count).result() == 2
