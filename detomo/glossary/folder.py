"""Glossary files: JSON lists of entries, as the API takes them."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import marshmallow as ma

from detomo.engine.knowledge.glossary import GlossaryEntry
from detomo.glossary.schemas import NewTermSchema, TermSchema

Entry = tuple[str, GlossaryEntry | None, str]  # where it stands, the entry, why there is none


def read_entries(path: Path) -> Iterator[Entry]:
    """The entries of a file, or of all `*.json` in a folder; none where there is neither."""
    for file in [path] if path.is_file() else sorted(path.glob("*.json")):
        try:
            listed = json.loads(file.read_text(encoding="utf-8-sig"))
        except (OSError, ValueError, RecursionError) as error:
            yield file.name, None, f"is not valid JSON: {error}"
            continue
        for number, one in enumerate(listed if isinstance(listed, list) else [listed], start=1):
            yield _entry(f"{file.name} #{number}", one)


def write_entries(path: Path, entries: Iterable[GlossaryEntry]) -> None:
    """Write a file that `read_entries` reads."""
    told = TermSchema(many=True, exclude=("id",)).dump(list(entries))
    path.parent.mkdir(parents=True, exist_ok=True)
    shortened = [{name: value for name, value in one.items() if value} for one in told]
    path.write_text(json.dumps(shortened, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _entry(where: str, told: Any) -> Entry:
    try:
        return where, NewTermSchema().load(told), ""
    except ma.ValidationError as error:
        return where, None, f"is no entry: {json.dumps(error.normalized_messages(), ensure_ascii=False)}"
