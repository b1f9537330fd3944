"""Words between the two languages; `nouns.txt` has 350 everyday nouns, the accepted English words after each."""

import threading
from pathlib import Path

import pytest

from detomo.engine.language.equivalents import equivalents
from detomo.engine.language.lexicon import (
    countries_by_adjective,
    countries_by_name,
    english_of,
    japanese_of,
    names_of,
    synonyms,
)

NOUNS = [
    (japanese, english.split("/"))
    for japanese, _, english in (
        line.partition(" ") for line in Path(__file__).with_name("nouns.txt").read_text("utf-8").splitlines()
    )
]


def plain(words: list[str] | tuple[str, ...]) -> set[str]:
    return {word.casefold().rstrip("s") for word in words}


def test_an_everyday_noun_is_among_the_first_three_translations():
    found = [bool(plain(english) & plain(english_of(japanese)[:3])) for japanese, english in NOUNS]
    assert sum(found) / len(found) >= 0.98


def test_and_in_the_other_direction():
    found = [any(japanese in japanese_of(word)[:3] for word in english) for japanese, english in NOUNS]
    assert sum(found) / len(found) >= 0.92


@pytest.mark.parametrize(
    ("japanese", "english"),
    [
        ("ブラジル", "Brazil"),
        ("米国", "United States"),
        ("フランス人", "French"),
        ("ドイツ製", "German"),
        ("ポルトガル語", "Portuguese"),
        ("顧客名", "customer name"),
        ("平均年齢", "average age"),
        ("社員番号", "employee number"),
        ("泳ぐ", "swim"),
        ("ニューヨーク", "New York"),
    ],
)
def test_english_of(japanese, english):
    assert english in english_of(japanese)[:3]


@pytest.mark.parametrize(("japanese", "name"), [("東京", "Tokyo"), ("マイケル", "Michael"), ("カナダ", "Canada")])
def test_names_in_latin_letters(japanese, name):
    assert name in names_of(japanese)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("revenue", "sales"),
        ("teacher", "instructor"),
        ("cost", "price"),
        ("car", "vehicle"),
        ("physician", "doctor"),
        ("spouse", "wife"),
        ("sofa", "couch"),
    ],
)
def test_synonyms_hold_both_ways(one, other):
    assert other in dict(synonyms(one))
    assert one in dict(synonyms(other))


def test_a_synonym_of_everyday_use_weighs_more_than_a_rare_one():
    weights = dict(synonyms("customer"))
    assert weights["client"] > weights["account"]
    assert all(0 < weight <= 1 for weight in weights.values())


def test_nationalities_lead_to_countries():
    assert countries_by_adjective()["dutch"] is countries_by_name()["netherlands"]
    assert countries_by_name()["uk"].japanese[0] == "イギリス"


@pytest.mark.parametrize("text", ["", " ", "x" * 10_000, "あ" * 10_000, "ぴぽぱぴぽ", "%_*?[]", "qwrtzp", "\0"])
def test_what_is_no_word_has_no_translation(text):
    assert (english_of(text), japanese_of(text), synonyms(text)) == ((), (), ())


def test_a_language_is_no_country():
    assert "Chinese" in equivalents("中国語")
    assert "China" not in equivalents("中国語")


def test_threads_share_the_dictionary():
    found: list[tuple[str, ...]] = []
    threads = [threading.Thread(target=lambda: found.append(english_of.__wrapped__("椅子"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [words[0] for words in found] == ["chair"] * 4
