"""The words of schema names, and how alike a word of a question and a word of a name are."""

import re
import threading
from functools import lru_cache
from typing import Any

from detomo.engine.language.lemmas import lemma

_PARTS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_a-zA-Z]+")
# What designers of schemas commonly shorten.
_SHORT = {
    short: tuple(words.split())
    for short, words in {
        "abbr": "abbreviation", "acct": "account", "addr": "address", "amt": "amount", "apt": "apartment",
        "attr": "attribute", "avg": "average", "bal": "balance", "cat": "category", "cd": "code", "cnt": "count",
        "co": "company", "cust": "customer", "dept": "department", "desc": "description", "dest": "destination",
        "dob": "date birth", "emp": "employee", "fname": "first name", "lname": "last name", "mname": "middle name",
        "gov": "government", "govt": "government", "id": "id", "img": "image", "inv": "invoice", "lang": "language",
        "lat": "latitude", "lng": "longitude", "lon": "longitude", "loc": "location", "max": "maximum",
        "mfr": "manufacturer", "mgr": "manager", "min": "minimum", "msg": "message", "nbr": "number", "no": "number",
        "num": "number", "org": "organization", "pct": "percentage", "perc": "percentage", "pos": "position",
        "pop": "population", "prod": "product", "prof": "professor", "qty": "quantity", "ref": "reference",
        "reg": "registration", "sal": "salary", "sex": "sex", "src": "source", "stu": "student", "tel": "telephone",
        "temp": "temperature", "univ": "university", "uni": "university", "usr": "user", "vol": "volume",
        "wt": "weight", "ht": "height", "yr": "year", "mpg": "mpg", "hp": "horsepower", "tv": "tv", "yn": "flag",
    }.items()
    for words in [words]
}  # fmt: skip
# Words that say of what sort a column is, not which one: "role" names role_code well enough.
GENERIC = frozenset(
    [
        "id",
        "code",
        "name",
        "number",
        "type",
        "description",
        "date",
        "value",
        "key",
        "text",
        "detail",
        "details",
        "info",
        "status",
        "flag",
        "level",
        "title",
        "no",
        "amount",
        "total",
        "year",
        "time",
        "is",
        "has",
        "first",
        "last",
        "full",
        "minutes",
        "minute",
        "seconds",
        "second",
        "hours",
        "kg",
        "km",
        "cm",
        "usd",
        "jpy",
        "yen",
    ]
)
_LINKING = frozenset({"of", "the", "in", "and", "to", "for", "by", "a"})
_local = threading.local()


@lru_cache(maxsize=65536)
def name_words(name: str) -> tuple[str, ...]:
    """The words of a name in dictionary form: `IndepYear` → indep, year; `cust_addr` → customer, address."""
    if name.lower() in _SHORT:  # LName, FName
        return _SHORT[name.lower()]
    found: list[str] = []
    for part in _PARTS.findall(name):
        lower = part.lower()
        if lower in _LINKING and len(name) > len(part):
            continue
        found += _SHORT.get(lower, (lemma(lower),))
    return tuple(found)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Snowball's English stemmer (Porter, 2001): arrival, arriving → arriv."""
    if not hasattr(_local, "stemmer"):
        _local.stemmer = _new_stemmer()
    text: str = _local.stemmer.stemWord(word)
    return text


def _new_stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=65536)
def likeness(asked: str, named: str) -> float:
    """How well a question's word (dictionary form) names a name's word: 1 the same, 0 not at all."""
    if asked == named:
        return 1.0
    if not asked.isascii() or not named.isascii() or min(len(asked), len(named)) < 3:
        return 0.0
    a, b = stem(asked), stem(named)
    if a == b:
        return 0.95
    if len(b) >= 4 and a.startswith(b):  # the name is shortened
        return 0.85
    shorter, longer = sorted((a, b), key=len)
    if b.startswith(a) and (len(a) >= 6 or (len(a) >= 4 and len(b) - len(a) >= 4)):
        return 0.8 if len(longer) - len(shorter) <= 4 else 0.7
    if len(shorter) >= 6 and _common_prefix(a, b) >= max(5, len(longer) - 3):
        return 0.7
    if named.startswith(asked[:3]) and len(named) <= 4 and len(asked) > 5 and asked.startswith(named):
        return 0.75
    return 0.0


def _common_prefix(a: str, b: str) -> int:
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
