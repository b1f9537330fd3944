"""Invented names, grown from small grammars of patterns and words."""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detomo.sample.draw import unused

_SLOT = re.compile(r"\{(\w+)\}")
_TRIES = 20  # before a name that is taken gets a number


@dataclass(frozen=True, slots=True)
class Style:
    """How one kind of music names its artists, albums, tracks and composers."""

    patterns: Mapping[str, Sequence[str]]
    words: Mapping[str, Sequence[str]]

    @classmethod
    def from_entry(cls, entry: dict[str, Any]) -> "Style":
        return cls({part: entry[part] for part in ("artist", "album", "track", "composer")}, entry["words"])

    def name(self, rng: random.Random, part: str, taken: set[str]) -> str:
        """A name that `taken` does not hold yet; it holds it afterwards."""
        for _ in range(_TRIES):
            name = self._grow(rng, part)
            if name not in taken:
                break
        return unused(name, taken)

    def composer(self, rng: random.Random) -> str | None:
        """One or two people, or None for a style that names no composers."""
        return self._grow(rng, "composer") if self.patterns["composer"] else None

    def _grow(self, rng: random.Random, part: str) -> str:
        return self._fill(rng, rng.choice(self.patterns[part]), set())

    def _fill(self, rng: random.Random, pattern: str, used: set[str]) -> str:
        """Fill the slots, no word twice in one name; a word may hold slots itself."""
        return _SLOT.sub(lambda slot: self._word(rng, slot[1], used), pattern)

    def _word(self, rng: random.Random, slot: str, used: set[str]) -> str:
        candidates = self.words[slot]
        fresh = [word for word in candidates if word not in used or _SLOT.search(word)]
        word = rng.choice(fresh or candidates)
        used.add(word)
        return self._fill(rng, word, used)
