"""What Japanese adjectives measure, by way of the English ones."""

from detomo.engine.propose.grammar.english.words import DEGREES, speaks_of_age
from detomo.engine.propose.grammar.japanese.chunks import named
from detomo.engine.propose.grammar.phrases import Phrase

_EXTREMES = {
    word: f"{sign} {adjective}"
    for sign, adjectives in {
        "+": "long new:recent late:recent old expensive fast",
        "-": "short early young cheap",
    }.items()
    for word, _, other in [pair.partition(":") for pair in adjectives.split()]
    for adjective in [other or word]
}


def is_more(data: str) -> bool:
    """Whether the adjective means much of what it is said of."""
    return data.startswith("+")


def is_aged(data: str) -> bool:
    """古い, 若い."""
    return any(map(speaks_of_age, data.split()[1:]))


def attribute(data: str) -> Phrase | None:
    """What the adjective measures where nothing is named: 若い an age, 高い a price or a height. The nouns' signs are
    those of the adjective, so "most" is always right with them."""
    nouns = [noun for adjective in data.split()[1:] for noun in DEGREES.get(adjective, ())]
    return named(tuple(dict.fromkeys(nouns))) if nouns else None


def of_extreme(word: str) -> str:
    """最長 → the data of 長い."""
    return _EXTREMES.get(word, "")
