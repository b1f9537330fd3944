"""JMdict, the Japanese-English dictionary of the EDRDG (CC BY-SA), and JMnedict for names, as SQLite by `jamdict-data`.

Words are looked up where the dictionary lies on the disk: little of its 300 MB is ever in memory.
"""

import re
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

_local = threading.local()
_KANA = re.compile(r"[\u3040-\u30ff]+")
_ASIDE = re.compile(r"\s*\([^)]*\)\s*")
_ARTICLE = re.compile(r"^(?:to|a|an|the|one's) (?=\w)")
# In the queries a `+` keeps SQLite from reading the index of a condition that holds for half of the dictionary.
_LONGEST_GLOSS = 4  # words: what is longer explains, it does not translate
_MOST_CANDIDATES = 24

_UNUSUAL = "('archaism', 'obsolete term', 'rare term', 'vulgar expression or word', 'dated term', 'obscure term')"
_SENSES = f"""
SELECT e.common, s.id - (SELECT min(id) FROM Sense WHERE idseq = s.idseq) AS sense, g.text
FROM ({{entries}}) AS e JOIN Sense AS s ON s.idseq = e.idseq JOIN SenseGloss AS g ON g.sid = s.id
WHERE NOT EXISTS (SELECT 1 FROM misc AS m WHERE m.sid = s.id AND +m.text IN {_UNUSUAL})
ORDER BY e.common DESC, sense, g.rowid
"""  # noqa: S608 # constants
_BY_KANJI = _SENSES.format(
    entries="SELECT k.idseq, EXISTS (SELECT 1 FROM KJP WHERE kid = k.id) AS common FROM Kanji AS k WHERE k.text = ?"
)
_BY_KANA = _SENSES.format(
    entries="""
SELECT k.idseq, EXISTS (SELECT 1 FROM KNP WHERE kid = k.id) AS common FROM Kana AS k
WHERE k.text = ? AND (
  NOT EXISTS (SELECT 1 FROM Kanji WHERE idseq = k.idseq)
  OR EXISTS (SELECT 1 FROM Sense AS u JOIN misc AS m ON m.sid = u.id
             WHERE u.idseq = k.idseq AND +m.text = 'word usually written using kana alone'))"""
)
_NAMES = """
SELECT g.text FROM {words} AS k JOIN NETranslation AS t ON t.idseq = k.idseq JOIN NETransGloss AS g ON g.tid = t.id
WHERE k.text = ? ORDER BY EXISTS (SELECT 1 FROM NETransType WHERE tid = t.id AND +text = 'place') DESC LIMIT 6
"""
_WRITTEN = """
SELECT coalesce(
  (SELECT k.text FROM Kanji AS k WHERE k.idseq = s.idseq
   AND NOT EXISTS (SELECT 1 FROM misc WHERE sid = s.id AND +text = 'word usually written using kana alone')
   ORDER BY EXISTS (SELECT 1 FROM KJP WHERE kid = k.id) DESC, k.id LIMIT 1),
  (SELECT text FROM Kana WHERE idseq = s.idseq ORDER BY id LIMIT 1)) AS word,
  (SELECT min(p.text) FROM Kanji AS k JOIN KJP AS p ON p.kid = k.id
   WHERE k.idseq = s.idseq AND p.text GLOB 'nf*') AS frequency,
  s.id - (SELECT min(id) FROM Sense WHERE idseq = s.idseq) AS sense
FROM SenseGloss AS g JOIN Sense AS s ON s.id = g.sid WHERE {glosses}
ORDER BY sense > 0, frequency IS NULL, frequency, sense LIMIT 12
"""
_SENSES_OF = "SELECT DISTINCT g.sid FROM SenseGloss AS g WHERE {glosses} LIMIT 60"
_GLOSSES = """
SELECT g.sid, g.text, EXISTS (
  SELECT 1 FROM Sense AS s JOIN Kanji AS k ON k.idseq = s.idseq JOIN KJP AS p ON p.kid = k.id WHERE s.id = g.sid)
FROM SenseGloss AS g WHERE g.sid IN ({marks})
"""


def english_of(word: str) -> tuple[str, ...]:
    """English words for a Japanese one in dictionary form, those of common entries and first senses first."""
    if len(word) == 1 and _KANA.fullmatch(word):
        return ()  # a particle, not one of its hundred homophones
    query = _BY_KANA if _KANA.fullmatch(word) else _BY_KANJI
    return _unique(text for _, _, gloss in _rows(query, word) if (text := plain(gloss)))


def names_of(word: str) -> tuple[str, ...]:
    """Latin spellings of a Japanese name, of places first."""
    words = "NEKana" if _KANA.fullmatch(word) else "NEKanji"
    return _unique(plain(gloss) for (gloss,) in _rows(_NAMES.format(words=words), word))


def japanese_of(word: str) -> tuple[str, ...]:
    """Japanese words for an English one, frequent ones first."""
    condition, values = _glossed(word)
    return _unique(row[0] for row in _rows(_WRITTEN.format(glosses=condition), *values))


@lru_cache(maxsize=4096)
def near(word: str) -> tuple[tuple[str, float], ...]:
    """English words that translate the same Japanese words, with how often they do so (cosine, 0..1), nearest first."""
    condition, values = _glossed(word)
    senses = [sense for (sense,) in _rows(_SENSES_OF.format(glosses=condition), *values)]
    shared: dict[str, float] = defaultdict(float)
    for other, weight in _shared(senses, word):
        shared[other] += weight
    candidates = sorted(shared, key=lambda other: -shared[other])[:_MOST_CANDIDATES]
    weighed = [(other, shared[other] / (len(senses) * _count(other)) ** 0.5) for other in candidates]
    return tuple(sorted(weighed, key=lambda pair: -pair[1]))


def plain(gloss: str) -> str:
    """A gloss without asides and articles; nothing of one that explains rather than translates."""
    text = _ARTICLE.sub("", _ASIDE.sub(" ", gloss).strip())
    return text if len(text.split()) <= _LONGEST_GLOSS else ""


def _shared(senses: list[int], word: str) -> Iterator[tuple[str, float]]:
    if not senses:
        return
    for _, gloss, common in _rows(_GLOSSES.format(marks=",".join("?" * len(senses))), *senses):
        other = plain(gloss)
        if other and other != word:
            yield other, 1.0 if common else 0.4


@lru_cache(maxsize=8192)
def _count(word: str) -> int:
    """In how many senses the word is a translation, at least 1."""
    query = "SELECT count(*) FROM SenseGloss AS g WHERE g.text IN (?, ?)"
    return max(1, int(_rows(query, word, f"to {word}")[0][0]))


def _glossed(word: str) -> tuple[str, tuple[str, ...]]:
    """The condition for glosses that are this word, and its values; `GLOB` with a fixed head reads the index."""
    head = re.sub(r"[*?\[]", "", word)
    return "g.text IN (?, ?) OR g.text GLOB ?", (word, f"to {word}", f"{head} (*")


def _rows(query: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]
    return _connection().execute(query, values).fetchall()


def _connection() -> sqlite3.Connection:
    """One connection a thread, as SQLite prefers."""
    if not hasattr(_local, "connection"):
        import jamdict_data

        path = Path(jamdict_data.__file__).with_name("jamdict.db")
        _local.connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    connection: sqlite3.Connection = _local.connection
    return connection


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word))
