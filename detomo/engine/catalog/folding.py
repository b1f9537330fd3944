"""The words of a text in the form in which stored values and questions are compared, with their places."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from detomo.engine.language.lemmas import lemma

# Japanese has no spaces: each character stands alone, so that a value is found wherever it begins.
_JAPANESE = "\u3005\u3040-\u30fa\u30fc-\u30ff\u3400-\u9fff\uf900-\ufaff"
_UNIT = re.compile(rf"[{_JAPANESE}]|[^\W_{_JAPANESE}]+")
_LETTER = re.compile(rf"[{_JAPANESE}]")
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc]")
_PROLONGED = "ー"
_TO_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}


@dataclass(frozen=True, slots=True)
class Unit:
    """A word or a Japanese character at `[start, end)`. `form` is without case, accents and the kind of kana."""

    form: str
    start: int
    end: int


def units(text: str) -> list[Unit]:
    """The units of a text that is tidied already; signs and spaces are none."""
    found = (Unit(fold(match.group()), match.start(), match.end()) for match in _UNIT.finditer(text))
    return [unit for unit in found if not _is_last_prolonged(unit, text)]


@lru_cache(maxsize=8192)
def fold(word: str) -> str:
    """`Café` → `cafe`, `ロック` → `ろっく`."""
    if word.isascii():
        return word.lower()
    return word.translate(_TO_HIRAGANA) if _LETTER.fullmatch(word) else _without_accents(word)


def stem(form: str) -> str:
    """The dictionary form of an English word; any other unchanged."""
    return lemma(form) if form.isascii() and form.isalpha() and len(form) > 2 else form


def splits_katakana(text: str, start: int, end: int) -> bool:
    """Whether `[start, end)` cuts a katakana word: ロック stands in ロックフェラー and is not meant there."""
    return any(0 < at < len(text) and _is_katakana(text[at - 1]) and _is_katakana(text[at]) for at in (start, end))


def _is_katakana(character: str) -> bool:
    return _KATAKANA.match(character) is not None


def _is_last_prolonged(unit: Unit, text: str) -> bool:
    """サーバー and サーバ are one word."""
    if unit.form != _PROLONGED or not unit.start or not _is_katakana(text[unit.start - 1]):
        return False
    return not _is_katakana(text[unit.end : unit.end + 1] or " ")


def _without_accents(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))
