"""How many tokens a text costs a model, estimated offline and rather too high than too low.

No vocabulary of current models is public. Counted are: a word, a token for each three letters begun beyond its first
six; a number, one for each two digits; a Japanese or other non-Latin character, one and a half; each sign and each line
end, one. Published ratios for English prose (about 3.5 to 4 letters a token) and for Japanese (about one token a
character) lie below that.
"""

import math
import re
from functools import lru_cache

_PIECE = re.compile(
    r"(?P<word>[A-Za-z]+)|(?P<number>\d+)|(?P<space>[^\S\n]+)|(?P<sign>[\x00-\x7f])|(?P<other>[^\x00-\x7f]+)"
)
_FIRST_LETTERS, _LETTERS, _DIGITS, _OTHER = 6, 3, 2, 1.5


@lru_cache(maxsize=4096)
def count_tokens(text: str) -> int:
    """An upper estimate; the sum over parts is never less than the whole's."""
    return sum(_cost(match.lastgroup, match.end() - match.start()) for match in _PIECE.finditer(text))


def _cost(kind: str | None, length: int) -> int:
    if kind == "word":
        return 1 + max(0, math.ceil((length - _FIRST_LETTERS) / _LETTERS))
    if kind == "number":
        return math.ceil(length / _DIGITS)
    if kind == "other":
        return math.ceil(length * _OTHER)
    return 1 if kind == "sign" else 0  # a space belongs to the word behind it
