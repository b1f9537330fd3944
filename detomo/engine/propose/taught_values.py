"""The values inside taught SQL, compared with the letters of a question: folding words must never fold them.

`Williams` is no plural of `William`, and "the top customers" are not one customer.
"""

import re
from collections.abc import Collection, Iterator

from detomo.engine.knowledge.items import KnowledgeItem
from detomo.engine.language import search_words, squash

_LITERAL = re.compile(r"'((?:[^']|'')*)'")
_WILDCARDS = re.compile(r"[%_*]+")
_CUTS_ROWS = re.compile(r"\b(?:limit|fetch\s+first|fetch\s+next|top)\s*\(?\s*(\d+)", re.IGNORECASE)
_RANKS_ROWS = re.compile(r"\b(?:rank|dense_rank|row_number)\s*\(", re.IGNORECASE)
_FIGURES = re.compile(r"[\d\s:/.-]+")
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[a-z0-9']+")


def keeps_values(item: KnowledgeItem, question: str) -> bool:
    """Whether every value of the SQL that the taught question spells out is spelt so in `question`."""
    taught, asked = squash(item.question), squash(question)
    return all(_stands_in(value, asked) for value in _values(item.content) if _stands_in(value, taught))


def keeps_other_values(item: KnowledgeItem, question: str, but: Collection[str]) -> bool:
    """`keeps_values`, but for values that were looked at one by one, and for dates and numbers in quotes."""
    taught, asked = squash(item.question), squash(question)
    known = {squash(value) for value in but}
    others = (value for value in _values(item.content) if value not in known and not _FIGURES.fullmatch(value))
    return all(_stands_in(value, asked) for value in others if _stands_in(value, taught))


def keeps_count(item: KnowledgeItem, question: str) -> bool:
    """Whether singular and plural agree where the SQL cuts rows off at a number that the question leaves open."""
    cut = _CUTS_ROWS.search(item.content)
    if cut is None and not _RANKS_ROWS.search(item.content):
        return True
    taught, asked = squash(item.question), squash(question)
    if cut is not None and cut[1] in _NUMBER.findall(taught):
        return True
    return _plurals(taught) == _plurals(asked)


def names_a_value(word: str, sql: str) -> bool:
    """Whether the SQL quotes the word: `Austria` must not be read as a misspelt `Australia`."""
    return any(word in search_words(value) for value in _values(sql))


def _values(sql: str) -> Iterator[str]:
    for literal in _LITERAL.findall(sql):
        yield from filter(None, map(str.strip, _WILDCARDS.split(squash(literal.replace("''", "'")))))


def _stands_in(value: str, text: str) -> bool:
    """Whether the text holds the value as whole words; Japanese has no spaces, so letters next to it may be kana."""
    start = r"(?<![a-z0-9])" if value[0].isascii() and value[0].isalnum() else ""
    end = r"(?![a-z0-9])" if value[-1].isascii() and value[-1].isalnum() else ""
    return re.search(start + re.escape(value) + end, text) is not None


def _plurals(text: str) -> list[str]:
    """The words that may be plurals, whatever stands around them."""
    return [word for word in _WORD.findall(text) if word.endswith("s") and len(word) > 3]
