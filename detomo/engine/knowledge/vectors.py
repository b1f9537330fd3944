"""Dense retrieval: nearest vectors, in this process's memory or on a Chroma server that all workers share."""

import time
from collections.abc import Sequence
from typing import Any, Protocol
from urllib.parse import urlsplit

import numpy as np

from detomo.engine.errors import Unavailable
from detomo.engine.knowledge.items import ItemKind, KnowledgeItem
from detomo.engine.ports import Embed
from detomo.engine.types import Text

REST_SECONDS = 5.0
_TIMEOUT_SECONDS = 5.0
_BATCH = 1_000
_NOTHING_IN_COMMON = 1.0  # one minus the inner product


class VectorIndex(Protocol):
    """Not thread-safe: its owner serialises calls."""

    def add(self, items: Sequence[KnowledgeItem]) -> None: ...

    def remove(self, item_ids: Sequence[str]) -> None: ...

    def search(self, text: str, kind: ItemKind, limit: int) -> list[tuple[str, float]]:
        """Ids and likeness (inner product, above 0) of the items nearest to `text`, best first."""
        ...

    def check(self) -> None:
        """Raise `Unavailable` when the index cannot be used."""
        ...

    def close(self) -> None: ...


class MemoryVectors:
    """Exact search by one matrix product: 10,000 items take about 2 ms, less than an approximate index's overhead."""

    def __init__(self, embed: Embed) -> None:
        self._embed = embed
        self._vectors: dict[ItemKind, dict[str, list[float]]] = {kind: {} for kind in ItemKind}
        self._matrices: dict[ItemKind, tuple[list[str], np.ndarray[Any, np.dtype[np.float32]]]] = {}

    def add(self, items: Sequence[KnowledgeItem]) -> None:
        for item, vector in zip(items, self._embed([item.searchable for item in items]), strict=True):
            self._vectors[item.kind][item.id] = vector
        self._matrices.clear()

    def remove(self, item_ids: Sequence[str]) -> None:
        for vectors in self._vectors.values():
            for item_id in item_ids:
                vectors.pop(item_id, None)
        self._matrices.clear()

    def search(self, text: str, kind: ItemKind, limit: int) -> list[tuple[str, float]]:
        ids, matrix = self._matrix(kind)
        query = np.asarray(self._embed([text])[0], dtype=np.float32)
        if not ids or not query.any():
            return []
        scores = matrix @ query
        best = np.argsort(-scores, kind="stable")[:limit]
        return [(ids[at], float(scores[at])) for at in best if scores[at] > 0]

    def check(self) -> None:
        return

    def close(self) -> None:
        return

    def _matrix(self, kind: ItemKind) -> tuple[list[str], np.ndarray[Any, np.dtype[np.float32]]]:
        if kind not in self._matrices:
            vectors = self._vectors[kind]
            ids = sorted(vectors)  # equal scores come in the same order in every worker
            self._matrices[kind] = ids, np.asarray([vectors[item_id] for item_id in ids], dtype=np.float32)
        return self._matrices[kind]


class ChromaVectors:
    """A collection on a Chroma server. Every worker writes the same items under the same ids, so writes may repeat;
    the caller drops ids that it does not know, so a late write of a removed item does no harm.

    A server that fails is left alone for `REST_SECONDS`: who waits for it holds up every other question.
    """

    def __init__(self, url: str, collection: str, embed: Embed) -> None:
        self._url = url
        self._name = collection
        self._embed = embed
        self._client: Any = None
        self._opened: Any = None
        self._resting_until = 0.0

    def add(self, items: Sequence[KnowledgeItem]) -> None:
        for start in range(0, len(items), _BATCH):
            batch = items[start : start + _BATCH]
            texts = [item.searchable for item in batch]
            self._call(
                "upsert",
                ids=[item.id for item in batch],
                embeddings=self._embed(texts),
                metadatas=[{"kind": item.kind.value} for item in batch],
            )

    def remove(self, item_ids: Sequence[str]) -> None:
        if item_ids:
            self._call("delete", ids=list(item_ids))

    def search(self, text: str, kind: ItemKind, limit: int) -> list[tuple[str, float]]:
        vector = self._embed([text])[0]
        if not any(vector):
            return []
        found = self._call(
            "query", query_embeddings=[vector], n_results=limit, where={"kind": kind.value}, include=["distances"]
        )
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        return [(item_id, 1 - distance) for item_id, distance in pairs if distance < _NOTHING_IN_COMMON]

    def check(self) -> None:
        self._call("count")

    def close(self) -> None:
        """Close the connections; a later call opens new ones."""
        client, self._client, self._opened = self._client, None, None
        if client is not None:
            client.close()
            for session in _sessions(client):
                session.close()

    def _call(self, method: str, **arguments: Any) -> Any:
        if time.monotonic() < self._resting_until:
            raise _index_away()
        try:
            return getattr(self._collection(), method)(**arguments)
        except Exception as error:  # the client raises httpx, Chroma and plain ValueErrors alike
            self.close()
            self._resting_until = time.monotonic() + REST_SECONDS
            raise _index_away() from error

    def _collection(self) -> Any:
        if self._opened is None:
            self._client = _client(self._url)
            self._opened = self._client.get_or_create_collection(
                self._name, embedding_function=None, configuration={"hnsw": {"space": "ip"}}
            )
        return self._opened


def _client(url: str) -> Any:
    import chromadb  # heavy: only where a server is configured
    import httpx
    from chromadb.config import Settings

    parts = urlsplit(url)
    httpx.get(f"{url.rstrip('/')}/api/v2/heartbeat", timeout=_TIMEOUT_SECONDS).raise_for_status()
    client = chromadb.HttpClient(
        host=parts.hostname or "127.0.0.1",
        port=parts.port or (443 if parts.scheme == "https" else 80),
        ssl=parts.scheme == "https",
        settings=Settings(anonymized_telemetry=False),
    )
    for session in _sessions(client):
        session.timeout = httpx.Timeout(_TIMEOUT_SECONDS)
    return client


def _sessions(client: Any) -> tuple[Any, ...]:
    """The HTTP sessions of a Chroma client, which offers no way to limit their waiting, nor does it close them."""
    return client._server._session, client._admin_client._server._session


def _index_away() -> Unavailable:
    return Unavailable(
        "index_unreachable",
        Text(
            "The search index does not answer. Check CHROMA_URL and the Chroma server.",
            "検索インデックスが応答しません。CHROMA_URL と Chroma サーバーを確認してください。",
        ),
    )
