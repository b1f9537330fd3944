"""What to look for in names and texts for the words of a question: the words, their synonyms, the other language's."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from detomo.engine.language.detect import language_of
from detomo.engine.language.lemmas import lemma
from detomo.engine.language.lexicon import english_of, japanese_of, synonyms
from detomo.engine.language.tokens import tokens
from detomo.engine.language.width import tidy
from detomo.engine.language.words import search_words

Terms = Mapping[str, float]  # what to look for → how surely it is meant, 0 to 1

_MEANINGS = 6  # of one word
_LESS_USUAL = 0.85  # each further meaning of a Japanese word
_MOST_WORDS = 120  # of a question
_SYNONYM = 0.8
_NO_CONTENT = frozenset(
    "what which who whom whose when where why how many much all every each any some show list give find get tell "
    "return display number count total for from with without to of in on at by and or not that than this these those "
    "it its their they as per more most less least average top only between during have has had did can could i me my "
    "us you your please id "
    "何 何人 何件 何個 いる ある する なる 教える 示す 見せる 表示 一覧 すべて 全て 各 それぞれ 毎 別".split()
)
_SPEAKING = frozenset({"noun", "verb", "adjective"})


@lru_cache(maxsize=1024)
def search_terms(text: str) -> tuple[Terms, ...]:
    """One mapping for each word that carries meaning; a text is the better, the more of them it answers."""
    words = _japanese_words(text) if language_of(text) == "ja" else search_words(text)
    return tuple(terms for word in list(dict.fromkeys(words))[:_MOST_WORDS] if (terms := _terms(word)))


def _japanese_words(text: str) -> Iterator[str]:
    """Compounds that the lexicon knows, words, their parts, and latin words between them."""
    cut = tokens(tidy(text), "ja")
    for one, following in pairwise(cut):
        if one.tag == following.tag == "noun" and english_of(one.text + following.text):
            yield one.text + following.text
    yield from (token.lemma for token in cut if token.tag in _SPEAKING)
    yield from search_words(text)


@lru_cache(maxsize=8192)
def _terms(word: str) -> Terms:
    if word in _NO_CONTENT or (len(word) < 2 and word.isascii()):
        return {}
    found: dict[str, float] = {}
    for term, weight in _meanings(word):
        for part in (term, lemma(term) if term.isascii() else term):
            found[part] = max(found.get(part, 0.0), weight)
    return found


def _meanings(word: str) -> Iterator[tuple[str, float]]:
    yield word, 1.0
    if word.isascii():
        yield from ((near, _SYNONYM * weight) for near, weight in _near(word))
        yield from ((japanese, 0.9) for japanese in japanese_of(lemma(word))[:_MEANINGS])
        return
    for rank, english in enumerate(english_of(word)[:_MEANINGS]):
        parts = [part for part in search_words(english) if part not in _NO_CONTENT]
        for part in parts:
            yield part, _LESS_USUAL**rank / len(parts) ** 0.5


def _near(word: str) -> Iterator[tuple[str, float]]:
    for near, weight in (synonyms(word) or synonyms(lemma(word)))[:_MEANINGS]:
        if " " not in near:
            yield near.casefold(), weight
