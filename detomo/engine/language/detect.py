"""Which of the two languages a text is written in."""

import re

from detomo.engine.types import Language

_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f]")

_HIRAGANA = re.compile(r"[\u3040-\u309f]")
_ENGLISH_WORD = re.compile(r"[A-Za-z]{2,}")
_FEWEST_WORDS = 3


def language_of(text: str) -> Language:
    """Kana or Han characters make a text Japanese: an English question seldom quotes them."""
    return "ja" if _JAPANESE.search(text) else "en"


def sentence_language(text: str) -> Language:
    """The language of the grammar of a text: English words around 東京都 make an English sentence."""
    is_english = len(_ENGLISH_WORD.findall(text)) >= _FEWEST_WORDS and not _HIRAGANA.search(text)
    return "en" if is_english else language_of(text)
