"""The embedding that needs no model: hashed character n-grams (feature hashing, Weinberger et al., 2009).

It finds spelling variants and shared stems in both languages. A neural embedding may take its place through `Embed`.
"""

from collections.abc import Iterator, Sequence
from zlib import crc32

import numpy as np

from detomo.engine.language import search_words

DIMENSIONS = 512


def hashed_ngrams(texts: Sequence[str]) -> list[list[float]]:
    """Unit vectors of `DIMENSIONS`; a text without words gets the zero vector."""
    return [_vector(text).tolist() for text in texts]


def _vector(text: str) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    vector = np.zeros(DIMENSIONS, dtype=np.float32)
    for gram in _grams(text):
        code = crc32(gram.encode())
        vector[code % DIMENSIONS] += 1.0 if code & 0x8000_0000 else -1.0
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector


def _grams(text: str) -> Iterator[str]:
    """Whole words and their trigrams (bigrams where a word is Japanese: its characters carry more)."""
    for word in search_words(text):
        yield f"={word}"
        size = 3 if word.isascii() else 2
        padded = f" {word} "
        yield from (padded[at : at + size] for at in range(len(padded) - size + 1))
