"""Which stored values a question speaks of, and in which columns they stand."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import OSA

from detomo.engine.catalog.folding import Unit, splits_katakana, stem, units
from detomo.engine.language.detect import language_of
from detomo.engine.language.spelling import is_english_word
from detomo.engine.language.tokens import Token, tokens
from detomo.engine.language.width import tidy

How = Literal["exact", "folded", "stem", "fuzzy", "translated"]
ColumnKey = tuple[str, str]  # full name of the table, name of the column
Translate = Callable[[str], Sequence[str]]  # a word or phrase → the same in other words or the other language

_SURENESS: dict[How, float] = {"exact": 1.0, "folded": 0.95, "translated": 0.9, "stem": 0.85, "fuzzy": 0.7}
_LONGEST_TEXT = 2_000  # units of a question that are looked at
_LONGEST_VALUE = 16  # units
_TRANSLATED_TOKENS = 3
_SHORTEST_MISSPELT = 6  # letters
_FUZZY_WORDS = 3
_FUZZY_LOOKUPS = 60  # phrases of one question
_ALIKE = 5
_MOST_COLUMNS = 100  # of one phrase: what stands in more of them tells none of them apart
_SPEAKING = frozenset({"word", "name", "noun", "adjective", "quoted", "number", "verb", "prefix", "suffix"})
_OPEN = _SPEAKING | {"sign"}


@dataclass(frozen=True, slots=True)
class ValueMatch:
    """`text[start:end]` of the tidied question (`language.width.tidy`) stands for `value` of the column.

    `table` is a `Table.full_name`. `score` orders matches (0 to 1, no probability): the kind of likeness, less for
    values that are single letters, mere numbers or names of the schema.
    """

    start: int
    end: int
    table: str
    column: str
    value: str
    score: float
    how: How


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    key: str
    how: How
    weight: float = 1.0


class ValueIndex:
    """Immutable; may be shared by threads. `restricted_to` gives views of it that share its memory.

    `values` holds the distinct texts of each column; `names` words of the schema, which are seldom meant as values.
    """

    def __init__(
        self,
        values: Mapping[ColumnKey, Iterable[str]],
        *,
        names: Collection[str] = (),
        translate: Translate = lambda text: (),
    ) -> None:
        self._postings = _Postings(values)
        self._names = frozenset(names)
        self._translate = translate
        self._allowed: frozenset[ColumnKey] | None = None

    def __len__(self) -> int:
        return self._postings.size

    def restricted_to(self, columns: Collection[ColumnKey]) -> "ValueIndex":
        """The same without the values of any other column."""
        index = object.__new__(type(self))
        index._postings, index._names, index._translate = self._postings, self._names, self._translate
        index._allowed = frozenset(columns)
        return index

    def holds(self, table: str, column: str, value: str) -> bool:
        """Whether the column holds exactly this text, as far as it was read."""
        key = _key(units(tidy(value)))
        return any(where == (table, column) and found == value for where, found in self._found(key))

    def find(self, text: str) -> tuple[ValueMatch, ...]:
        """The values that stand in a question, in order of place; longer ones first, then surer ones.

        A match that lies within a longer and no less certain one is left out; of several columns that hold a value
        all come, up to a hundred. The time grows with the text up to a fixed length, beyond which the text is not read.
        """
        plain = tidy(text)
        asked = units(plain)[:_LONGEST_TEXT]
        cut = tokens(plain[: asked[-1].end], language_of(plain)) if asked else ()
        direct = [match for span in _spans(asked) for match in self._matches(span, plain, cut)]
        covered = [match for match in direct if match.score >= _SURENESS["fuzzy"]]
        loose = [*self._translated(plain, cut, covered), *self._misspelt(plain, asked, cut, covered)]
        return _outermost(direct + loose)

    def _found(self, key: str) -> Iterator[tuple[ColumnKey, str]]:
        for where, value in self._postings.of(key):
            if self._allowed is None or where in self._allowed:
                yield where, value

    def _matches(self, span: _Span, text: str, cut: Sequence[Token]) -> Iterator[ValueMatch]:
        found = list(islice(self._found(span.key), _MOST_COLUMNS))
        if not found or not _stands_alone(span, text, cut):
            return
        for (table, column), value in found:
            how = _how(span, value, text)
            score = self._score(how, span, value, text, cut)
            if score:
                yield ValueMatch(span.start, span.end, table, column, value, score, how)

    def _score(self, how: How, span: _Span, value: str, text: str, cut: Sequence[Token]) -> float:
        """Nought for what cannot be meant: `in` is not Indiana unless it is written `IN`, 1.5 is not 15."""
        written = text[span.start : span.end]
        score = _SURENESS[how] * span.weight
        if written.isascii() and any(character.isdigit() for character in written) and how != "exact":
            score *= 0.0 if span.key.isdigit() else 0.9
        if _is_short(written) and all(token.tag not in _OPEN for token in _within(cut, span)):
            return score if how == "exact" and written.isupper() and len(written) > 1 else 0.0
        if span.key.isdigit() or (len(span.key) == 1 and how != "translated"):
            score *= 0.6
        return round(score * (0.75 if self._is_name(span.key) else 1.0), 3)

    def _is_name(self, key: str) -> bool:
        return key in self._names or stem(key) in self._names

    def _translated(self, text: str, cut: Sequence[Token], covered: Sequence[ValueMatch]) -> Iterator[ValueMatch]:
        for start, end in _phrases(cut):
            if any(match.start <= start and end < match.end for match in covered):
                continue
            for rank, meant in enumerate(self._translate(text[start:end])):
                for candidate in _keys_of(meant):
                    yield from self._matches(_Span(start, end, candidate, "translated", 0.97**rank), text, cut)

    def _misspelt(
        self, text: str, asked: Sequence[Unit], cut: Sequence[Token], covered: Sequence[ValueMatch]
    ) -> Iterator[ValueMatch]:
        """Long values that differ by one letter, where the phrase is no word of its own."""
        lookups = 0
        for part in _runs(asked, _FUZZY_WORDS):
            key, start, end = _key(part), part[0].start, part[-1].end
            if lookups >= _FUZZY_LOOKUPS or not _may_be_misspelt(key) or _is_covered(start, end, covered):
                continue
            if self._is_name(key) or (len(part) == 1 and is_english_word(part[0].form)):
                continue
            lookups += 1
            for near in self._postings.near(key):
                yield from self._matches(_Span(start, end, near, "fuzzy"), text, cut)


class _Postings:
    """Folded text → where it stands. Built once, shared by all views."""

    def __init__(self, values: Mapping[ColumnKey, Iterable[str]]) -> None:
        self._by_key: dict[str, list[tuple[ColumnKey, str]]] = {}
        self._keys: list[str] = []
        self.size = 0
        for where, texts in values.items():
            for value in texts:
                self._add(where, value)

    def of(self, key: str) -> Sequence[tuple[ColumnKey, str]]:
        return self._by_key.get(key, ())

    def near(self, key: str) -> list[str]:
        """The keys that one slip of the pen turns into `key`, first letter and figures apart."""
        bucket = [one for size in (-1, 0, 1) for one in self._buckets.get((key[0], len(key) + size), ())]
        found = process.extract(key, bucket, scorer=OSA.distance, score_cutoff=1, limit=_ALIKE)
        return [one for one, distance, _ in found if distance]

    def _add(self, where: ColumnKey, value: str) -> None:
        parts = units(tidy(value))
        if not parts or len(parts) > _LONGEST_VALUE:
            return
        key, stemmed = _key(parts), _stemmed(parts)
        self._keys.append(key)
        for one in (key,) if key == stemmed else (key, stemmed):
            self._by_key.setdefault(one, []).append((where, value))
        self.size += 1

    @cached_property
    def _buckets(self) -> Mapping[tuple[str, int], list[str]]:
        buckets: dict[tuple[str, int], list[str]] = defaultdict(list)
        for key in dict.fromkeys(self._keys):
            if _may_be_misspelt(key):
                buckets[key[0], len(key)].append(key)
        return buckets


@lru_cache(maxsize=65_536)
def _keys_of(meant: str) -> tuple[str, ...]:
    """The keys that a dictionary's word may stand under."""
    parts = units(tidy(meant))
    return tuple(dict.fromkeys((_key(parts), _stemmed(parts))))


def _key(parts: Sequence[Unit]) -> str:
    """Without separators: AC/DC, ac dc and acdc are one."""
    return "".join(part.form for part in parts)


def _stemmed(parts: Sequence[Unit]) -> str:
    return "".join(part.form for part in parts[:-1]) + stem(parts[-1].form) if parts else ""


def _runs(asked: Sequence[Unit], longest: int) -> Iterator[Sequence[Unit]]:
    for first in range(len(asked)):
        for length in range(1, min(longest, len(asked) - first) + 1):
            yield asked[first : first + length]


def _spans(asked: Sequence[Unit]) -> Iterator[_Span]:
    for part in _runs(asked, _LONGEST_VALUE):
        key, stemmed = _key(part), _stemmed(part)
        yield _Span(part[0].start, part[-1].end, key, "folded")
        if stemmed != key:
            yield _Span(part[0].start, part[-1].end, stemmed, "stem")


def _how(span: _Span, value: str, text: str) -> How:
    if span.how != "folded":
        return span.how
    if tidy(value) == text[span.start : span.end]:
        return "exact"
    return "folded" if _key(units(tidy(value))) == span.key else "stem"


def _phrases(cut: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Runs of words that carry meaning."""
    for first in range(len(cut)):
        for last in range(first, min(first + _TRANSLATED_TOKENS, len(cut))):
            if cut[last].tag not in _SPEAKING:
                break
            yield cut[first].start, cut[last].end


def _within(cut: Sequence[Token], span: _Span) -> list[Token]:
    return [token for token in cut if token.start < span.end and token.end > span.start]


def _stands_alone(span: _Span, text: str, cut: Sequence[Token]) -> bool:
    """Whether no longer word is cut: of short Japanese values every edge is an edge between words."""
    if text[span.start : span.end].isascii():
        return True
    if splits_katakana(text, span.start, span.end):
        return False
    if not _is_short(text[span.start : span.end]):
        return True
    inside = _within(cut, span)
    return bool(inside) and (inside[0].tag == "quoted" or (inside[0].start, inside[-1].end) == (span.start, span.end))


def _is_short(written: str) -> bool:
    """Short enough in Japanese to be a part of another word, or a mere particle."""
    return written.isascii() or len(written) <= 2


def _may_be_misspelt(key: str) -> bool:
    return len(key) >= _SHORTEST_MISSPELT and key.isalpha() and (key.isascii() or language_of(key) == "en")


def _is_covered(start: int, end: int, matches: Iterable[ValueMatch]) -> bool:
    return any(match.start <= start and end <= match.end for match in matches)


def _outermost(matches: Iterable[ValueMatch]) -> tuple[ValueMatch, ...]:
    best: dict[tuple[int, int, str, str, str], ValueMatch] = {}
    for match in matches:
        place = (match.start, match.end, match.table, match.column, match.value)
        if place not in best or best[place].score < match.score:
            best[place] = match
    widths: dict[tuple[int, int], float] = {}
    for match in best.values():
        widths[match.start, match.end] = max(widths.get((match.start, match.end), 0.0), match.score)
    kept = [match for match in best.values() if not _is_outdone(match, widths)]
    return tuple(sorted(kept, key=lambda m: (m.start, m.start - m.end, -m.score, m.table, m.column, m.value)))


def _is_outdone(match: ValueMatch, widths: Mapping[tuple[int, int], float]) -> bool:
    """Whether a longer match around it is nearly as sure; `widths` has the best score of every place."""
    return any(
        start <= match.start
        and match.end <= end
        and end - start > match.end - match.start
        and score >= match.score - 0.1
        for (start, end), score in widths.items()
    )
