"""Which passwords are refused: common ones, and those made of what is known of the user (NIST SP 800-63B, 3.1.1.2).

zxcvbn (Wheeler, USENIX Security 2016) estimates how many guesses a password stands. Its lists hold the 30,000 most
common passwords, words and names. There are no rules of composition; length is checked by the schema.
"""

import re
import threading
import unicodedata
from enum import StrEnum

from zxcvbn import zxcvbn

from detomo.exceptions import FieldRefused

LEAST_SCORE = 2  # of 0 to 4: not guessed within a million tries
LONGEST_SCORED = 24  # the estimate's time grows fast with length
SHORTEST_OWN_WORD = 4  # shorter ones, such as `bob`, occur in anything
PRODUCT = ("detomo", "デトモ", "sqlai")
JAPANESE = (  # as common in Japan as `password` elsewhere; zxcvbn's lists are English
    "ぱすわーど あいうえお いろはにほへと ありがとう こんにちは さくら "
    "ようこそ あどみん あんしょうばんごう 合言葉 暗証番号 秘密 管理者 東京 日本"
).split()

_lists = threading.Lock()  # zxcvbn keeps the words it is given in a variable of its module


class Weakness(StrEnum):
    OWN = "own"
    COMMON = "common"
    PATTERN = "pattern"


class WeakPassword(FieldRefused):
    """`weakness` says why; the text has advice."""

    field = "password"

    def __init__(self, weakness: Weakness, field: str = "password") -> None:
        self.code = f"password_{weakness}"  # type: ignore[misc]
        self.field = field  # type: ignore[misc]
        super().__init__()


def check_strength(password: str, *own: str, field: str = "password") -> None:
    """Raise `WeakPassword`. `own` is what others know of the user: names, addresses.

    It takes about 1 ms, and up to 0.4 s for text that was made to be slow: call it inside `hashing_slot`.
    """
    text = _folded(password)
    words = sorted({*map(_folded, PRODUCT), *(word for known in own for word in _words(known))}, key=len, reverse=True)
    if any(_is_mostly(words, spelling) for spelling in (text, _SEPARATORS.sub("", text))):
        raise WeakPassword(Weakness.OWN, field)
    if weakness := _weakness(text, words):
        raise WeakPassword(weakness, field)


_SEPARATORS = re.compile(r"[\W_]+")
_HIRAGANA = {katakana: katakana - 0x60 for katakana in range(ord("ァ"), ord("ヶ") + 1)}


def _folded(text: str) -> str:
    """As it is compared: full and half width, hiragana and katakana alike."""
    return unicodedata.normalize("NFKC", text).translate(_HIRAGANA)


def _words(known: str) -> list[str]:
    folded = _folded(known).casefold()
    return [word for word in (folded, *_SEPARATORS.split(folded)) if len(word) >= SHORTEST_OWN_WORD]


def _is_mostly(words: list[str], text: str) -> bool:
    """Whether a text holds one of the words, and little besides."""
    rest = re.sub("|".join(map(re.escape, words)), "", text, flags=re.IGNORECASE)
    return rest != text and _weakness(rest, words) is not None


def _weakness(text: str, words: list[str]) -> Weakness | None:
    """The better of beginning and end counts: neither a weak beginning nor a weak end spoils a long password."""
    found = [_estimate(part, words) for part in {text[:LONGEST_SCORED], text[-LONGEST_SCORED:]}]
    return None if None in found else found[0]


def _estimate(text: str, words: list[str]) -> Weakness | None:
    if not text:
        return Weakness.PATTERN
    with _lists:
        estimate = zxcvbn(text, user_inputs=[*words, *JAPANESE])
    if estimate["score"] >= LEAST_SCORE:
        return None
    patterns = {match["pattern"] for match in estimate["sequence"]}
    return Weakness.COMMON if "dictionary" in patterns else Weakness.PATTERN
