"""Words of a question, for comparing (`meaning_words`) and for searching (`search_words`).

English is cut at non-letters and plurals are folded; Japanese is cut by Sudachi (short units, normalised forms), so
that 売上 and 売り上げ are one word. Both may stand in one question.
"""

import re
import threading
from collections.abc import Iterator
from functools import lru_cache

from sudachipy import Dictionary, Morpheme, SplitMode, Tokenizer

from detomo.engine.language.detect import language_of
from detomo.engine.language.requests import without_request
from detomo.engine.language.width import squash, tidy

# Only words without any sense of their own may be listed: two questions with equal meaning words get the same SQL.
# Tense (was, did, had), negation, modals, articles that may be names (a) and all prepositions carry sense.
_GRAMMAR = frozenset("the there is are do does has have we our".split())
_MAY_END = frozenset({"there", "have"})  # "how many are there", "how many do we have"
_JAPANESE_GRAMMAR = frozenset("は の です ます 御".split())
_SEARCHED_IN_VAIN = _GRAMMAR | _JAPANESE_GRAMMAR | frozenset("a an was were be を て だ た か 為る 居る 有る".split())
_PUNCTUATION = re.compile(r"""[.,;:?!"'()\[\]{}…`“”„«»・、。「」『』【】〔〕〈〉《》ー―]""")
_LATIN_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:'[a-z]+)?|!=|<>|[^\w\s]|_")
# Their form in -s is another word, not a plural.
_NO_PLURALS = frozenset("news goods means customs series species always lens gas".split())

_dictionary = threading.Lock()
_local = threading.local()


@lru_cache(maxsize=4096)
def meaning_words(text: str) -> tuple[str, ...]:
    """The words that carry meaning, in order: equal tuples ask for the same thing, values' spelling aside.

    Words that ask politely are dropped at the ends alone ("list the …", but not "the list price").
    """
    wanted = without_request(tidy(text))
    if language_of(wanted) == "ja":
        return tuple(word for word in _japanese(wanted) if word not in _JAPANESE_GRAMMAR)
    return tuple(_without_grammar(wanted))


@lru_cache(maxsize=4096)
def search_words(text: str) -> tuple[str, ...]:
    """The words worth looking for in taught texts and names: no signs, no grammar, compound names split."""
    plain = squash(re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", text))
    words = _japanese(plain) if language_of(plain) == "ja" else map(_singular, _latin(plain))
    return tuple(word for word in words if word not in _SEARCHED_IN_VAIN and word[0].isalnum())


def _without_grammar(text: str) -> Iterator[str]:
    tokens = _latin(text)
    shouted = text == text.upper()
    for number, token in enumerate(tokens):
        word = token.casefold()
        is_last = number == len(tokens) - 1
        is_name = number > 0 and token[0].isupper() and not shouted  # The Who, BE, IS: articles and codes in names
        obliges = word in {"has", "have"} and tokens[number + 1 : number + 2] == ["to"]
        if word not in _GRAMMAR or is_name or obliges or (is_last and word not in _MAY_END):
            yield _singular(word)


def _latin(text: str) -> list[str]:
    return [token for token in _LATIN_TOKEN.findall(text) if not _PUNCTUATION.fullmatch(token)]


def morphemes(text: str, mode: SplitMode) -> Iterator[Morpheme]:
    """Cut Japanese by Sudachi's dictionary; their surfaces, joined, are the text."""
    return iter(_tokenizer().tokenize(text, mode))


def _japanese(text: str) -> Iterator[str]:
    for morpheme in morphemes(text, SplitMode.A):
        surface = morpheme.surface()
        if surface.isascii():
            yield from map(_singular, _latin(surface.casefold()))
        elif not _PUNCTUATION.fullmatch(surface) and not surface.isspace():
            yield _form(morpheme)


def _form(morpheme: Morpheme) -> str:
    """The normalised form of a word; of a sign the sign itself."""
    is_sign = "記号" in morpheme.part_of_speech()[0]
    form: str = morpheme.surface() if is_sign else morpheme.normalized_form().casefold()
    return form


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
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is")) or word in _NO_PLURALS:
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("sses", "ches", "shes", "xes")) else word[:-1]
