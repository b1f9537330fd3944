"""Is every part of a statement told in words? Counts statements with parts that read-back can only quote as SQL.

    python -m detomo.engine.evaluate.readback

Read-back passes over nothing: what has no words is quoted in backquotes, so a reading without them tells everything.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from detomo.engine.errors import Refused
from detomo.engine.evaluate.samples import Gold, data_folder, gold_questions, honest_statements
from detomo.engine.guard import Guard
from detomo.engine.present.readback import explain
from detomo.engine.types import Language

LANGUAGES: tuple[Language, ...] = ("en", "ja")


@dataclass(frozen=True, slots=True)
class Told:
    """One statement as the guard shows it, and its reading in one language."""

    sql: str
    language: Language
    words: str

    @property
    def is_whole(self) -> bool:
        return "`" not in self.words


def readings(statements: Iterable[Gold]) -> Iterator[Told]:
    """Readings of statements as answers show them: through the guard. What it refuses is left out."""
    for statement in statements:
        catalog = statement.database.catalog
        try:
            shown = Guard(catalog).check(statement.sql, mend=True).shown
        except Refused:
            continue
        for language in LANGUAGES:
            yield Told(shown, language, explain(shown, catalog, language))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print how much is told; fails when a gold statement has a part without words. Raises `NoTestData`."""
    folder = data_folder()
    gold, honest = list(readings(gold_questions(folder))), list(readings(honest_statements(folder)))
    for name, told in (("gold statements", gold), ("honest statements of many forms", honest)):
        whole = sum(one.is_whole for one in told)
        sys.stdout.write(f"{name}, in both languages: {whole} of {len(told)} readings told in words throughout\n")
    missing = [one for one in gold if not one.is_whole]
    sys.stdout.writelines(f"  quoted: {one.words}\n" for one in missing)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
