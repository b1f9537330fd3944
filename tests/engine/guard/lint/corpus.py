"""The labelled statements: `{id, dialect, schema, sql, expect}`, over the schemas that stand beside them."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import sqlglot
from sqlglot import exp

from detomo.engine.catalog.model import Catalog
from detomo.engine.catalog.parse_ddl import catalog_of
from detomo.engine.guard.lint import lint
from detomo.engine.types import Dialect, LintWarning

HERE = Path(__file__).parent
DIALECTS: tuple[Dialect, ...] = ("sqlite", "duckdb", "postgres", "mysql")


@dataclass(frozen=True)
class Case:
    id: str
    dialect: Dialect
    schema: str
    sql: str
    expect: tuple[str, ...]


@cache
def cases() -> tuple[Case, ...]:
    lines = [line for path in sorted((HERE / "cases").glob("*.jsonl")) for line in path.read_text().splitlines()]
    return tuple(Case(**{**record, "expect": tuple(record["expect"])}) for record in map(json.loads, lines))


@cache
def catalog(schema: str, dialect: Dialect) -> Catalog:
    return catalog_of((HERE / "schemas" / f"{schema}.sql").read_text(), dialect)


def parse(sql: str, dialect: Dialect) -> exp.Expr:
    return sqlglot.parse_one(sql, dialect=dialect)


def warnings(sql: str, schema: str = "shop", dialect: Dialect = "sqlite") -> tuple[LintWarning, ...]:
    return lint(parse(sql, dialect), catalog(schema, dialect))


def codes(sql: str, schema: str = "shop", dialect: Dialect = "sqlite") -> list[str]:
    return sorted({warning.code for warning in warnings(sql, schema, dialect)})
