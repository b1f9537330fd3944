"""Japanese compounds by their parts: 顧客名 → customer name, 平均年齢 → average age."""

from collections.abc import Callable
from itertools import islice, product

from sudachipy import SplitMode

from detomo.engine.language.lexicon.tables import affixes
from detomo.engine.language.words import morphemes

_MOST_PHRASES = 6
_MOST_WORDS = 2  # of each part
_LONGEST = 12  # characters: longer texts are no words


def english_of(compound: str, of_word: Callable[[str], tuple[str, ...]]) -> tuple[str, ...]:
    """Phrases put together from the parts' words; none where it has but one part, or one that nobody knows."""
    parts = split(compound)
    if len(parts) < 2:
        return ()
    words = [_part(part, of_word, inside=number > 0) for number, part in enumerate(parts)]
    if not all(words):
        return ()
    phrases = (" ".join(filter(None, choice)) for choice in product(*words))
    return tuple(dict.fromkeys(islice(phrases, _MOST_PHRASES)))


def split(compound: str) -> tuple[str, ...]:
    """Sudachi's shortest units."""
    if len(compound) > _LONGEST:
        return ()
    return tuple(morpheme.surface() for morpheme in morphemes(compound, SplitMode.A))


def _part(part: str, of_word: Callable[[str], tuple[str, ...]], *, inside: bool) -> tuple[str, ...]:
    """`inside` a compound an affix's own sense goes first; a silent one gives the empty word."""
    if part.isascii():
        return (part,)
    if part in affixes() and (inside or affixes()[part]):
        return affixes()[part][:_MOST_WORDS] or ("",)
    return of_word(part)[:_MOST_WORDS]
