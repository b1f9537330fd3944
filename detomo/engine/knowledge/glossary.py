"""The project's terms: what people call a table, a column, a stored value or an SQL expression, in both languages."""

import json
from collections.abc import Iterable, Iterator, Set
from dataclasses import asdict, dataclass
from typing import Self

from detomo.engine.catalog.folding import Unit, stem, units
from detomo.engine.knowledge.items import ItemKind, KnowledgeItem
from detomo.engine.language import mentions
from detomo.engine.language.width import tidy

_LONGEST_TERM = 16  # units
_LONGEST_TEXT = 2_000  # units of a question that are looked at


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """One meaning under all of its names. The meaning is an `expression` in the database's SQL, or a `table`, a
    `column` of it, or a stored `value` of that column. `id` is empty for what is not kept yet."""

    terms: tuple[str, ...]
    table: str = ""
    column: str = ""
    value: str = ""
    expression: str = ""
    note: str = ""
    id: str = ""

    @classmethod
    def of(cls, item: KnowledgeItem) -> Self:
        return cls(terms=tuple(item.question.splitlines()), id=item.id, **json.loads(item.content))

    def as_item(self) -> KnowledgeItem:
        """The entry as knowledge: found by its terms, hidden with the names in its meaning."""
        meaning = {name: value for name, value in asdict(self).items() if name not in {"terms", "id"} and value}
        content = json.dumps(meaning, ensure_ascii=False, sort_keys=True)
        return KnowledgeItem(self.id, ItemKind.GLOSSARY, content, "\n".join(self.terms))

    @property
    def meaning(self) -> str:
        """The meaning as SQL: `SUM(invoices.total)`, `customers.country = 'Brazil'`, `orders`."""
        if self.expression:
            return self.expression
        place = ".".join(filter(None, (self.table, self.column)))
        if not self.value:
            return place
        quoted = self.value.replace("'", "''")
        return f"{place} = '{quoted}'"

    def as_line(self) -> str:
        """For a prompt: `revenue, 売上: SUM(invoices.total)`."""
        line = f"{', '.join(self.terms)}: {self.meaning}"
        return f"{line} ({self.note})" if self.note else line

    def mentions(self, names: Set[str]) -> bool:
        """Whether it speaks of one of the names."""
        return mentions("\n".join((*self.terms, self.meaning, self.note)), names)


@dataclass(frozen=True, slots=True)
class TermMatch:
    """`[start, end)` of the tidied question is a term of the entry."""

    start: int
    end: int
    entry: GlossaryEntry


class Glossary:
    """Immutable. Terms are found in any case, width and kana, in singular or plural, without spaces in Japanese."""

    def __init__(self, entries: Iterable[GlossaryEntry] = ()) -> None:
        self.entries = tuple(entries)
        self._by_key: dict[str, list[GlossaryEntry]] = {}
        for entry in self.entries:
            for key in dict.fromkeys(_key(units(tidy(term))[:_LONGEST_TERM]) for term in entry.terms):
                self._by_key.setdefault(key, []).append(entry)
        self._by_key.pop("", None)

    def __len__(self) -> int:
        return len(self.entries)

    def find(self, text: str) -> tuple[TermMatch, ...]:
        """The terms in a question, in order; a term within a longer one is left out."""
        asked = units(tidy(text))[:_LONGEST_TEXT] if self._by_key else []
        return tuple(self._longest(asked))

    def without(self, names: Set[str]) -> "Glossary":
        """The entries that speak of none of the names."""
        left = tuple(entry for entry in self.entries if not entry.mentions(names)) if names else self.entries
        return self if left == self.entries else Glossary(left)

    def _longest(self, asked: list[Unit]) -> Iterator[TermMatch]:
        at = 0
        while at < len(asked):
            for length in range(min(_LONGEST_TERM, len(asked) - at), 0, -1):
                part = asked[at : at + length]
                found = self._by_key.get(_key(part), ())
                if found:
                    yield from (TermMatch(part[0].start, part[-1].end, entry) for entry in found)
                    break
            at += length if found else 1


def _key(parts: list[Unit]) -> str:
    return " ".join(stem(part.form) for part in parts)
