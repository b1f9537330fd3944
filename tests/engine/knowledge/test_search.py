"""Lexical and dense retrieval, and their fusion."""

import math

import pytest

from detomo.engine.knowledge.embedding import DIMENSIONS, hashed_ngrams
from detomo.engine.knowledge.index import KnowledgeIndex, fuse
from detomo.engine.knowledge.items import ItemKind, KnowledgeChanges, KnowledgeItem
from detomo.engine.knowledge.lexical import LexicalIndex
from detomo.engine.knowledge.vectors import MemoryVectors
from tests.fakes.taught import pair

ITEMS = (
    pair("total revenue by country", "SELECT 1", "revenue"),
    pair("number of customers", "SELECT 2", "customers"),
    pair("国別の売上", "SELECT 3", "売上"),
    pair("一番高い曲", "SELECT 4", "曲"),
    KnowledgeItem("note", ItemKind.DOCUMENTATION, "Revenue is the sum of invoices.total, taxes excluded."),
    KnowledgeItem("table", ItemKind.DDL, "CREATE TABLE InvoiceLine (unit_price REAL)"),
)


def lexical(*items: KnowledgeItem) -> LexicalIndex:
    index = LexicalIndex()
    for item in items:
        index.add(item)
    return index


def index_of(*items: KnowledgeItem) -> KnowledgeIndex:
    index = KnowledgeIndex(MemoryVectors(hashed_ngrams))
    index.apply(KnowledgeChanges(1, added=items))
    return index


def found(index: KnowledgeIndex, text: str, kind: ItemKind = ItemKind.SQL, limit: int = 5) -> list[str]:
    return [match.item.id for match in index.search(text, kind, limit)]


def ids(scored: list[tuple[str, float]]) -> list[str]:
    return [item_id for item_id, _ in scored]


@pytest.mark.parametrize(
    ("asked", "kind", "first"),
    [
        ("what was our revenue", ItemKind.SQL, "revenue"),
        ("Customer", ItemKind.SQL, "customers"),
        ("売り上げ", ItemKind.SQL, "売上"),
        ("高価な曲", ItemKind.SQL, "曲"),
        ("invoice totals", ItemKind.DOCUMENTATION, "note"),
        ("price of an invoice line", ItemKind.DDL, "table"),
    ],
)
def test_words_are_found_in_every_form(asked: str, kind: ItemKind, first: str) -> None:
    assert ids(lexical(*ITEMS).search(asked, kind, 5))[0] == first


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("顧客の数", "customers"),
        ("売上を国ごとに", "revenue"),
        ("number of clients", "customers"),
        ("income by country", "revenue"),
    ],
)
def test_items_are_found_in_the_other_language_and_by_synonyms(asked: str, first: str) -> None:
    english = [item for item in ITEMS if item.id in {"revenue", "customers"}]
    assert ids(lexical(*english).search(asked, ItemKind.SQL, 1)) == [first]


def test_an_exact_word_goes_before_a_synonym() -> None:
    index = lexical(pair("list all clients", "S", "clients"), pair("list all customers", "S", "customers"))
    assert ids(index.search("customers", ItemKind.SQL, 2)) == ["customers", "clients"]


def test_vectors_with_little_in_common_do_not_outweigh_words() -> None:
    assert fuse([("right", 3.0), ("wrong", 1.0)], [("wrong", 0.1)])[0][0] == "right"


def test_rare_words_count_more_than_frequent_ones() -> None:
    items = [pair(f"revenue of shop {number}", "S", str(number)) for number in range(9)]
    index = lexical(*items, pair("quantity of shop", "S", "quantity"))
    assert ids(index.search("revenue quantity", ItemKind.SQL, 1)) == ["quantity"]


@pytest.mark.parametrize("asked", ["", "?!", '" OR 1', "NEAR(a b)", "words:revenue*", "a AND -b", "revenue'; --", "は"])
def test_any_text_may_be_searched_for(asked: str) -> None:
    assert isinstance(lexical(*ITEMS).search(asked, ItemKind.SQL, 5), list)


def test_an_item_taught_again_is_held_once() -> None:
    index = lexical(ITEMS[0], ITEMS[0])
    assert ids(index.search("revenue", ItemKind.SQL, 5)) == ["revenue"]


def test_vectors_have_unit_length() -> None:
    for vector in hashed_ngrams(["revenue by country", "国別の売上", "x"]):
        assert len(vector) == DIMENSIONS
        assert math.isclose(math.hypot(*vector), 1.0, rel_tol=1e-5)


def test_a_text_without_words_has_no_direction() -> None:
    assert not any(hashed_ngrams(["?!"])[0])
    assert MemoryVectors(hashed_ngrams).search("?!", ItemKind.SQL, 5) == []


def test_vectors_find_what_is_spelt_a_little_differently() -> None:
    vectors = MemoryVectors(hashed_ngrams)
    vectors.add(ITEMS)
    assert ids(vectors.search("revenew by countrys", ItemKind.SQL, 1)) == ["revenue"]


def test_an_index_without_items_finds_nothing() -> None:
    assert found(index_of(), "revenue") == []


def test_kinds_are_kept_apart() -> None:
    index = index_of(*ITEMS)
    assert found(index, "revenue", ItemKind.DOCUMENTATION) == ["note"]
    assert "note" not in found(index, "revenue")


def test_the_very_question_scores_one() -> None:
    best, *others = index_of(*ITEMS).search("number of customers", ItemKind.SQL, 5)
    assert (best.item.id, best.score) == ("customers", 1.0)
    assert all(0 < match.score < 1 for match in others)


def test_no_more_are_given_than_asked_for() -> None:
    items = [pair(f"revenue {number}", "S", str(number)) for number in range(9)]
    assert len(found(index_of(*items), "revenue", limit=3)) == 3


def test_equal_items_come_in_a_stable_order() -> None:
    items = [pair("revenue", f"SELECT {number}", str(number)) for number in range(4)]
    assert found(index_of(*items), "revenue") == found(index_of(*reversed(items)), "revenue")


def test_exact_words_are_known_without_a_search() -> None:
    index = index_of(*ITEMS)
    assert [item.id for item in index.same_words("Number of the customers?")] == ["customers"]
    assert index.same_words("number of employees") == ()
    assert index.knows_word("customer")
    assert not index.knows_word("employee")


def test_what_is_forgotten_is_gone_everywhere() -> None:
    index = index_of(*ITEMS)
    index.apply(KnowledgeChanges(2, removed=("customers",)))
    assert "customers" not in found(index, "number of customers")
    assert index.same_words("number of customers") == ()
    assert not index.knows_word("customer")
    assert len(index) == len(ITEMS) - 1


def test_a_changed_item_replaces_the_old_one() -> None:
    index = index_of(pair("number of customers", "SELECT 1", "a"))
    index.apply(KnowledgeChanges(2, added=(pair("number of employees", "SELECT 2", "a"),)))
    assert index.same_words("number of customers") == ()
    assert [item.content for item in index.same_words("number of employees")] == ["SELECT 2"]


def test_forgetting_the_unknown_changes_nothing() -> None:
    index = index_of(*ITEMS)
    index.apply(KnowledgeChanges(2, removed=("nobody",)))
    assert len(index) == len(ITEMS)
