"""A folder of training data, and somebody to teach it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.people import Person, person

COUNT = {"question": "How many customers are there?", "sql": "SELECT COUNT(*) AS n FROM customers"}
JAPANESE = {"question": "顧客は何人いますか？", "sql": "SELECT COUNT(*) AS 顧客数 FROM customers"}


@pytest.fixture
def alice(app: Flask) -> Person:
    return person(app, "alice")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four items: a table, a document and two pairs."""
    made = tmp_path / "taught"
    write(made / "ddl" / "customers.sql", "CREATE TABLE customers (CustomerId INTEGER)\n")
    write(made / "documentation" / "terms.md", "# 用語\n売上は税抜です。\n")
    write(made / "questions" / "pairs.json", [COUNT, JAPANESE])
    return made


def write(path: Path, content: str | bytes | list[Any] | dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")


@pytest.fixture
def flask(app: Flask) -> Callable[..., Any]:
    """Run a `flask training` command."""
    return lambda *arguments: app.test_cli_runner().invoke(args=["training", *map(str, arguments)])
