"""Tokens: places, dictionary forms, tags."""

import pytest

from detomo.engine.language.lemmas import degree, lemma
from detomo.engine.language.tokens import tokens
from detomo.engine.language.width import tidy

TEXTS = [
    ("en", "What's the AC/DC album's price, in US$, above 1,500.50?"),
    ("en", "Don't   list “Rock 'n' Roll” tracks of O'Neil"),
    ("ja", "「東京 支店」の２０１４年の売上を、国別に教えてください。"),
    ("ja", ""),
]


@pytest.mark.parametrize(("language", "text"), TEXTS)
def test_a_token_stands_where_it_says(language, text):
    for token in tokens(text, language):
        assert tidy(text)[token.start : token.end] == token.text


@pytest.mark.parametrize(
    ("form", "expected"),
    [("cities", "city"), ("countries", "country"), ("oldest", "old"), ("living", "live"), ("biggest", "big"),
     ("arrived", "arrive"), ("children", "child"), ("status", "status"), ("buses", "bus"), ("named", "name"),
     ("classes", "class"), ("flies", "fly"), ("visited", "visit"), ("heaviest", "heavy"), ("spoken", "speak")],
)  # fmt: skip
def test_lemma(form, expected):
    assert lemma(form) == expected


@pytest.mark.parametrize(
    ("form", "expected"), [("older", ("old", "er")), ("heaviest", ("heavy", "est")), ("run", None)]
)
def test_degree(form, expected):
    assert degree(form) == expected


def test_quoted_text_is_one_token():
    (quoted,) = [token for token in tokens("songs with 'Hey you' in their name", "en") if token.tag == "quoted"]

    assert quoted.lemma == "Hey you"


def test_a_negation_is_a_word_of_its_own():
    assert [token.tag for token in tokens("who don't sing", "en")] == ["wh", "auxiliary", "negation", "word"]


def test_japanese_dictionary_form():
    assert "開催" in [token.lemma for token in tokens("2014年に開催されたコンサート", "ja")]
