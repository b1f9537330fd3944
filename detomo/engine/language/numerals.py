"""Numerals in both languages: digits, English number words, kanji, and mixtures such as 1.5億 and 2.5 million."""

import re
from collections.abc import Iterator
from decimal import Decimal

from sudachipy import SplitMode

from detomo.engine.language.quantity import Number
from detomo.engine.language.words import morphemes


def _numbered(words: str, first: int = 1, step: int = 1) -> dict[str, int]:
    return {word: first + step * place for place, word in enumerate(words.split())}


_SMALL = _numbered(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen",
    first=0,
)
_TENS = _numbered("twenty thirty forty fifty sixty seventy eighty ninety", first=20, step=10)
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_AFTER_FIGURES = {**_SCALES, "dozen": 12, "k": 10**3, "mn": 10**6, "bn": 10**9}
_ORDINALS = _numbered("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth")
_ROMAN = _numbered("II III IV", first=2) | _numbered("VI VII VIII IX", first=6) | _numbered("XI XII XIII", first=11)
_KANJI_DIGITS = _numbered("〇 一 二 三 四 五 六 七 八 九", first=0) | {"零": 0}
_KANJI_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "億": 10**8, "兆": 10**12}
_KUN = _numbered("ひとつ ふたつ みっつ よっつ いつつ むっつ ななつ やっつ ここのつ")

KANJI = "".join(_KANJI_DIGITS | _KANJI_TENS | _MYRIADS)


def _any_of(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_BELOW_100 = _any_of(_SMALL | _TENS)
_WORD = rf"(?:{_BELOW_100}|hundred|{_any_of(_SCALES)}|dozen)"
_FREE = r"(?<![A-Za-z0-9'_.,-])"  # digits may stand against Japanese letters, not within a word such as mp3
_ENDS = r"(?![A-Za-z0-9'_])"
_FIGURES = re.compile(
    rf"(?<![A-Za-z0-9_.])(?P<minus>(?<![\w)\]])-)?(?P<figures>\d{{1,3}}(?:,\d{{3}})+(?![,\d])(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"(?:[ ]?(?P<scale>{_any_of(_AFTER_FIGURES)}){_ENDS}|(?P<nth>st|nd|rd|th){_ENDS}"
    rf"|(?P<kanji>[十百千万億兆](?:[{KANJI}]|(?<=[千万億兆])\d+)*)|(?P<dozen>ダース))?(?!\.?\d)",
    re.IGNORECASE,
)
_WORDS = re.compile(
    rf"{_FREE}(?:half a |an? )?{_WORD}(?:(?:[ -]| and (?=(?:{_BELOW_100}){_ENDS})){_WORD})*{_ENDS}", re.IGNORECASE
)
_ORDINAL = re.compile(rf"{_FREE}(?:{_any_of(_ORDINALS)}){_ENDS}", re.IGNORECASE)
_ROMAN_NUMERAL = re.compile(
    rf"{_FREE}(?:part|book|phase|grade|level|class|stage|chapter|volume) (?P<roman>{_any_of(_ROMAN)}){_ENDS}", re.I
)
_KANJI_NUMERAL = re.compile(rf"[{KANJI}](?:[{KANJI}]|(?<=[千万億兆])\d+)*")
_AMOUNT_AFTER = re.compile(
    "(?:分|時間|秒|日|人|件|個|回|本|枚|年|円)(?:間)?(?:以上|以下|以内|未満|を?超|より|を[上下]回)"
)
_KUN_NUMERAL = re.compile(_any_of(_KUN))
# "one" that counts nothing: "no one", "the one that", "one of".
_NO_COUNT_BEFORE = re.compile(r"\b(?:no|any|every|each|some|the|this|that|which|only|another) $", re.IGNORECASE)
_NO_COUNT_AFTER = re.compile(r" (?:of|another|by one|that|who|which)\b", re.IGNORECASE)
# Seconds of time, and the first of two names.
_NO_PLACE_AFTER = re.compile(r" (?:name|or|hand)\b", re.IGNORECASE)
_NO_PLACE_BEFORE = re.compile(r"\b(?:per|a|each|every|at|in) $", re.IGNORECASE)


def numerals(text: str) -> list[Number]:
    """Every numeral in `text` (tidied), in order, without units; years and days of dates are numerals, too."""
    found = [*_in_figures(text), *_in_words(text), *_in_kanji(text)]
    found.sort(key=lambda number: (number.start, -number.end))
    kept: list[Number] = []
    for number in found:
        if not kept or number.start >= kept[-1].end:
            kept.append(number)
    return kept


def kanji_value(text: str) -> int | None:
    """The value of kanji numerals, digits among them: 二百五 205, 二〇一〇 2010, 3万5千 35000. None if it has none."""
    total = section = 0
    for sign, digits in re.findall(rf"([十百千万億兆])|([{''.join(_KANJI_DIGITS)}]+|\d+)", text):
        if digits:
            section += _digits(digits)
        elif sign in _KANJI_TENS:
            ones = section % 10
            section += (ones or 1) * _KANJI_TENS[sign] - ones
        else:
            total, section = total + (section or 1) * _MYRIADS[sign], 0
    return total + section if text else None


def _digits(text: str) -> int:
    return int("".join(str(_KANJI_DIGITS.get(sign, sign)) for sign in text))


def _in_figures(text: str) -> Iterator[Number]:
    for match in _FIGURES.finditer(text):
        figures = Decimal(match["figures"].replace(",", ""))
        if match["minus"]:
            figures = -figures
        if match["scale"]:
            figures *= _AFTER_FIGURES[match["scale"].lower()]
        elif match["dozen"]:
            figures *= 12
        elif match["kanji"]:
            figures = _with_kanji(figures, match["figures"], match["kanji"])
        yield Number(match.start(), match.end(), _plain(figures), ordinal=bool(match["nth"]) or _is_ranked(text, match))


def _with_kanji(figures: Decimal, written: str, kanji: str) -> Decimal:
    """1.5億 scales its fraction; 3万5千 is read as a whole."""
    if "." not in written:
        return Decimal(kanji_value(written.replace(",", "") + kanji) or 0) * (1 if figures >= 0 else -1)
    scale = 1
    for sign in kanji:
        scale *= (_KANJI_TENS | _MYRIADS).get(sign, 1)
    return figures * scale


def _is_ranked(text: str, match: re.Match[str]) -> bool:
    return text[: match.start()].endswith("第") or text.startswith(("番目", "位"), match.end())


def _in_words(text: str) -> Iterator[Number]:
    for match in _WORDS.finditer(text):
        words = match[0].lower()
        if words == "one" and (
            _NO_COUNT_BEFORE.search(text[: match.start()]) or _NO_COUNT_AFTER.match(text, match.end())
        ):
            continue
        value = words_value(words)
        if value is not None:
            yield Number(match.start(), match.end(), value)
    for match in _ORDINAL.finditer(text):
        if not _NO_PLACE_AFTER.match(text, match.end()) and not _NO_PLACE_BEFORE.search(text[: match.start()]):
            yield Number(match.start(), match.end(), _ORDINALS[match[0].lower()], ordinal=True)
    for match in _ROMAN_NUMERAL.finditer(text):
        yield Number(match.start("roman"), match.end(), _ROMAN[match["roman"].upper()], ordinal=True)


def words_value(words: str) -> int | None:
    """The value of English number words: "two dozen", "a hundred and five"; None for "two three"."""
    total = section = 0
    last = 10**15  # what the word before was worth: within a section each must be smaller
    for word in re.split(r"[ -]+", words.removeprefix("half ")):
        if word in {"a", "an", "and"}:
            continue
        if word in _SCALES:
            total, section, last = total + (section or 1) * _SCALES[word], 0, 10**15
        elif word in {"hundred", "dozen"}:
            section, last = (section or 1) * (100 if word == "hundred" else 12), 100
        else:
            value = _SMALL.get(word, _TENS.get(word, 0))
            if last < 20 or (value >= 10 and last < 100):
                return None
            section, last = section + value, value
    value = total + section
    return value // 2 if words.startswith("half ") else value


def _in_kanji(text: str) -> Iterator[Number]:
    if text.isascii():
        return
    spans = _dictionary_numerals(text) if _KANJI_NUMERAL.search(text) else set()
    for match in _KANJI_NUMERAL.finditer(text):
        value = kanji_value(match[0])
        if value is not None and (_AMOUNT_AFTER.match(text, match.end()) or spans.issuperset(range(*match.span()))):
            yield Number(match.start(), match.end(), value, ordinal=_is_ranked(text, match))
    for match in _KUN_NUMERAL.finditer(text):
        yield Number(match.start(), match.end(), _KUN[match[0]])


def _dictionary_numerals(text: str) -> set[int]:
    """The places of numerals as a dictionary sees them: not in 一覧, 六本木 or 千葉."""
    found = (word for word in morphemes(text, SplitMode.A) if word.part_of_speech()[1] == "数詞")
    return {place for word in found for place in range(word.begin(), word.end())}


def _plain(value: Decimal) -> int | Decimal:
    return int(value) if value == value.to_integral_value() else value
