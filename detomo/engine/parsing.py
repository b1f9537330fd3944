"""Answers without a model: the parser's readings through guard and dry run, and asking back where none is sure."""

import logging
from collections.abc import Callable, Iterable, Iterator

from detomo.engine.contents import ContentsReader
from detomo.engine.errors import EngineError, NotSure, QueryFailed, QueryStopped, Refused
from detomo.engine.guard import Guard
from detomo.engine.language.periods import Calendar
from detomo.engine.present.readback import explain
from detomo.engine.propose.grammar import Reading, Readings, readings
from detomo.engine.timing import Stopwatch
from detomo.engine.types import (
    CheckedProposal,
    Clarification,
    Option,
    Proposal,
    Question,
    Source,
    Text,
)

log = logging.getLogger(__name__)

Parse = Callable[[Question, Guard], Readings]  # sees what the guard's viewer may know
Check = Callable[[Proposal, Guard, Question, Stopwatch], CheckedProposal]

_TRIED = 4  # readings
_OFFERED = 3  # readings, where none is sure
_WORTH_ASKING = 0.25  # probability: below, no choice between readings leads to what was meant
_WORTH_OFFERING = 0.5  # share of the best reading's score, and of the question's words


class Parsing:
    """Thread-safe. `check` is guard and dry run; `threshold` the least probability to answer with."""

    def __init__(self, parse: Parse, check: Check, threshold: float) -> None:
        self._parse = parse
        self._check = check
        self._threshold = threshold

    def read(self, question: Question, guard: Guard, watch: Stopwatch) -> Readings:
        """Every reading. A fault of the parser's own is logged and leaves the question to others."""
        try:
            with watch("grammar"):
                return self._parse(question, guard)
        except EngineError:
            raise
        except Exception:
            log.exception("the parser failed")
            return Readings()

    def best(self, found: Readings, question: Question, guard: Guard, watch: Stopwatch) -> CheckedProposal | None:
        """The first reading that holds."""
        return next(self._holding(found.readings[:_TRIED], question, guard, watch), None)

    def ask_back(
        self, found: Readings, best: CheckedProposal, question: Question, guard: Guard, watch: Stopwatch
    ) -> None:
        """Raise `NotSure` where the question can be read in several ways, or the best way is not sure enough."""
        if best.confidence.probability < min(_WORTH_ASKING, self._threshold):
            raise not_sure(best, None)
        if found.clarification is not None:
            given = found.clarification.options
            options = [Option(option.id, option.label, _proposal(option.reading)) for option in given]
            raise not_sure(best, Clarification(found.clarification.text, tuple(options)))
        if best.confidence.probability < self._threshold:
            worth = _worth_offering(found.readings)
            holding = self._holding(worth, question, guard, watch) if len(worth) > 1 else ()
            options = [_option(number, checked, guard) for number, checked in enumerate(holding, start=1)]
            raise not_sure(best, Clarification(_WHICH, tuple(options[:_OFFERED])) if len(options) > 1 else None)

    def _holding(
        self, readings: Iterable[Reading], question: Question, guard: Guard, watch: Stopwatch
    ) -> Iterator[CheckedProposal]:
        """The readings that pass, each statement once."""
        seen: set[str] = set()
        for reading in readings:
            try:
                checked = self._check(_proposal(reading), guard, question, watch)
            except QueryStopped:
                raise
            except (Refused, QueryFailed):
                continue
            if checked.query.shown not in seen:
                seen.add(checked.query.shown)
                yield checked


def grammar_parse(contents: ContentsReader, calendar: Callable[[], Calendar]) -> Parse:
    """The parser over what each guard's viewer may know."""

    def parse(question: Question, guard: Guard) -> Readings:
        known, now = contents.of(guard), calendar()
        return readings(
            question,
            guard.catalog,
            known.values,
            known.profiles,
            today=now.today,
            fiscal_year_start=now.fiscal_year_start,
        )

    return parse


def read_nothing(question: Question, guard: Guard) -> Readings:
    """The parser that understands nothing, for an engine without one."""
    return Readings()


def not_sure(best: CheckedProposal, clarification: Clarification | None) -> NotSure:
    if clarification is not None:
        return NotSure("clarification", clarification.text, hint=_CHOOSE, best=best, clarification=clarification)
    message = _NOT_SURE_OF if best.proposal.unknown else _NOT_SURE
    words = Text(", ".join(best.proposal.unknown), "、".join(best.proposal.unknown))
    text = Text(message.en.format(words=words.en), message.ja.format(words=words.ja))
    return NotSure("not_sure", text, hint=_ASK_OTHERWISE, best=best)


def _worth_offering(readings: tuple[Reading, ...]) -> list[Reading]:
    first = readings[0]
    if first.coverage < _WORTH_OFFERING:
        return []
    return [reading for reading in readings[:_TRIED] if reading.score >= first.score * _WORTH_OFFERING]


def _option(number: int, checked: CheckedProposal, guard: Guard) -> Option:
    shown = checked.query.shown
    label = Text(explain(shown, guard.catalog, "en"), explain(shown, guard.catalog, "ja"))
    return Option(str(number), label, checked.proposal)


def _proposal(reading: Reading) -> Proposal:
    features = {"score": reading.score, "coverage": reading.coverage, **reading.features}
    return Proposal(reading.sql, Source.GRAMMAR, reading.score, features=features, unknown=reading.unknown)


_WHICH = Text(
    "The question can be read in several ways. Which one is meant?",
    "質問は複数の意味に解釈できます。どの意味ですか？",
)
_CHOOSE = Text(
    "Choose one of the options, or ask again in other words.",
    "選択肢から選ぶか、別の言い方でもう一度質問してください。",
)
_NOT_SURE = Text(
    "The question was not understood surely enough to answer it.",
    "質問を十分な確度で解釈できなかったため、回答を控えました。",
)
_NOT_SURE_OF = Text(
    "The question was not understood surely enough to answer it. Not understood: {words}.",
    "質問を十分な確度で解釈できなかったため、回答を控えました。解釈できなかった語句：{words}。",
)
_ASK_OTHERWISE = Text(
    "Say it in other words, name the table or the column, teach this question with its SQL, "
    "or ask one of the nearest taught questions.",
    "別の言い方にするか、表や列の名前を挙げてください。"
    "この質問と SQL を登録するか、近い登録済みの質問を使うこともできます。",
)
