"""Which stretches of a Japanese question name something of the schema or its data.

A stretch is looked for as it is (schemas and comments in Japanese), then by its English translations, best first.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from detomo.engine.language.lemmas import lemma
from detomo.engine.language.lexicon import english_of
from detomo.engine.language.quantity import Quantity
from detomo.engine.language.tokens import Token
from detomo.engine.propose.grammar.japanese.items import tokens_of
from detomo.engine.propose.grammar.japanese.words import PHRASES
from detomo.engine.propose.grammar.link.mentions import FoundValue, best_of, mention_of
from detomo.engine.propose.grammar.link.model import Link, Mention, ValueLink
from detomo.engine.propose.grammar.link.names import NameIndex

_EACH = ("each_suffix", "")
_LONGEST = 6  # tokens
_NAMING = frozenset({"noun", "suffix", "prefix", "adjective", "number"})
_HEADS = frozenset({"noun", "prefix", "adjective"})
_AMOUNTS = frozenset({"数", "件数", "人数", "総数", "回数", "額", "金額"})  # of such a compound no mere number is meant
_ARGUMENTS = frozenset({"を", "で", "が", "に", "から"})
_SAYING = _HEADS | {"number", "quoted", "sign"}
_PER_RANK = 0.98
_LEAST = 0.5
_HEAD_ALONE = 0.75  # of a compound's translation


def mentions(
    tokens: Sequence[Token],
    names: NameIndex,
    values: Sequence[FoundValue],
    quantities: Sequence[Quantity],
    is_amount: Callable[[Link], bool],
) -> list[Mention]:
    """Mentions in order, without overlaps. Tokens of quantities name nothing by themselves."""
    busy = tokens_of(quantities, tokens)
    found: dict[tuple[int, int], list[Link]] = defaultdict(list)
    for start, end in _stretches(tokens, busy):
        links = links_of(tokens[start:end], names)
        if tokens[end - 1].text in _AMOUNTS and end - start > 1:
            links = [link for link in links if is_amount(link)]
        if links:
            found[start, end] += links
    for span, link in _value_links(tokens, values):
        if _is_verb(tokens, *span):
            continue
        if not busy.issuperset(range(*span)) and any(token.tag in _SAYING for token in tokens[span[0] : span[1]]):
            found[span].append(link)
    for place, token in enumerate(tokens):
        if token.tag == "quoted":
            found[place, place + 1].append(ValueLink("", "", token.lemma, 0.9))
    return best_of([mention_of(span, links) for span, links in found.items()], len(tokens))


def _value_links(tokens: Sequence[Token], values: Sequence[FoundValue]) -> Iterator[tuple[tuple[int, int], ValueLink]]:
    """Values with the tokens that they stand in; a translated one is as sure as one that is written so."""
    for value in values:
        inside = [place for place, token in enumerate(tokens) if value.start < token.end and token.start < value.end]
        if inside:
            link = ValueLink(value.table, value.column, value.value, value.score)
            yield (inside[0], inside[-1] + 1), link


def _is_verb(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether a noun with arguments is made a verb: 商品を販売する speaks of no value, 完了した may."""
    follows = end < len(tokens) and tokens[end].lemma in {"する", "できる"} and tokens[end - 1].tag != "quoted"
    return follows and start > 0 and tokens[start - 1].text in _ARGUMENTS


def links_of(stretch: Sequence[Token], names: NameIndex) -> list[Link]:
    """What a stretch of tokens may name, each thing once."""
    named = _names_for(stretch)
    found = _best_links(named, names)
    if not found and len(stretch) > 1 and stretch[-1].tag == "suffix" and not links_of(stretch[:-1], names):
        heads = [(words[-1:], _HEAD_ALONE * weight) for words, weight in named if len(words) > 1]
        found = _best_links(heads, names)  # 診察料, a consultation fee: a fee at any rate
    return found


def _best_links(named: Sequence[tuple[tuple[str, ...], float]], names: NameIndex) -> list[Link]:
    best: dict[tuple[str, str], Link] = {}
    for words, weight in named:
        for link in names.find(words):
            place = (link.table, getattr(link, "column", ""))
            score = link.score * weight
            if score >= _LEAST and (place not in best or best[place].score < score):
                best[place] = replace(link, score=score)
    return list(best.values())


def _names_for(stretch: Sequence[Token]) -> list[tuple[tuple[str, ...], float]]:
    text = "".join(token.text for token in stretch)
    if text.isascii():
        return [(tuple(token.lemma for token in stretch), 1.0)]
    found: list[tuple[tuple[str, ...], float]] = [((text,), 1.0)]
    for rank, english in enumerate(english_of(text)):
        words = tuple(lemma(word) for word in english.lower().replace("-", " ").split())
        found.append((words, _PER_RANK**rank))
    return found


def _stretches(tokens: Sequence[Token], busy: set[int]) -> list[tuple[int, int]]:
    found = []
    for start, first in enumerate(tokens):
        if first.tag not in _HEADS or start in busy:
            continue
        for end in range(start + 1, min(len(tokens), start + _LONGEST) + 1):
            if tokens[end - 1].tag not in _NAMING or (end - 1) in busy or PHRASES.get(tokens[end - 1].text) == _EACH:
                break
            found.append((start, end))
    return found
