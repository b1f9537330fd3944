"""Years of the Japanese eras (元号) since Meiji, in which the Gregorian calendar came into use."""

_ERAS = {  # name → the Gregorian year before its first, its last year
    "明治": (1867, 45),
    "大正": (1911, 15),
    "昭和": (1925, 64),
    "平成": (1988, 31),
    "令和": (2018, 99),
}
_INITIALS = {"M": "明治", "T": "大正", "S": "昭和", "H": "平成", "R": "令和"}

ERA = "|".join(_ERAS)
INITIAL = "".join(_INITIALS)


def gregorian_year(era: str, year: int) -> int | None:
    """The Gregorian year of, say, 平成 1 or H 1 (the whole year, though an era begins within it); None if none."""
    before, last = _ERAS[_INITIALS.get(era.upper(), era)]
    return before + year if 1 <= year <= last else None
