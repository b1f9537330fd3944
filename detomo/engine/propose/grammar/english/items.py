"""The question as a row of items: names, values, numbers, and phrases that do something."""

from collections.abc import Sequence
from dataclasses import dataclass

from detomo.engine.language.lemmas import degree
from detomo.engine.language.quantity import Comparison, Number, Period, Quantity, TopN
from detomo.engine.language.tokens import Token
from detomo.engine.propose.grammar.english.words import DEGREES, LONGEST_PHRASE, PHRASES
from detomo.engine.propose.grammar.link.model import ColumnLink, Mention

# What these words do is seldom anything else, even where a column is called so.
_FIRM = frozenset("aggregate extreme count distinct each compare direction negation than degree grain".split())


@dataclass(frozen=True, slots=True)
class Item:
    """`kind`: name, value, number, period, word, stop, or one of the kinds of `words.PHRASES`, besides `degree` (older,
    most expensive; `data` is `er`, `est` or ``, `word` the adjective). Names and values carry their mention."""

    kind: str
    start: int
    end: int
    data: str = ""
    mention: Mention | None = None
    word: str = ""
    tag: str = ""
    quantity: Quantity | None = None


def items(tokens: Sequence[Token], mentions: Sequence[Mention], said: Sequence[Quantity] = ()) -> list[Item]:
    """`mentions` do not overlap, and win over phrases that are no longer than they are. `said` are the quantities."""
    at = {mention.start: mention for mention in mentions}
    inner = [one for quantity in said if isinstance(quantity, Comparison) for one in (quantity.number, quantity.upper)]
    numbers = {
        place: quantity
        for quantity in (*inner, *said)
        if quantity is not None and (place := _first_token(tokens, quantity)) is not None
    }
    found: list[Item] = []
    place = 0
    while place < len(tokens):
        row = _quantity(tokens, place, numbers[place]) if place in numbers and place not in at else []
        row = row or _single_one(tokens, place, found) or [_item(tokens, place, at)]
        found += row
        place = row[-1].end
    return found


def _single_one(tokens: Sequence[Token], place: int, before: Sequence[Item]) -> list[Item]:
    """`only one`, `exactly one`, `a single`: the number, which elsewhere is a pronoun or says nothing."""
    last = before[-1] if before else None
    number = Item("number", place, place + 1, "1", word="1")
    if last is None or tokens[place].lemma not in {"one", "single"}:
        return []
    if last.kind == "compare":
        return [number]
    is_exact = last.word == "only" or (
        tokens[place].lemma == "single" and "negation" not in {i.kind for i in before[-2:]}
    )
    return [Item("compare", place, place, "=", word="exactly"), number] if is_exact else []


def _first_token(tokens: Sequence[Token], quantity: Quantity) -> int | None:
    """The token that a quantity begins with; None within quoted text."""
    return next((place for place, token in enumerate(tokens) if token.start == quantity.start), None)


def _quantity(tokens: Sequence[Token], place: int, said: Quantity) -> list[Item]:
    """A quantity as the items that its words would be: `more than 3` a comparison and a number."""
    end = next((i for i in range(place + 1, len(tokens)) if tokens[i].start >= said.end), len(tokens))
    if isinstance(said, Period):
        return [Item("period", place, end, quantity=said)]
    if isinstance(said, Number):
        return [_number(said, place, end)]
    if isinstance(said, TopN):
        return _ranks(tokens, place, end, said)
    if tokens[place].lemma == "than":  # `longer than 5`: the adjective before says how
        return [_number(said.number, place, end)]
    degree_item = _degree(tokens, place)
    start = [degree_item] if degree_item is not None and degree_item.data == "er" else []
    if not start and said.operator == "between":
        start = [Item("between", place, place)]
    elif not start and said.operator != "=":
        start = [Item("compare", place, place, said.operator, word=said.operator)]
    return [*start, *(_number(one, place, end) for one in (said.number, said.upper) if one is not None)]


def _number(said: Number, place: int, end: int) -> Item:
    return Item("number", place, end, str(said.value), word=str(said.value), quantity=said)


def _ranks(tokens: Sequence[Token], place: int, end: int, said: TopN) -> list[Item]:
    """`top 5` is a superlative; of `5 longest` the superlative follows, and is an item of its own."""
    number = Item("number", place, end, str(said.count), word=str(said.count))
    if said.superlative is None:
        return [Item("number", place, place + 1, str(said.count), word=str(said.count))] if end > place else []
    return [Item("extreme", place, place, said.superlative, word="top"), number]


def _item(tokens: Sequence[Token], place: int, at: dict[int, Mention]) -> Item:
    mention = at.get(place)
    phrase = _phrase(tokens, place)
    if phrase is not None and phrase.kind == "command":
        if not _opens_clause(tokens, place):
            phrase = None
        elif mention is None or _commands(tokens, place, phrase):
            return phrase
    if phrase is not None and phrase.kind == "grain" and _names_period(phrase, at):
        phrase = _phrase(tokens, place, shorter_than=phrase.end - place)
    if mention is not None and _is_verb_of_agent(tokens, mention):
        mention = None
    if phrase is not None and (mention is None or _wins(phrase, mention, at)):
        return phrase
    if mention is not None:
        kind = "value" if _is_value(mention) else "name"
        words = " ".join(token.lemma for token in tokens[mention.start : mention.end])
        return Item(kind, mention.start, mention.end, mention=mention, word=words, tag=tokens[place].tag)
    return _single(tokens, place)


def _opens_clause(tokens: Sequence[Token], place: int) -> bool:
    """Commands stand at the start, after a sign, `and`, `you` or another command."""
    if place == 0:
        return True
    before = tokens[place - 1]
    return before.tag in {"sign", "pronoun"} or before.lemma in {"please", "and", "to", "then", "can", "kindly"}


def _commands(tokens: Sequence[Token], place: int, phrase: Item) -> bool:
    """`Show the …` though a table is called so; `Name of …` is no command."""
    following = tokens[phrase.end] if phrase.end < len(tokens) else None
    if following is None or following.lemma in {"of", "be"} or following.tag in {"sign", "possessive", "auxiliary"}:
        return False
    return phrase.word != "name" or following.tag == "determiner"


def _is_verb_of_agent(tokens: Sequence[Token], mention: Mention) -> bool:
    """`shared by …`: what is done, not a column."""
    last = tokens[mention.end - 1]
    following = tokens[mention.end] if mention.end < len(tokens) else None
    is_participle = last.text.lower().endswith("ed") and last.tag == "word" and mention.end == mention.start + 1
    is_column = isinstance(mention.links[0], ColumnLink)
    return is_participle and is_column and following is not None and following.lemma == "by"


def _wins(phrase: Item, mention: Mention, at: dict[int, Mention]) -> bool:
    if phrase.end <= mention.end:
        return phrase.kind in _FIRM and mention.end - mention.start == 1
    return phrase.kind in _FIRM or not any(start in at for start in range(mention.end, phrase.end))


def _is_value(mention: Mention) -> bool:
    return hasattr(mention.links[0], "value")


def _names_period(phrase: Item, at: dict[int, Mention]) -> bool:
    """`by year` where a column is called so: a group like any other."""
    return any(start in at for start in range(phrase.start + 1, phrase.end))


def _phrase(tokens: Sequence[Token], place: int, shorter_than: int = LONGEST_PHRASE + 1) -> Item | None:
    for length in range(min(shorter_than - 1, len(tokens) - place), 0, -1):
        stretch = tokens[place : place + length]
        if any(token.tag in {"quoted", "number"} for token in stretch):
            continue
        for words in (tuple(t.text.lower() for t in stretch), tuple(t.lemma for t in stretch)):
            if words in PHRASES:
                kind, data = PHRASES[words]
                return Item(kind, place, place + length, data, word=" ".join(words), tag=tokens[place].tag)
    return _degree(tokens, place)


def _degree(tokens: Sequence[Token], place: int) -> Item | None:
    """`older`, `oldest`, `most expensive`, `more recent`, and the bare adjective."""
    token = tokens[place]
    lower = token.text.lower()
    found = degree(lower)
    if token.lemma in DEGREES and found is not None and (found[0] in DEGREES or token.lemma != lower):
        return Item("degree", place, place + 1, found[1], word=token.lemma)
    if found is not None and found[0] in DEGREES:
        return Item("degree", place, place + 1, found[1], word=found[0])
    if lower.endswith("ly") and lower[:-2] in DEGREES:
        return Item("degree", place, place + 1, "", word=lower[:-2])
    if lower in DEGREES:
        data = "est" if lower.endswith("est") else ""
        return Item("degree", place, place + 1, data, word=lower)
    return None


def _single(tokens: Sequence[Token], place: int) -> Item:
    token = tokens[place]
    if token.tag == "number":
        return Item("number", place, place + 1, token.text.replace(",", ""), tag=token.tag)
    if token.tag == "sign" and token.text in ".?!;:":
        return Item("stop", place, place + 1, token.text)
    kind = "proper" if token.tag == "name" else token.tag  # a name that is none of the schema's
    return Item(kind, place, place + 1, word=token.lemma, tag=token.tag)
