"""A folder of training data: `ddl/*.sql`, `documentation/*.md`, `questions/*.json`. Reading and writing it."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detomo.engine.knowledge.items import ItemKind, KnowledgeItem
from detomo.engine.language import language_of
from detomo.schemas import is_storable
from detomo.training.items import NewItem


@dataclass(frozen=True, slots=True)
class Entry:
    """`where` names the file, and the pair's number in it, for messages. `problem` says why there is no item."""

    where: str
    item: NewItem | None = None
    problem: str = ""


def read_folder(folder: Path) -> Iterator[Entry]:
    """Everything in the folder in a stable order; what cannot be read comes as an entry with a problem."""
    for path in sorted(folder.glob("ddl/*.sql")):
        yield _text_entry(path, NewItem.ddl)
    for path in sorted(folder.glob("documentation/*.md")):
        yield _text_entry(path, NewItem.documentation)
    for path in sorted(folder.glob("questions/*.json")):
        yield from _question_entries(path)


def write_folder(folder: Path, items: Iterable[KnowledgeItem]) -> int:
    """Write items in the layout that `read_folder` reads; returns how many. The folder must be empty or not exist."""
    pairs: dict[str, list[dict[str, str]]] = {"en": [], "ja": []}
    written = 0
    for written, item in enumerate(items, start=1):
        if item.kind is ItemKind.SQL:
            pairs[language_of(item.question)].append({"question": item.question, "sql": item.content})
        elif item.kind is ItemKind.DDL:
            _write(folder / "ddl" / f"{written:05d}.sql", item.content)
        else:
            _write(folder / "documentation" / f"{written:05d}.md", item.content)
    for language, listed in pairs.items():
        if listed:
            _write(folder / "questions" / f"{language}.json", json.dumps(listed, ensure_ascii=False, indent=2))
    return written


def _text_entry(path: Path, make: Callable[[str], NewItem]) -> Entry:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        return Entry(path.name, problem=f"cannot be read as UTF-8 text: {type(error).__name__}")
    item = make(text)
    return _entry(path.name, item) if item.is_complete else Entry(path.name, problem="is empty")


def _question_entries(path: Path) -> Iterator[Entry]:
    try:
        listed = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        yield Entry(path.name, problem=f"is not valid JSON: {error}")
        return
    pairs = [listed] if isinstance(listed, dict) else listed
    if not isinstance(pairs, list):
        yield Entry(path.name, problem="must hold a list of question/SQL pairs")
        return
    for number, pair in enumerate(pairs, start=1):
        yield _pair_entry(f"{path.name} #{number}", pair)


def _pair_entry(where: str, pair: Any) -> Entry:
    question, sql = (pair.get("question"), pair.get("sql")) if isinstance(pair, dict) else (None, None)
    if not (isinstance(question, str) and isinstance(sql, str) and NewItem.pair(question, sql).is_complete):
        return Entry(where, problem="needs a question and a sql, both text")
    return _entry(where, NewItem.pair(question, sql))


def _entry(where: str, item: NewItem) -> Entry:
    if not is_storable(item.question + item.content):
        return Entry(where, problem="holds a NUL or an unpaired surrogate character")
    return Entry(where, item)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n", encoding="utf-8")
