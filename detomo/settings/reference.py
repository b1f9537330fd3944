"""`docs/settings.md` and `.env.example`, made from the declarations in `config.py`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import SecretStr
from pydantic.fields import FieldInfo

import config


def documents() -> dict[Path, str]:
    """The text that each generated file must have."""
    return {config.ROOT / "docs/settings.md": _markdown(), config.ROOT / ".env.example": _dotenv()}


def _fields(group: type) -> Iterator[tuple[str, FieldInfo]]:
    for name in group.__annotations__:
        yield name.upper(), config.Settings.model_fields[name]


def _markdown() -> str:
    lines = [
        "# Settings",
        "",
        "Generated from `config.py` by `flask settings docs`. Set a value in the environment or in `.env`;",
        "`.env.example` is a start. Relative paths start at the project folder. A wrong value stops the start",
        "with a sentence that says how to mend it.",
    ]
    for group in config.GROUPS:
        lines += ["", f"## {group.__doc__}", "", "| name | values | default | meaning |", "| --- | --- | --- | --- |"]
        lines += [
            f"| `{name}` | {_kind(field)} | {_shown(field)} | {field.description} |" for name, field in _fields(group)
        ]
    return "\n".join(lines) + "\n"


def _dotenv() -> str:
    lines = ["# Copy to .env and set what differs. Generated from config.py by `flask settings docs`."]
    for group in config.GROUPS:
        lines += ["", f"# ---- {group.__doc__}"]
        for name, field in _fields(group):
            lines += [f"# {field.description}", f"#{name}={_text(field)}"]
    return "\n".join(lines) + "\n"


def _kind(field: FieldInfo) -> str:
    kind: Any = field.annotation
    options = get_args(kind)
    if options and all(isinstance(option, str) for option in options):
        return ", ".join(f"`{option}`" for option in options)
    if get_origin(kind) is tuple:
        return "names, with commas"
    names = {SecretStr: "secret text", str: "text", int: "whole number", float: "number", bool: "`true`, `false`"}
    plain = next((option for option in options if option is not type(None)), kind)
    return names.get(plain, "path")


def _shown(field: FieldInfo) -> str:
    text = _text(field)
    return f"`{text}`" if text else "–"


def _text(field: FieldInfo) -> str:
    value = field.default
    if value is None or isinstance(value, SecretStr | tuple):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
