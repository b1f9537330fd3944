"""The pages about the sample and its training data tell the truth."""

import json
import re
import sqlite3
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
SAMPLE, TRAINING = ((DOCS / name).read_text(encoding="utf-8") for name in ("sample.md", "training.md"))
COUNTS = re.findall(r"^\| `(\w+)` \| (\d+) \|", SAMPLE, re.MULTILINE)
BLOCKS = [entry for block in re.findall(r"```json\n(.*?)```", TRAINING, re.DOTALL) for entry in json.loads(block)]
EXAMPLES = [entry for entry in BLOCKS if "question" in entry]


def test_every_table_has_its_line(shop: sqlite3.Connection) -> None:
    tables = shop.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    assert {table for table, _ in COUNTS} == {table for (table,) in tables}


@pytest.mark.parametrize(("table", "count"), COUNTS, ids=dict(COUNTS))
def test_a_documented_count_is_right(shop: sqlite3.Connection, table: str, count: str) -> None:
    assert shop.execute(f"SELECT COUNT(*) FROM {table}").fetchone() == (int(count),)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["question"])
def test_a_documented_example_answers(shop: sqlite3.Connection, example: dict[str, str]) -> None:
    assert set(example) <= {"question", "sql", "language"}
    assert shop.execute(example["sql"]).fetchall()
