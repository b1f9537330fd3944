"""Which language the grammar of a question is in."""

import pytest

from detomo.engine.language.detect import sentence_language
from detomo.engine.types import Language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How many clients are in 東京都?", "en"),
        ("Show all titles", "en"),
        ("東京都の取引先は何社ですか", "ja"),
        ("Rock のトラックを list of tracks で見せて", "ja"),
        ("売上 2010", "ja"),
        ("Top 5", "en"),
    ],
)
def test_words_around_a_value_tell_the_language(text: str, language: Language) -> None:
    assert sentence_language(text) == language
