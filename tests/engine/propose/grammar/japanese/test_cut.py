"""Compounds that grammar needs in two."""

import pytest

from detomo.engine.language.tokens import tokens
from detomo.engine.propose.grammar.japanese import cut


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("国別", ["国", "別"]),
        ("曲数", ["曲", "数"]),
        ("性別", ["性別"]),
        ("種別", ["種別"]),
        ("人数", ["人数"]),
        ("特別", ["特別"]),
    ],
)
def test_a_noun_and_its_ending(text, parts):
    found = cut(tokens(text, "ja"))
    assert [token.text for token in found] == parts
    assert [text[token.start : token.end] for token in found] == parts
