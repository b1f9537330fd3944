"""What a question may mean: SQL with scores, best first, and what to ask where the schema cannot decide."""

import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from detomo.engine.catalog.model import Catalog
from detomo.engine.catalog.profile import Profiles
from detomo.engine.catalog.values import ValueIndex
from detomo.engine.language.detect import sentence_language
from detomo.engine.language.quantities import quantities
from detomo.engine.present.labels import label
from detomo.engine.propose.grammar.compile import compile_form
from detomo.engine.propose.grammar.compile.sources import Unreachable
from detomo.engine.propose.grammar.link.model import ColumnLink, Link, ValueLink
from detomo.engine.propose.grammar.link.names import NameIndex
from detomo.engine.propose.grammar.parse import Asked, Known, Parsed, Place, link, parse
from detomo.engine.propose.grammar.schema import schema_of
from detomo.engine.types import Question, Text

_LONGEST_TEXT = 2_000  # characters; what follows is not read
_MOST = 6
_NEAR = 0.12  # readings this much below the best choice are looked at
_TIE = 0.03
_WHICH = Text("What does “{words}” mean here?", "「{words}」はどちらのことですか？")
_OPTION = Text("the {column} of {table}", "{table}の{column}")
_NAMES: dict[int, tuple[weakref.ref[Catalog], NameIndex]] = {}


@dataclass(frozen=True, slots=True)
class Reading:
    """`score` (0 to 1) is no probability. `coverage`: the share of the question's content words that were understood,
    `unknown` the others. `guesses` are columns taken because nothing else was there. `features` are for calibration."""

    sql: str
    score: float
    coverage: float
    unknown: tuple[str, ...] = ()
    guesses: tuple[str, ...] = ()
    features: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Option:
    """`id` is stable for the same question and schema: it names what the words are taken to mean."""

    id: str
    label: Text
    reading: Reading


@dataclass(frozen=True, slots=True)
class Clarification:
    text: Text
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Readings:
    """Best first, none if nothing was understood; a `clarification` when the first ones tie and differ."""

    readings: tuple[Reading, ...] = ()
    clarification: Clarification | None = None
    unknown: tuple[str, ...] = ()


def readings(
    question: Question,
    catalog: Catalog,
    values: ValueIndex,
    profiles: Profiles,
    *,
    today: date,
    fiscal_year_start: int = 1,
) -> Readings:
    """Read a question against the schema as its asker sees it. Never raises; the time is bounded by limits on what is
    read of long questions and on how many readings are looked at."""
    text = question.text[:_LONGEST_TEXT]
    shortened = Question(text, sentence_language(text))  # the asker's own language is for the answer
    known = Known(schema_of(catalog), _names_of(catalog), _stored_sets(profiles))
    said = quantities(text, shortened.language, today=today, fiscal_year_start=fiscal_year_start)
    asked = link(shortened, known, values.find(shortened.text), said)
    first = parse(asked, known)
    if first is None:
        return Readings(unknown=_unlinked(asked))
    candidates = [(first, None), *_alternatives(asked, known, first)]
    return _ranked(asked, known, candidates)


def _alternatives(asked: Asked, known: Known, first: Parsed) -> Iterator[tuple[Parsed, tuple[Place, Link] | None]]:
    """The same question with one choice made otherwise, the closest choices first."""
    rivals = [
        (scored[0].score - other.score, place, other.link)
        for place, scored in first.ranked.items()
        for other in scored[1:3]
        if scored[0].score - other.score <= _NEAR
    ]
    for _, place, rival in sorted(rivals, key=lambda one: one[0])[: _MOST - 1]:
        found = parse(asked, known, {place: rival})
        if found is not None:
            yield found, (place, rival)


def _ranked(asked: Asked, known: Known, candidates: Sequence[tuple[Parsed, tuple[Place, Link] | None]]) -> Readings:
    by_sql: dict[str, tuple[Reading, tuple[Place, Link] | None, Parsed]] = {}
    for parsed, changed in candidates:
        try:
            sql = compile_form(parsed.form, known.schema)
        except Unreachable:
            continue
        first = candidates[0][0]
        score = first.score if changed is None else min(parsed.score, first.score) - _loss(first, changed)
        reading = Reading(sql, max(0.0, score), parsed.coverage, parsed.unknown, parsed.guesses)
        by_sql.setdefault(sql, (reading, changed, parsed))
    found = sorted(by_sql.values(), key=lambda one: -one[0].score)
    ranked = tuple(_with_features(one[0], [other[0] for other in found]) for one in found)
    unknown = ranked[0].unknown if ranked else _unlinked(asked)
    return Readings(ranked, _clarification(asked, candidates[0][0], found), unknown)


def _loss(first: Parsed, changed: tuple[Place, Link]) -> float:
    place, rival = changed
    scored = first.ranked[place]
    return next((scored[0].score - one.score for one in scored if one.link == rival), _NEAR)


def _with_features(reading: Reading, ranked: Sequence[Reading]) -> Reading:
    others = [one.score for one in ranked if one.sql != reading.sql]
    features = {
        "score": reading.score,
        "coverage": reading.coverage,
        "margin": reading.score - max(others, default=0.0),
        "guesses": float(len(reading.guesses)),
        "unknown": float(len(reading.unknown)),
        "joins": float(reading.sql.upper().count(" JOIN ")),
        "subqueries": float(reading.sql.upper().count("SELECT ") - 1),
    }
    return Reading(reading.sql, reading.score, reading.coverage, reading.unknown, reading.guesses, features)


def _clarification(
    asked: Asked, first: Parsed, found: Sequence[tuple[Reading, tuple[Place, Link] | None, Parsed]]
) -> Clarification | None:
    """A choice between what one place of the question may mean, when the best readings differ in it alone."""
    if len(found) < 2 or found[0][1] is not None:
        return None
    best = found[0][0]
    tied = [one for one in found[1:] if one[1] is not None and best.score - one[0].score <= _TIE]
    if not tied or tied[0][1] is None:
        return None
    place = tied[0][1][0]
    links = [(first.ranked[place][0].link, best)]
    links += [(changed[1], reading) for reading, changed, _ in tied if changed is not None and changed[0] == place]
    words = " ".join(token.text for token in asked.tokens[place[0] : place[1]])
    options = tuple(_option(one, reading) for one, reading in links)
    return Clarification(_WHICH.within(words=words), options)


def _option(meant: Link, reading: Reading) -> Option:
    column = meant.column if isinstance(meant, ColumnLink | ValueLink) else ""
    table = meant.table.rpartition(".")[2]
    if not column:
        return Option(meant.table, Text(label(table, "en"), label(table, "ja")), reading)
    en, ja = (
        _OPTION.within(column=label(column, language), table=label(table, language)).to(language)
        for language in ("en", "ja")
    )
    return Option(f"{meant.table}.{column}", Text(en, ja), reading)


def _unlinked(asked: Asked) -> tuple[str, ...]:
    """Content words that name nothing of the schema and its data."""
    linked = {place for mention in asked.mentions for place in range(mention.start, mention.end)}
    content = {"word", "name", "noun", "verb", "adjective", "quoted"}
    return tuple(token.text for place, token in enumerate(asked.tokens) if token.tag in content and place not in linked)


def _stored_sets(profiles: Profiles) -> Callable[[str, str], Sequence[str] | None]:
    def stored(table: str, column: str) -> Sequence[str] | None:
        profile = profiles.of(table, column)
        return profile.samples if profile is not None and profile.all_samples else None

    return stored


def _names_of(catalog: Catalog) -> NameIndex:
    known = _NAMES.get(id(catalog))
    if known is not None and known[0]() is catalog:
        return known[1]
    names, key = NameIndex(schema_of(catalog)), id(catalog)
    _NAMES[key] = (weakref.ref(catalog, lambda _: _NAMES.pop(key, None)), names)
    return names
