"""Vectors of texts. The default needs no model: hashed character n-grams (feature hashing, Weinberger et al., 2009).

It finds spelling variants and shared stems in both languages. A neural model takes its place by name.
"""

import threading
from collections.abc import Iterator, Sequence
from typing import Any
from zlib import crc32

import numpy as np

from detomo.engine.errors import Unavailable
from detomo.engine.language import search_words
from detomo.engine.ports import Embed
from detomo.engine.types import Text

DIMENSIONS = 512


def hashed_ngrams(texts: Sequence[str]) -> list[list[float]]:
    """Unit vectors of `DIMENSIONS`; a text without words gets the zero vector."""
    return [_vector(text).tolist() for text in texts]


def embedding(name: str) -> Embed:
    """The function that a name stands for: `ngrams`, or `sentence-transformers:<model>`.

    The model is loaded at the first call. Raises ValueError for any other name.
    """
    kind, _, model = name.partition(":")
    if name == "ngrams":
        return hashed_ngrams
    if kind == "sentence-transformers" and model:
        return _Sentences(model)
    raise ValueError(f"unknown embedding: {name}")


class _Sentences:
    def __init__(self, model: str) -> None:
        self._name = model
        self._model: Any = None
        self._loading = threading.Lock()

    def __call__(self, texts: Sequence[str]) -> list[list[float]]:
        with self._loading:
            self._model = self._model or _load(self._name)
        vectors: list[list[float]] = self._model.encode(list(texts), normalize_embeddings=True).tolist()
        return vectors


def _load(name: str) -> Any:
    try:
        from sentence_transformers import SentenceTransformer  # type: ignore[import-not-found] # heavy, optional

        return SentenceTransformer(name)
    except Exception as error:  # it raises what its many libraries do
        raise Unavailable("embedding_unavailable", _UNAVAILABLE.within(name=name)) from error


_UNAVAILABLE = Text(
    "The embedding model {name} cannot be loaded. Install sentence-transformers and the model, "
    "or set EMBEDDINGS=ngrams.",
    "埋め込みモデル {name} を読み込めません。sentence-transformers とモデルをインストールするか、"
    "EMBEDDINGS=ngrams を設定してください。",
)


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
