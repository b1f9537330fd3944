"""The proposer that needs no model: a question that was taught, in the same or nearly the same words.

"Nearly" is one misspelt word and nothing else. A wrong answer marked as verified is worse than none, so a word may
differ only when nobody can have meant it: neither what was taught nor the schema nor the SQL's values use it.
"""

from rapidfuzz.distance import OSA

from detomo.engine.catalog import Catalog
from detomo.engine.knowledge.items import ItemKind, KnowledgeItem
from detomo.engine.knowledge.store import Knowledge
from detomo.engine.language import meaning_words, search_words
from detomo.engine.types import Proposal, Question, Source

_CANDIDATES = 5
_SHORTEST_MISSPELT = 5  # letters
_MISSPELT_CONFIDENCE = 0.9


def propose(question: Question, knowledge: Knowledge, catalog: Catalog) -> Proposal | None:
    """The taught SQL for this question, or None."""
    item = knowledge.same_words(question.text)
    if item is not None:
        return _proposal(item, 1.0)
    item = _misspelt(question, knowledge, catalog)
    return _proposal(item, _MISSPELT_CONFIDENCE) if item is not None else None


def _proposal(item: KnowledgeItem, confidence: float) -> Proposal:
    return Proposal(item.content, Source.VERIFIED, confidence, matched_question=item.question)


def _misspelt(question: Question, knowledge: Knowledge, catalog: Catalog) -> KnowledgeItem | None:
    asked = meaning_words(question.text)
    strange = [word for word in asked if not knowledge.knows_word(word)]
    if len(strange) != 1 or not _may_be_misspelt(strange[0]):
        return None
    for match in knowledge.search(question.text, ItemKind.SQL, _CANDIDATES):
        if _differs_by_a_slip(asked, strange[0], match.item):
            return None if _names_a_part(strange[0], catalog) else match.item
    return None


def _differs_by_a_slip(asked: tuple[str, ...], strange: str, item: KnowledgeItem) -> bool:
    taught = meaning_words(item.question)
    if len(taught) != len(asked):
        return False
    differing = [(a, t) for a, t in zip(asked, taught, strict=True) if a != t]
    if len(differing) != 1 or differing[0][0] != strange:
        return False
    meant = differing[0][1]
    return OSA.distance(strange, meant) == 1 and not _names_a_value(meant, item.content)


def _may_be_misspelt(word: str) -> bool:
    return len(word) >= _SHORTEST_MISSPELT and word.isalpha() and word.isascii()


def _names_a_value(word: str, sql: str) -> bool:
    """Whether the SQL quotes the word: `Austria` must not be read as a misspelt `Australia`."""
    return any(word in search_words(literal) for literal in sql.split("'")[1::2])


def _names_a_part(word: str, catalog: Catalog) -> bool:
    return any(word in table.name_words or word in table.column_words for table in catalog)
