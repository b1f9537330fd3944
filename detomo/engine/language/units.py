"""Units of measure in both languages, and converting between those that measure the same thing."""

import re
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Unit:
    """`factor` times a value in this unit is the value in the base unit of `dimension`."""

    name: str
    dimension: str
    factor: Decimal


def _units(dimension: str, **factors: str) -> dict[str, Unit]:
    return {name: Unit(name, dimension, Decimal(factor)) for name, factor in factors.items()}


UNITS: dict[str, Unit] = {
    **_units("time", millisecond="0.001", second="1", minute="60", hour="3600", day="86400", week="604800"),
    **_units("months", month="1", quarter="3", year="12"),  # of no fixed length in seconds
    **_units("length", millimetre="0.001", centimetre="0.01", metre="1", kilometre="1000"),
    **_units("length", inch="0.0254", foot="0.3048", yard="0.9144", mile="1609.344"),
    **_units("mass", milligram="0.000001", gram="0.001", kilogram="1", tonne="1000", ounce="0.028349523125"),
    **_units("volume", millilitre="0.001", litre="1"),
    **_units("data", byte="1", kilobyte="1000", megabyte="1000000", gigabyte="1000000000", terabyte="1000000000000"),
    **_units("data", kibibyte="1024", mebibyte="1048576", gibibyte="1073741824"),
    **_units("ratio", percent="0.01"),
    **{code: Unit(code, code, Decimal(1)) for code in ("JPY", "USD", "EUR", "GBP", "CNY", "KRW", "INR")},
}

_ENGLISH = {
    "millisecond": "milliseconds? msecs? ms",
    "second": "seconds? secs?",
    "minute": "minutes? mins?",
    "hour": "hours? hrs?",
    "day": "days?",
    "week": "weeks?",
    "month": "months?",
    "quarter": "quarters?",
    "year": "years? yrs?",
    "millimetre": "millimet(?:re|er)s? mm",
    "centimetre": "centimet(?:re|er)s? cm",
    "metre": "met(?:re|er)s?",
    "kilometre": "kilomet(?:re|er)s? km",
    "inch": "inch(?:es)?",
    "foot": "feet foot ft",
    "yard": "yards?",
    "mile": "miles?",
    "milligram": "milligrams? mg",
    "gram": "grams?",
    "kilogram": "kilograms? kilos? kg",
    "tonne": "tonnes?",
    "ounce": "ounces? oz",
    "millilitre": "millilit(?:re|er)s? ml",
    "litre": "lit(?:re|er)s?",
    "byte": "bytes?",
    "kilobyte": "kilobytes? kb",
    "megabyte": "megabytes? mb",
    "gigabyte": "gigabytes? gb",
    "terabyte": "terabytes? tb",
    "kibibyte": "kib",
    "mebibyte": "mib",
    "gibibyte": "gib",
    "percent": r"percent per\scent",
    "JPY": "yen jpy",
    "USD": r"(?:us\s)?dollars? usd",
    "EUR": "euros? eur",
    "GBP": "gbp",
    "CNY": "yuan cny",
    "KRW": "krw",
    "INR": "rupees? inr",
}
_JAPANESE = {
    "millisecond": "ミリ秒",
    "second": "秒",
    "minute": "分(?![の割])",
    "hour": "時間",
    "day": "日",
    "week": "週間?",
    "month": "[かカヶケヵ箇]月",
    "year": "年(?![度代次])",
    "millimetre": "ミリメートル",
    "centimetre": "センチ(?:メートル)?",
    "metre": "メートル",
    "kilometre": "キロメートル",
    "mile": "マイル",
    "milligram": "ミリグラム",
    "gram": "グラム",
    "kilogram": "キログラム",
    "litre": "リットル",
    "byte": "バイト",
    "kilobyte": "キロバイト",
    "megabyte": "メガバイト",
    "gigabyte": "ギガバイト",
    "terabyte": "テラバイト",
    "percent": "パーセント",
    "JPY": "円",
    "USD": "(?:米)?ドル",
    "EUR": "ユーロ",
    "GBP": "ポンド",
    "CNY": "人民元",
    "KRW": "ウォン",
}
_SIGNS = {"%": "percent", "$": "USD", "¥": "JPY", "€": "EUR", "£": "GBP", "₩": "KRW", "₹": "INR"}
# Words for counting things, which a column's name or its table says better: their letters are the unit.
COUNTERS = (
    "[かカヶケヵ箇][国所店社]|件|名(?!前)|人|個|枚|曲|本|回|社|組|台|点|冊|品|店舗?|校|都市|種類?|つ|度|位|番目?"
    "|歳|才|頭|匹|軒|戸|行"
)


def _alternatives(spellings: dict[str, str]) -> str:
    return "|".join(f"(?P<{name}>{words.replace(' ', '|')})" for name, words in spellings.items())


_AFTER_ENGLISH = re.compile(rf"[ -]?(?:{_alternatives(_ENGLISH)})(?![A-Za-z0-9'])", re.IGNORECASE)
_AFTER_JAPANESE = re.compile(f"(?:{_alternatives(_JAPANESE)})")
_COUNTER = re.compile(COUNTERS)


def unit_after(text: str, end: int) -> tuple[str, int] | None:
    """The unit written at `end`, right behind a number, with the place where it ends."""
    sign = text[end : end + 2].lstrip()[:1]
    if sign in _SIGNS and sign:
        return _SIGNS[sign], text.index(sign, end) + 1
    for pattern in (_AFTER_ENGLISH, _AFTER_JAPANESE):
        if found := pattern.match(text, end):
            return found.lastgroup or "", found.end()
    counter = _COUNTER.match(text, end)
    return (counter[0], counter.end()) if counter else None


def currency_before(text: str, start: int) -> tuple[str, int] | None:
    """The currency sign before a number, with the place where it begins."""
    before = text[:start].rstrip()
    return (_SIGNS[before[-1]], len(before) - 1) if before and before[-1] in _SIGNS and before[-1] != "%" else None


def converted(value: int | Decimal, unit: str, to: str) -> Decimal | None:
    """The value in another unit; None where the two do not measure the same thing."""
    one, other = UNITS.get(unit), UNITS.get(to)
    if one is None or other is None or one.dimension != other.dimension:
        return None
    return Decimal(value) * one.factor / other.factor
