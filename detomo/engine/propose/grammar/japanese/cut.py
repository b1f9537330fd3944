"""Compounds that the tokenizer leaves whole, cut where grammar needs them in two: 国別, 曲数."""

from collections.abc import Iterator, Sequence

from detomo.engine.language.lexicon import is_concept
from detomo.engine.language.tokens import Token

_ENDINGS = ("別", "数", "毎", "順", "名")


def cut(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """A noun and its ending become two tokens where the noun is an everyday one and the whole is none."""
    return tuple(part for token in tokens for part in _parts(token))


def _parts(token: Token) -> Iterator[Token]:
    noun, ending = token.text[:-1], token.text[-1:]
    if token.tag == "noun" and ending in _ENDINGS and is_concept(noun) and not is_concept(token.text):
        middle = token.end - 1
        yield Token(noun, token.start, middle, noun, "noun")
        yield Token(ending, middle, token.end, ending, "suffix")
    else:
        yield token
