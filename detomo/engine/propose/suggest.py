"""Questions to offer: from what was taught and from the schema, without a model."""

from collections.abc import Iterable

from detomo.engine.catalog import Catalog, Table
from detomo.engine.knowledge.items import ItemKind
from detomo.engine.knowledge.store import Knowledge
from detomo.engine.language import language_of, squash
from detomo.engine.types import Language, Question, Text

_HOW_MANY = Text("How many rows are in {table}?", "{table} は何件ありますか？")


def starters(
    knowledge: Knowledge, catalog: Catalog, language: Language, count: int, hidden: frozenset[str] = frozenset()
) -> list[str]:
    """Questions to begin with: taught ones in this language, spread over all that was taught, then the schema's.

    `hidden` are names that do not exist for the viewer: what mentions one is left out, here and in `nearest`.
    """
    known = (item for item in knowledge.of_kind(ItemKind.SQL) if not item.mentions(hidden))
    taught = [item.question for item in known if language_of(item.question) == language]
    step = max(1, len(taught) // count) if count else 1
    return _distinct([*taught[::step], *_from_schema(catalog, language)], count)


def nearest(question: Question, knowledge: Knowledge, count: int, hidden: frozenset[str] = frozenset()) -> list[str]:
    """Taught questions closest to this one, itself left out, in its own language first."""
    matches = knowledge.search(question.text, ItemKind.SQL, count * 3)
    others = (match.item for match in matches if squash(match.item.question) != squash(question.text))
    found = [item.question for item in others if not item.mentions(hidden)]
    found.sort(key=lambda text: language_of(text) != question.language)
    return _distinct(found, count)


def _from_schema(catalog: Catalog, language: Language) -> Iterable[str]:
    largest = sorted(catalog, key=lambda table: (table.is_view, -(table.row_estimate or 0), table.full_name))
    return (_HOW_MANY.to(language).format(table=_spoken(table)) for table in largest)


def _spoken(table: Table) -> str:
    return table.name.replace("_", " ")


def _distinct(questions: Iterable[str], count: int) -> list[str]:
    return list({squash(question): question for question in questions}.values())[:count]
