"""A Japanese question as a row of items: names, values, quantities, particles, and words that do something."""

from collections.abc import Sequence
from dataclasses import dataclass

from detomo.engine.language.quantity import Quantity
from detomo.engine.language.tokens import Token
from detomo.engine.propose.grammar.japanese.words import ADJECTIVES, LONGEST_PHRASE, PHRASES
from detomo.engine.propose.grammar.link.model import Mention, ValueLink

_STOPS = frozenset("。?!")
_PARTICLES = {"も": "は", "へ": "まで", "って": "は"}
# Mentions this sure win over words of the kind: 割合 may name a column of percentages, 長さ one of lengths.
_SURE = {"share": 0.96, "measure": 0.0}
_NEGATIVE = frozenset({"ない", "ぬ", "ず", "ません", "無い"})


@dataclass(frozen=True, slots=True)
class Item:
    """`kind`: name, value, quantity, particle, verb, adjective, negation, copula, stop, open and close (brackets),
    other, or one of the kinds of `words.PHRASES`. Tokens `[start, end)`."""

    kind: str
    start: int
    end: int
    word: str = ""
    data: str = ""
    mention: Mention | None = None
    quantity: Quantity | None = None


def items(tokens: Sequence[Token], mentions: Sequence[Mention], quantities: Sequence[Quantity]) -> list[Item]:
    """Neither mentions nor quantities overlap among themselves; a quantity wins over a mention inside it."""
    named = {mention.start: mention for mention in mentions}
    counted = dict(_placed(tokens, quantities))
    found: list[Item] = []
    place = 0
    while place < len(tokens):
        item = _item(tokens, place, named, counted)
        found.append(item)
        place = item.end
    return found


def tokens_of(quantities: Sequence[Quantity], tokens: Sequence[Token]) -> set[int]:
    """The tokens that quantities take up."""
    return {
        place
        for place, token in enumerate(tokens)
        if any(token.start < quantity.end and quantity.start < token.end for quantity in quantities)
    }


def _placed(tokens: Sequence[Token], quantities: Sequence[Quantity]) -> list[tuple[int, Quantity]]:
    starts = [token.start for token in tokens]
    placed = []
    for quantity in quantities:
        inside = [i for i, start in enumerate(starts) if start < quantity.end and tokens[i].end > quantity.start]
        if inside:
            placed.append((inside[0], quantity))
    return placed


def _item(tokens: Sequence[Token], place: int, named: dict[int, Mention], counted: dict[int, Quantity]) -> Item:
    mention, quantity = named.get(place), counted.get(place)
    phrase = _phrase(tokens, place)
    if quantity is not None and (mention is None or not _is_sure(mention)):
        end = next((i for i in range(place, len(tokens)) if tokens[i].start >= quantity.end), len(tokens))
        if phrase is None or phrase.end <= end:
            return Item("quantity", place, max(end, place + 1), quantity=quantity)
    if phrase is not None and (mention is None or _wins(phrase, mention)):
        return phrase
    if mention is not None:
        kind = "value" if isinstance(mention.links[0], ValueLink) else "name"
        text = "".join(token.text for token in tokens[mention.start : mention.end])
        return Item(kind, mention.start, mention.end, text, mention=mention)
    return _single(tokens[place], place)


def _is_sure(mention: Mention) -> bool:
    """A number as part of a longer name or value is no quantity."""
    return mention.end - mention.start > 1 and mention.score > 0.8


def _wins(phrase: Item, mention: Mention) -> bool:
    """Of equal length, words that do something win over all but the surest names."""
    return phrase.end > mention.end or (phrase.end == mention.end and mention.score < _SURE.get(phrase.kind, 2))


def _phrase(tokens: Sequence[Token], place: int) -> Item | None:
    for length in range(min(LONGEST_PHRASE, len(tokens) - place), 0, -1):
        stretch = tokens[place : place + length]
        if any(token.tag == "quoted" for token in stretch):
            continue
        written = "".join(token.text for token in stretch)
        for text in (written.casefold(), written.removesuffix(stretch[-1].text) + stretch[-1].lemma):
            if text in PHRASES:
                return Item(PHRASES[text][0], place, place + length, text, PHRASES[text][1])
            if text in ADJECTIVES and length <= 2:
                return Item("adjective", place, place + length, text, ADJECTIVES[text])
    return None


def _single(token: Token, place: int) -> Item:
    text = token.text
    if token.tag == "sign":
        kind = "stop" if text in _STOPS else "open" if text in "(" else "close" if text in ")" else "comma"
        return Item(kind, place, place + 1, text)
    if token.lemma in _NEGATIVE or text in _NEGATIVE:
        return Item("negation", place, place + 1, token.lemma)
    if token.tag == "particle":
        return Item("particle", place, place + 1, _PARTICLES.get(text, text))
    if token.tag == "auxiliary":
        return Item("copula" if token.lemma in {"だ", "です"} else "auxiliary", place, place + 1, token.lemma)
    if token.tag == "verb":
        return Item("verb", place, place + 1, token.lemma)
    return Item("other", place, place + 1, token.lemma)
