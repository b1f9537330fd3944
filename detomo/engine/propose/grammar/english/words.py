"""English words and phrases that are no names: what each does in a question. Phrases are matched by word or lemma."""

from collections.abc import Iterator
from pathlib import Path


def _read() -> Iterator[tuple[tuple[str, ...], tuple[str, str]]]:
    kind = data = ""
    for line in (Path(__file__).parent / "phrases.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            kind, _, data = line.strip("[]").partition(" ")
        elif not line.startswith("#"):
            yield from ((tuple(phrase.split()), (kind, data)) for phrase in line.split("|"))


PHRASES: dict[tuple[str, ...], tuple[str, str]] = {}  # phrase → kind, data
for _phrase, _meaning in _read():
    PHRASES.setdefault(_phrase, _meaning)
LONGEST_PHRASE = max(map(len, PHRASES))

# Words that add nothing that SQL could say; they are passed over and count as understood.
FILLERS = frozenset(
    [
        "the",
        "a",
        "an",
        "all",
        "any",
        "some",
        "there",
        "this",
        "that",
        "these",
        "those",
        "be",
        "have",
        "do",
        "will",
        "would",
        "can",
        "could",
        "shall",
        "should",
        "may",
        "might",
        "must",
        "it",
        "they",
        "he",
        "she",
        "them",
        "him",
        "his",
        "her",
        "their",
        "its",
        "our",
        "we",
        "i",
        "you",
        "me",
        "us",
        "my",
        "your",
        "of",
        "in",
        "on",
        "at",
        "to",
        "for",
        "with",
        "from",
        "as",
        "into",
        "than",
        "by",
        "just",
        "also",
        "only",
        "please",
        "so",
        "such",
        "about",
        "currently",
        "now",
        "respectively",
        "associated",
        "corresponding",
        "available",
        "recorded",
        "listed",
        "existing",
        "possible",
        "own",
        "themselves",
        "himself",
        "herself",
        "itself",
        "one",
        "ones",
        "exist",
        "value",
        "record",
        "entry",
        "information",
        "info",
        "data",
        "database",
        "table",
        "together",
        "across",
        "along",
        "within",
        "among",
        "through",
        "whole",
        "entire",
        "overall",
        "ever",
        "still",
        "actually",
        "already",
        "separately",
        "individual",
        "specific",
        "particular",
        "certain",
        "given",
        "following",
        "overall",
        "same",
        "other",
        "total",
        "result",
        "answer",
        "question",
        "someone",
        "anyone",
        "kind",
        "sort",
        "type",
        "piece",
        "set",
        "list",
        "every",
        "each",
        "whichever",
        "get",
        "let",
        "like",
        "used",
        "use",
        "using",
        "located",
        "locate",
        "situated",
        "belong",
        "come",
        "contain",
        "involve",
        "relate",
        "appear",
        "occur",
        "happen",
        "take",
        "place",
        "hold",
        "held",
        "keep",
        "make",
        "made",
        "include",
        "provide",
    ]
)

# Adjective → nouns whose amount it speaks of; "-": the adjective's "more" is the noun's "less".
DEGREES: dict[str, tuple[str, ...]] = {
    adjective: tuple(nouns.split())
    for adjectives, nouns in {
        "old elderly": "age -birth -founded -year -date",
        "young": "-age birth year",
        "tall high": "height elevation altitude level highest",
        "short": "-height -length -duration -runtime",
        "low": "-height -level -elevation",
        "long": "length duration runtime time milliseconds seconds minutes distance",
        "brief": "-length -duration",
        "heavy": "weight mass",
        "light": "-weight -mass",
        "big large huge": "size area population capacity",
        "small tiny little": "-size -area -population -capacity",
        "wide broad": "width",
        "deep": "depth",
        "expensive costly dear pricey": "price cost fee charge rate amount",
        "cheap inexpensive affordable": "-price -cost -fee -charge -rate -amount",
        "fast quick": "speed -time",
        "slow": "-speed time",
        "rich wealthy": "worth wealth income money salary earnings",
        "poor": "-worth -wealth -income -money",
        "recent new late latest newest modern": "date year time",
        "early earliest": "-date -year -time",
        "populous populated": "population",
        "crowded": "population density",
        "powerful strong": "power horsepower strength",
        "weak": "-power -strength",
        "hot warm": "temperature",
        "cold cool": "-temperature",
        "far distant": "distance",
        "near close": "-distance",
        "popular": "popularity rating percentage votes likes views",
        "experienced": "experience years",
        "profitable": "profit",
        "valuable": "value worth price",
        "busy": "traffic",
        "loud": "loudness",
        "spacious": "area size",
        "senior": "age -hire",
    }.items()
    for adjective in adjectives.split()
}


def speaks_of_age(adjective: str) -> bool:
    """Whether more of it is more of an amount but an earlier date, as with old; or the reverse, as with young."""
    nouns = DEGREES.get(adjective, ())
    times = [noun for noun in nouns if noun.lstrip("-") in {"date", "year"}]
    return bool(times) and times[0].startswith("-") != nouns[0].startswith("-")


FREQUENT_HINT = DEGREES["popular"]  # "most popular" may be a column's matter rather than a count's
DATED = frozenset({"recent", "new", "late", "latest", "newest", "modern"})
# Superlatives that are used of counts, of columns and of things: of a thing they speak of these.
SUPERLATIVES = {"largest": "big", "biggest": "big", "greatest": "big", "smallest": "small", "highest": "tall",
                "lowest": "low", "best": "popular", "worst": "popular", "top": "popular"}  # fmt: skip
# Verbs whose amount is a sum of money or the like.
AMOUNTS = {
    "spend": "amount total cost price payment",
    "pay": "amount total cost payment price",
    "cost": "cost price fee charge amount",
    "earn": "salary income wage earnings pay amount",
    "weigh": "weight",
    "sell": "sales amount total quantity",
}
EARNED = frozenset({"pay", "paid", "earn", "earning"})
WHO = ("name",)
WHERE = ("location", "place", "address", "city", "country", "venue")
WHEN = ("date", "time", "year")
