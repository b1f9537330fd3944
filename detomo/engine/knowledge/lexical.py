"""Lexical retrieval: BM25 (Robertson & Zaragoza, 2009) as SQLite's FTS5 computes it, in memory."""

import sqlite3
from itertools import count

from detomo.engine.knowledge.items import ItemKind, KnowledgeItem
from detomo.engine.language import search_words

# The words are cut by us, because FTS5 knows no Japanese: its tokenizer only has to split at spaces.
_TABLE = """CREATE VIRTUAL TABLE items USING fts5(
    id UNINDEXED, kind UNINDEXED, words, tokenize = "unicode61 remove_diacritics 0 tokenchars '.,'")"""


class LexicalIndex:
    """Holds item ids and their words. Not thread-safe: its owner serialises calls."""

    def __init__(self) -> None:
        self._db = sqlite3.connect(":memory:", check_same_thread=False)
        self._db.execute(_TABLE)
        self._rows: dict[str, int] = {}
        self._numbers = count(1)

    def add(self, item: KnowledgeItem) -> None:
        self.remove(item.id)
        row = self._rows[item.id] = next(self._numbers)
        words = " ".join(search_words(item.searchable))
        self._db.execute(
            "INSERT INTO items (rowid, id, kind, words) VALUES (?, ?, ?, ?)", (row, item.id, item.kind, words)
        )

    def remove(self, item_id: str) -> None:
        row = self._rows.pop(item_id, None)
        if row is not None:
            self._db.execute("DELETE FROM items WHERE rowid = ?", (row,))

    def search(self, text: str, kind: ItemKind, limit: int) -> list[str]:
        """Ids of the items that share words with `text`, best first."""
        terms = {f'"{word}"' for word in search_words(text)}
        if not terms:
            return []
        rows = self._db.execute(
            "SELECT id FROM items WHERE items MATCH ? AND kind = ? ORDER BY bm25(items), id LIMIT ?",
            (f"words: ({' OR '.join(sorted(terms))})", kind, limit),
        )
        return [row[0] for row in rows]

    def close(self) -> None:
        self._db.close()
