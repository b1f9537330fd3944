"""Which embedding a setting names."""

import sys
from types import SimpleNamespace

import numpy as np
import pytest

from detomo.engine.errors import Unavailable
from detomo.engine.knowledge.embedding import embedding, hashed_ngrams


def test_the_default_is_offline() -> None:
    assert embedding("ngrams") is hashed_ngrams


def test_a_model_that_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)

    with pytest.raises(Unavailable) as caught:
        embedding("sentence-transformers:any/model")(["text"])
    assert caught.value.code == "embedding_unavailable"
    assert "any/model" in caught.value.message.ja


def test_a_model_is_loaded_once_and_gives_unit_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []

    class Model:
        def __init__(self, name: str) -> None:
            loaded.append(name)

        def encode(self, texts: list[str], *, normalize_embeddings: bool) -> object:
            assert normalize_embeddings
            return np.ones((len(texts), 1))

    monkeypatch.setitem(sys.modules, "sentence_transformers", SimpleNamespace(SentenceTransformer=Model))
    embed = embedding("sentence-transformers:any/model")

    assert (embed(["a", "b"]), embed(["c"]), loaded) == ([[1.0], [1.0]], [[1.0]], ["any/model"])


@pytest.mark.parametrize("name", ["", "openai", "sentence-transformers:"])
def test_any_other_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="unknown embedding"):
        embedding(name)
