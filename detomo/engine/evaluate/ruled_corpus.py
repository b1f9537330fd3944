"""Rules over real databases and the queries that people wrote for them, on SQLite.

Every table gets a row rule over its first column of numbers (else over the length of its first column) and a mask on
its last column of text; the copy has those rows deleted and those values replaced by Python.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from detomo.engine.catalog.model import Catalog, Column, Table
from detomo.engine.evaluate.ruled_data import masked_phone
from detomo.engine.evaluate.ruled_databases import Pair, fetching, runner
from detomo.engine.guard.rewrite import Action, ColumnRule, RowRule, Rules
from detomo.engine.types import ColumnType

_KINDS = (("INT", ColumnType.INTEGER), ("CHAR", ColumnType.TEXT), ("TEXT", ColumnType.TEXT), ("REAL", ColumnType.REAL))


def databases_with_queries(folder: Path) -> Iterator[tuple[Path, list[str]]]:
    """Each database of the shared data with the SQL written for it."""
    spider = _lines(folder / "spider_dev8" / "questions.jsonl")
    for path in sorted((folder / "spider_dev8" / "databases").glob("*.sqlite")):
        yield path, [line["gold_sql"] for line in spider if line["db_id"] == path.stem]
    chinook = _lines(folder / "chinook_accuracy20" / "questions.jsonl")
    yield folder / "chinook" / "chinook_2009.sqlite", [line["gold_sql"] for line in chinook]
    honest = _lines(folder / "sql_guard" / "benign.jsonl")
    plans = ("EXPLAIN",)  # refused where rules hold
    queries = [line["sql"] for line in honest if line["dialect"] == "sqlite" and not line["sql"].startswith(plans)]
    yield folder / "chinook" / "chinook.sqlite", queries


def ruled_pair(path: Path) -> tuple[Pair, Catalog, Rules]:
    """The database in memory, a copy without what its rules forbid, its catalog and those rules."""
    whole, copy = (sqlite3.connect(":memory:", check_same_thread=False) for _ in range(2))
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as source:
        source.backup(whole)
    for connection in (whole, copy):
        connection.text_factory = lambda text: text.decode("utf-8", "replace")
    catalog = _catalog(whole)
    rules = _rules(catalog)
    for table in catalog:
        _copy(table, rules, whole, copy)
    return Pair("sqlite", "main", runner(fetching(whole)), runner(fetching(copy))), catalog, rules


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _catalog(connection: sqlite3.Connection) -> Catalog:
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    tables = []
    for (name,) in names.fetchall():
        described = connection.execute(f'PRAGMA table_info("{name}")').fetchall()
        columns = tuple(Column(row[1], declared=row[2], type=_kind(row[2])) for row in described)
        tables.append(Table(name, columns, primary_key=tuple(row[1] for row in described if row[5])))
    return Catalog("sqlite", tuple(tables), default_schema="main")


def _kind(declared: str) -> ColumnType:
    return next((kind for word, kind in _KINDS if word in declared.upper()), ColumnType.UNKNOWN)


def _rules(catalog: Catalog) -> Rules:
    rows, columns = [], []
    for table in catalog:
        number = next((column for column in table.columns if column.type is ColumnType.INTEGER), None)
        value = f'"{number.name}"' if number else f'LENGTH("{table.columns[0].name}")'
        rows.append(RowRule(table.name, f"{value} % 3 <> 0"))
        texts = [c for c in table.columns if c.type is ColumnType.TEXT and c.name not in table.primary_key]
        columns += [ColumnRule(table.name, texts[-1].name, Action.LAST4)] if texts else []
    return Rules(tuple(rows), tuple(columns))


def _copy(table: Table, rules: Rules, whole: sqlite3.Connection, copy: sqlite3.Connection) -> None:
    """The table without its constraints: masked values may repeat."""
    declared = ", ".join(f'"{column.name}" {column.declared}' for column in table.columns)
    copy.execute(f'CREATE TABLE "{table.name}" ({declared})')
    predicate = next(rule.predicate for rule in rules.rows if rule.table == table.name)
    masked = {rule.column for rule in rules.columns if rule.table == table.name}
    kept = whole.execute(f'SELECT * FROM "{table.name}" WHERE {predicate}').fetchall()  # noqa: S608 - our own names
    names = [column.name for column in table.columns]
    rows = [[masked_phone(v) if n in masked else v for n, v in zip(names, row, strict=True)] for row in kept]
    places = ", ".join("?" * len(names))
    copy.executemany(f'INSERT INTO "{table.name}" VALUES ({places})', rows)  # noqa: S608 - our own names
