"""Which of the two languages a text is written in."""

import re

from detomo.engine.types import Language

_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f]")


def language_of(text: str) -> Language:
    """Kana or Han characters make a text Japanese: an English question seldom quotes them."""
    return "ja" if _JAPANESE.search(text) else "en"
