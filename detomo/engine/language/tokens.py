"""The words and signs of a question with their places, dictionary forms and coarse parts of speech."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from sudachipy import Morpheme, SplitMode

from detomo.engine.language.lemmas import lemma
from detomo.engine.language.width import tidy
from detomo.engine.language.words import morphemes
from detomo.engine.types import Language

# Quoted text is one token, so that nothing inside it is read as words. A quote opens after a space or at the start.
_QUOTED = r"(?<![^\s(,])(?:\"[^\"]+\"|'[^']+'(?![a-zA-Z])|“[^”]+”|`[^`]+`)|「[^」]+」|『[^』]+』"
_ENGLISH = re.compile(
    rf"(?P<quoted>{_QUOTED})|(?P<num>\d+(?:[,.]\d+)*(?![\w-]*[A-Za-z_]))"
    r"|(?P<word>[^\W_]+(?:[-_.&@/+][^\W_]+)*(?:'(?!s\b)[a-z]+)?)|(?P<possessive>'s\b|')|(?P<sign>!=|<>|[<>]=|[^\w\s]|_)"
)
_QUOTES = re.compile(r"^[\"'“`「『]|[\"'”`」』]$")
_CLOSED = {
    word: tag
    for tag, words in {
        "determiner": "the a an all every each any some no this that these those both another other",
        "pronoun": "i we you he she it they them him her us me my our your his its their theirs there "
        "someone anyone everyone something anything everything myself themselves itself who's one ones",
        "preposition": "of in on at from to by for with without within among amongst between during since until till "
        "before after above below under over than as per about across against into onto through via "
        "along around near inside outside except besides despite including excluding",
        "conjunction": "and or but nor while whereas although because if so",
        "wh": "what which who whom whose when where why how",
        "negation": "not never none neither n't nothing nobody without",
        "auxiliary": "be have do will would can could shall should may might must",
    }.items()
    for word in words.split()
}
_JAPANESE_TAGS = {
    "名詞": "noun",
    "代名詞": "pronoun",
    "動詞": "verb",
    "形容詞": "adjective",
    "形状詞": "adjective",
    "連体詞": "determiner",
    "副詞": "adverb",
    "接続詞": "conjunction",
    "助詞": "particle",
    "助動詞": "auxiliary",
    "接頭辞": "prefix",
    "接尾辞": "suffix",
    "感動詞": "interjection",
    "補助記号": "sign",
    "記号": "sign",
    "空白": "space",
}


@dataclass(frozen=True, slots=True)
class Token:
    """`text` stands at `[start, end)` of the tidied question (`width.tidy`).

    English tags: determiner, pronoun, preposition, conjunction, wh, negation, auxiliary, word, name (capitalised
    within a sentence), number, quoted (`lemma` is then the text between the quotes), possessive, sign. Japanese ones:
    noun, pronoun, verb, adjective, determiner, adverb, conjunction, particle, auxiliary, prefix, suffix, interjection,
    number, quoted, sign; latin words within Japanese are tagged as nouns.
    """

    text: str
    start: int
    end: int
    lemma: str
    tag: str


@lru_cache(maxsize=1024)
def tokens(text: str, language: Language) -> tuple[Token, ...]:
    """Cut a question into tokens; `text` is tidied first, if it is not yet."""
    plain = tidy(text)
    return tuple(_japanese(plain) if language == "ja" else _english(plain))


def _english(text: str) -> Iterator[Token]:
    starts_sentence = True
    for match in _ENGLISH.finditer(text):
        for part in _split_negation(match):
            token = _english_token(*part, starts_sentence)
            yield token
            starts_sentence = token.text in {".", "?", "!", ":"}


def _split_negation(match: re.Match[str]) -> list[tuple[str, int, str]]:
    """`don't` is two words; a hyphenated or dotted word stays one."""
    text, start, kind = match.group(), match.start(), match.lastgroup or ""
    if kind == "word" and text.lower().endswith("n't"):
        return [(text[:-3], start, kind), (text[-3:], start + len(text) - 3, kind)]
    return [(text, start, kind)]


def _english_token(text: str, start: int, kind: str, starts_sentence: bool) -> Token:
    lower = text.lower()
    tag, form = kind, lower
    if kind == "num":
        tag = "number"
    elif kind == "quoted":
        form = _QUOTES.sub("", text).strip()
    elif kind == "word":
        form = "can" if lower == "ca" else lemma(lower)
        tag = _CLOSED.get(lower) or _CLOSED.get(form) or "word"
        if tag == "word" and text[0].isupper() and not starts_sentence:
            tag = "name"
    return Token(text, start, start + len(text), form, tag)


def _japanese(text: str) -> Iterator[Token]:
    """Quoted stretches as one token each, Sudachi's middle-length units (mode B) for the rest."""
    place = 0
    for match in re.finditer(_QUOTED, text):
        yield from _morphemes(text, place, match.start())
        yield Token(match.group(), match.start(), match.end(), _QUOTES.sub("", match.group()).strip(), "quoted")
        place = match.end()
    yield from _morphemes(text, place, len(text))


def _morphemes(text: str, start: int, end: int) -> Iterator[Token]:
    place = start
    for morpheme in morphemes(text[start:end], SplitMode.B) if start < end else ():
        surface = morpheme.surface()
        if not surface.isspace() and surface:
            yield Token(surface, place, place + len(surface), *_form_and_tag(morpheme))
        place += len(surface)


def _form_and_tag(morpheme: Morpheme) -> tuple[str, str]:
    speech = morpheme.part_of_speech()
    surface = morpheme.surface()
    tag = "number" if speech[1] == "数詞" else _JAPANESE_TAGS.get(speech[0], "noun")
    if surface.isascii() and surface.isalpha():
        return lemma(surface.lower()), "noun"
    return (surface if tag in {"sign", "number"} else morpheme.dictionary_form()), tag
