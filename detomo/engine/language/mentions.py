"""Whether a text speaks of names, such as those of columns that its reader may not know."""

import re
import unicodedata
from collections.abc import Set
from functools import lru_cache

_WORDS = re.compile(r"[\W_]+|(?<=[a-z0-9])(?=[A-Z])")
_ASCII_WORD = "A-Za-z0-9_"


def mentions(text: str, names: Set[str]) -> bool:
    """Whether the text holds one of the names: in any case and width, as `birth_date`, `BirthDate` or birth dates.

    Between Japanese characters a name needs no spaces around it.
    """
    pattern = _pattern(frozenset(names))
    return pattern is not None and pattern.search(unicodedata.normalize("NFKC", text)) is not None


@lru_cache(maxsize=256)
def _pattern(names: frozenset[str]) -> re.Pattern[str] | None:
    written = [_one(unicodedata.normalize("NFKC", name)) for name in sorted(names) if name]
    return re.compile("|".join(written), re.IGNORECASE) if written else None


def _one(name: str) -> str:
    parts = [re.escape(part) for part in _WORDS.split(name) if part]
    spelt = r"[\W_]*".join(parts) if parts else re.escape(name)
    before = rf"(?<![{_ASCII_WORD}])" if re.match(r"[A-Za-z0-9]", parts[0] if parts else "") else ""
    after = rf"(?:e?s)?(?![{_ASCII_WORD}])" if re.search(r"[A-Za-z0-9]\Z", parts[-1] if parts else "") else ""
    return f"{before}{spelt}{after}"
