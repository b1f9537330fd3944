"""Words of a question, for comparing (`meaning_words`) and for searching (`search_words`).

English is cut at non-letters and plurals are folded; Japanese is cut by Sudachi (short units, normalised forms), so
that 売上 and 売り上げ are one word. Both may stand in one question.
"""

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import dropwhile

from sudachipy import Dictionary, Morpheme, SplitMode, Tokenizer

from detomo.engine.language.detect import language_of

# Only words that ask politely or carry grammar may be listed: two questions with equal meaning words get the same SQL.
# Requests count as filler at the start alone ("list the …", but not "the list price").
_REQUEST = frozenset(
    "please kindly can could would you me i want to show list give display tell get find see know what what's".split()
)
_GRAMMAR = frozenset("a an the please there is are was were be do does did have has we our".split())
_JAPANESE_FILLER = frozenset(
    "は の を です ます か だ 居る 有る 為る 教える 見せる 示す 表示 下さる 貰う 呉れる 願う 御 て たい 知る".split()
)
_PUNCTUATION = ("補助記号", "空白", "記号")
_LATIN_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:'[a-z]+)?|[<>=%+/#*$€£¥-]", re.UNICODE)
_WORDS_KEPT = frozenset("<>=%+/#*$€£¥-")

_dictionary = threading.Lock()
_local = threading.local()


def squash(text: str) -> str:
    """Unicode NFKC (full and half width become one), case folded, runs of white space made one space."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


@lru_cache(maxsize=4096)
def meaning_words(text: str) -> tuple[str, ...]:
    """The words that carry meaning, in order: equal tuples ask for the same thing."""
    words = dropwhile(lambda word: word in _REQUEST, _words(text))
    return tuple(word for word in words if word not in _GRAMMAR and word not in _JAPANESE_FILLER)


def search_words(text: str) -> tuple[str, ...]:
    """The words worth looking for in taught texts and names: `meaning_words` without signs, compound names split."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", text)
    return tuple(word for word in meaning_words(spaced) if word not in _WORDS_KEPT)


def _words(text: str) -> Iterator[str]:
    plain = squash(text)
    if language_of(plain) == "ja":
        yield from _japanese(plain)
    else:
        yield from map(_singular, _LATIN_WORD.findall(plain))


def _japanese(text: str) -> Iterator[str]:
    for morpheme in _tokenizer().tokenize(text, SplitMode.A):
        form = morpheme.normalized_form().casefold()
        if form.isascii():
            yield from map(_singular, _LATIN_WORD.findall(form))
        elif _carries_sense(morpheme):
            yield form


def _carries_sense(morpheme: Morpheme) -> bool:
    return morpheme.part_of_speech()[0] not in _PUNCTUATION


def _tokenizer() -> Tokenizer:
    """One tokenizer a thread: Sudachi refuses to share one."""
    if not hasattr(_local, "tokenizer"):
        with _dictionary:
            _local.tokenizer = _shared_dictionary().tokenizer()
    tokenizer: Tokenizer = _local.tokenizer
    return tokenizer


@lru_cache(maxsize=1)
def _shared_dictionary() -> Dictionary:
    return Dictionary(dict="small")


def _singular(word: str) -> str:
    """Fold English plurals (step 1a of Porter, 1980, and -ies): `countries` → `country`, `albums` → `album`."""
    if word.endswith("'s"):
        word = word[:-2]
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("sses", "ches", "shes", "xes")) else word[:-1]
