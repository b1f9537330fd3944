"""Which English words exist: a slip of the pen is not one of them."""

import threading
from functools import lru_cache
from typing import Any

_loading = threading.Lock()


def is_english_word(word: str) -> bool:
    """Whether a dictionary of 160,000 words and names holds the word. Half a second at the first call."""
    with _loading:
        return word in _dictionary()


@lru_cache(maxsize=1)
def _dictionary() -> Any:
    from spellchecker import SpellChecker  # heavy

    return SpellChecker(language="en", distance=1)
