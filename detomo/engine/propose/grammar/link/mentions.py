"""Which stretches of a question name something of the schema or its data: the best that do not overlap."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Protocol

from detomo.engine.language.tokens import Token
from detomo.engine.propose.grammar.link.model import Link, Mention, ValueLink
from detomo.engine.propose.grammar.link.names import LONGEST, NameIndex

_NAMING = frozenset({"word", "name", "noun", "verb", "adjective"})
_BETWEEN = frozenset({"of", "the"})
_MOST_LINKS = 30
_LOWER_CASE = 0.8  # a common word is seldom meant as a stored value
_NUMBERS = 0.5


class FoundValue(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def table(self) -> str: ...
    @property
    def column(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def score(self) -> float: ...
    @property
    def how(self) -> str: ...


def mentions(tokens: Sequence[Token], names: NameIndex, values: Sequence[FoundValue]) -> list[Mention]:
    """Mentions in order of their place, without overlaps, chosen for what they explain together."""
    found: dict[tuple[int, int], list[Link]] = defaultdict(list)
    for start, end, words in _stretches(tokens):
        is_verb = end == start + 1 and is_past_form(tokens[start])
        if links := names.find(words, near_words=not is_verb, of_table=end - start == len(words)):
            found[start, end] += links
    for span, link in _value_links(tokens, values):
        found[span].append(link)
    for place, token in enumerate(tokens):
        if token.tag == "quoted":
            found[place, place + 1].append(ValueLink("", "", token.lemma, 0.9))
    return best_of([mention_of(span, links) for span, links in found.items()], len(tokens))


def _stretches(tokens: Sequence[Token]) -> list[tuple[int, int, list[str]]]:
    """Stretches of naming words; `of` and `the` may stand inside ("form of government")."""
    found = []
    for start, first in enumerate(tokens):
        if first.tag not in _NAMING:
            continue
        words: list[str] = []
        for end in range(start, min(len(tokens), start + LONGEST + 2)):
            token = tokens[end]
            if token.tag in _NAMING or (words and token.tag == "number" and end == start + len(words)):
                words.append(token.lemma)
                if len(words) <= LONGEST:
                    found.append((start, end + 1, list(words)))
            elif token.lemma not in _BETWEEN:
                break
    return found


def is_past_form(token: Token) -> bool:
    """A verb by its form: `spent`, `published`; synonyms of nouns do not apply to it."""
    lower = token.text.lower()
    irregular = token.lemma != lower and not lower.endswith(("s", "ing", "er", "est", "men", "ren"))
    return token.tag == "word" and len(lower) > 3 and (lower.endswith("ed") or irregular)


def _value_links(tokens: Sequence[Token], values: Sequence[FoundValue]) -> list[tuple[tuple[int, int], ValueLink]]:
    found = []
    for value in values:
        inside = [place for place, token in enumerate(tokens) if value.start < token.end and token.start < value.end]
        if inside:
            span = (inside[0], inside[-1] + 1)
            score = value.score * _sureness(tokens[span[0] : span[1]]) * (0.75 if value.how == "translated" else 1.0)
            found.append((span, ValueLink(value.table, value.column, value.value, score)))
    return found


def _sureness(tokens: Sequence[Token]) -> float:
    if all(token.tag == "number" for token in tokens):
        return _NUMBERS
    if any(token.tag in {"name", "quoted", "noun"} or token.text[0].isupper() for token in tokens):
        return 1.0
    return _LOWER_CASE


def mention_of(span: tuple[int, int], links: list[Link]) -> Mention:
    """What a span of tokens may stand for, best first."""
    ranked = sorted(links, key=lambda link: -link.score)
    return Mention(*span, tuple(ranked[:_MOST_LINKS]))


def best_of(candidates: list[Mention], length: int) -> list[Mention]:
    """Weighted interval scheduling (Kleinberg and Tardos, 2005, 6.1): what is explained, and longer names rather than
    two shorter ones."""
    ending: dict[int, list[Mention]] = defaultdict(list)
    for mention in candidates:
        ending[mention.end].append(mention)
    best: list[tuple[float, tuple[Mention, ...]]] = [(0.0, ())]
    for place in range(1, length + 1):
        options = [best[place - 1]]
        for mention in ending[place]:
            weight, chosen = best[mention.start]
            options.append((weight + _weight(mention), (*chosen, mention)))
        best.append(max(options, key=lambda option: option[0]))
    return list(best[length][1])


def _weight(mention: Mention) -> float:
    length = mention.end - mention.start
    return mention.score**2 * (length + 0.15 * (length - 1))
