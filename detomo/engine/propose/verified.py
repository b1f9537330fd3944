"""The proposer that needs no model: a question that was taught, in the same or nearly the same words, or for other
numbers, periods and values (`templates`).

"Nearly" is one misspelt word and nothing else. A wrong answer marked as verified is worse than none, so a word may
differ only when nobody can have meant it: no dictionary, nothing taught, no part of the schema and no value in the
SQL knows it. And whatever the words, the values that the SQL holds must stand in the question as they were taught.
"""

from collections.abc import Callable
from dataclasses import replace

from rapidfuzz.distance import OSA

from detomo.engine.catalog import Catalog
from detomo.engine.catalog.values import ValueIndex
from detomo.engine.knowledge.items import ItemKind, KnowledgeItem
from detomo.engine.knowledge.store import Knowledge
from detomo.engine.language import meaning_words
from detomo.engine.language.periods import Calendar
from detomo.engine.language.spelling import is_english_word
from detomo.engine.propose.taught_values import keeps_count, keeps_values, names_a_value
from detomo.engine.propose.templates.match import Surroundings, fit
from detomo.engine.types import Proposal, Question, Source

_CANDIDATES = 10
_SHORTEST_MISSPELT = 5  # letters
_MISSPELT_CONFIDENCE = 0.9
_BOUND_CONFIDENCE = 0.95


def propose(
    question: Question, knowledge: Knowledge, catalog: Catalog, values: Callable[[], ValueIndex], calendar: Calendar
) -> Proposal | None:
    """The taught SQL for this question, or None. `values` is asked only where no taught question has the same words."""
    for item in knowledge.same_words(question.text):
        if _asks_for_the_same(question, item):
            return _proposal(item, 1.0)
    fitting = fit(question.text, Surroundings(knowledge, catalog, values, calendar))
    if fitting is not None:
        confidence = _BOUND_CONFIDENCE if fitting.bindings else 1.0
        return replace(_proposal(fitting.item, confidence), sql=fitting.sql, bindings=fitting.bindings)
    meant = _misspelt(question, knowledge, catalog)
    return _proposal(meant, _MISSPELT_CONFIDENCE) if meant is not None else None


def _proposal(item: KnowledgeItem, confidence: float) -> Proposal:
    return Proposal(item.content, Source.VERIFIED, confidence, matched_question=item.question)


def _asks_for_the_same(question: Question, item: KnowledgeItem) -> bool:
    return keeps_values(item, question.text) and keeps_count(item, question.text)


def _misspelt(question: Question, knowledge: Knowledge, catalog: Catalog) -> KnowledgeItem | None:
    """The one taught question that this one is, but for a slip; None where two could be meant."""
    asked = meaning_words(question.text)
    strange = [word for word in asked if not knowledge.knows_word(word)]
    if len(strange) != 1 or not _may_be_misspelt(strange[0]) or _names_a_part(strange[0], catalog):
        return None
    matches = knowledge.search(question.text, ItemKind.SQL, _CANDIDATES)
    found = [match.item for match in matches if _differs_by_a_slip(asked, strange[0], match.item)]
    found = [item for item in found if _asks_for_the_same(question, item)]
    if len({meaning_words(item.question) for item in found}) != 1 or is_english_word(strange[0]):
        return None
    return found[0]


def _differs_by_a_slip(asked: tuple[str, ...], strange: str, item: KnowledgeItem) -> bool:
    taught = meaning_words(item.question)
    if len(taught) != len(asked):
        return False
    differing = [(a, t) for a, t in zip(asked, taught, strict=True) if a != t]
    if len(differing) != 1 or differing[0][0] != strange:
        return False
    meant = differing[0][1]
    return OSA.distance(strange, meant) == 1 and not names_a_value(meant, item.content)


def _may_be_misspelt(word: str) -> bool:
    return len(word) >= _SHORTEST_MISSPELT and word.isalpha() and word.isascii()


def _names_a_part(word: str, catalog: Catalog) -> bool:
    return any(word in table.name_words or word in table.column_words for table in catalog)
